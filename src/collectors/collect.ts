import {
  type Artifact,
  type Collector,
  NOT_FOUND,
  type Origin,
  type RunResult,
  type Speaker,
  type Transport,
} from './collector.ts';
import { memorySink } from './memory-sink.ts';
import { within } from './patience.ts';

/** Where a collector runs, and whose answer it is. */
export interface Place {
  readonly transport: Transport;
  readonly speaker: Speaker | null;
  readonly pod: string | null;
}

/**
 * Asks one question, in the first of its forms that is understood there.
 * @throws the signal's reason where the run was ended: that is no fact about the node
 */
export async function collect(collector: Collector, place: Place, signal: AbortSignal): Promise<Artifact> {
  const { deadlineMs, maxBytes, variants, keep } = collector;
  const { transport, speaker, pod } = place;
  const folder = folderOf(transport.node, pod);
  const faults: string[] = [];
  let origin: Origin = { path: '', command: [] };
  for (const [index, { file, argv }] of variants.entries()) {
    origin = { path: `${folder}/${file}`, command: argv, node: transport.node, speaker, pod };
    signal.throwIfAborted();
    const sink = memorySink(maxBytes);
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      const either = AbortSignal.any([signal, deadline]);
      // oxlint-disable-next-line no-await-in-loop -- the next one only if this one fails
      const result = await within(transport.run(argv, sink.stream, { signal: either, maxBytes }), either);
      const { exitCode } = result;
      const bytes = keep === undefined ? sink.bytes() : keepLines(sink.bytes(), keep);
      const isLast = index === variants.length - 1;
      // Some say by their exit code that a part of it was not to be had: a key, a folder.
      if (exitCode === 0 || (isLast && bytes.length > 0)) {
        return { status: 'collected', ...origin, exitCode, bytes };
      }
      faults.push(describeExit(argv, result));
      origin = { ...origin, exitCode };
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) return { status: 'failed', ...origin, reason: `no answer within ${deadlineMs / 1000} s` };
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  // The one that is best says most of why.
  return { status: 'failed', ...origin, reason: faults[0] ?? 'nothing to run' };
}

/** In the bundle: names of nodes and pods are those of DNS; what else a host may be called does not leave its folder. */
export function folderOf(node: string, pod: string | null): string {
  return pod === null ? `nodes/${toSegment(node)}` : `pods/${pod.split('/').map(toSegment).join('/')}`;
}

export const toSegment = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^\.+$/, '_') || '_';

export function describeExit([command = '']: readonly string[], { exitCode, stderr }: RunResult): string {
  if (exitCode === NOT_FOUND) return `${command} is not installed`;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return `${command}: exit ${exitCode}${said === '' ? '' : `: ${said}`}`;
}

function keepLines(bytes: Uint8Array, keep: RegExp): Uint8Array {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return new TextEncoder().encode(
    lines
      .filter((line) => keep.test(line))
      .map((line) => `${line}\n`)
      .join(''),
  );
}
