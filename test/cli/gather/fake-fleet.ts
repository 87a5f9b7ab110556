import { readFileSync } from 'node:fs';
import type {
  Fleet,
  RunOptions,
  RunResult,
  SpeakerPlace,
  Target,
  Transport,
} from '../../../src/collectors/collector.ts';

export type Answer = (
  argv: readonly string[],
  write: (chunk: Uint8Array) => Promise<void>,
  options: RunOptions,
) => Promise<Partial<RunResult>>;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Resolves never, and rejects once the signal says so, as what runs in a transport does. */
const untilAborted = ({ signal }: RunOptions): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

/** Says this to a command line that begins so. */
export const prints =
  (text: string, result: Partial<RunResult> = {}): Answer =>
  async (_argv, write) => {
    await write(encode(text));
    return result;
  };

/** tcpdump that has captured this file, and waits for more. */
export const capturing =
  (path: string): Answer =>
  async (_argv, write, options) => {
    await write(readFileSync(path));
    return untilAborted(options);
  };

export const hangs: Answer = (_argv, _write, options) => untilAborted(options);

/** What the longest beginning that fits says; a command that none fits is not installed. */
export function fakeTransport(node: string, answers: Readonly<Record<string, Answer>>): Transport {
  return {
    node,
    label: 'fake',
    async run(argv, sink, options) {
      const line = argv.join(' ');
      const [found] = Object.keys(answers)
        .filter((each) => line.startsWith(each))
        .toSorted((a, b) => b.length - a.length);
      const answer = found === undefined ? undefined : answers[found];
      const writer = sink.getWriter();
      try {
        const result = (await answer?.(argv, (chunk) => writer.write(chunk), options)) ?? { exitCode: 127 };
        await writer.close();
        return { exitCode: 0, stderr: '', ...result };
      } catch (error) {
        await writer.abort(error).catch(() => undefined);
        throw error;
      }
    },
  };
}

export function fakeTarget(
  node: string,
  answers: Readonly<Record<string, Answer>>,
  more: Partial<Target> & { readonly speaker?: SpeakerPlace['speaker'] } = {},
): Target {
  const transport = fakeTransport(node, answers);
  const { speaker, ...rest } = more;
  const speakers = speaker === undefined ? [] : [{ speaker, transport, pod: null }];
  return { node, host: transport, speakers, ports: [], peers: [], ...rest };
}

export const fakeFleet = (...targets: readonly Target[]): Fleet => ({
  targets: targets.map((target) => Promise.resolve(target)),
  artifacts: [],
  incomplete: [],
  close: () => Promise.resolve(),
});
