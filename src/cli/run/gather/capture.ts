import type { Written } from '../../../bundles/write-bundle.ts';
import { NOT_FOUND, type Target, type Transport } from '../../../collectors/collector.ts';
import { within } from '../../../collectors/patience.ts';
import { captureFilter, isUnknownOption, tcpdumpCommands } from '../../../collectors/tcpdump.ts';
import type { ManifestEntry } from '../../../model/bundle.ts';
import { type CaptureFile, createCaptureFile } from './capture-file.ts';
import { createWatch, type Expected, type Lack } from './expected.ts';
import type { CaptureLimits, Live } from './running.ts';

const LOOK_MS = 500;
/** What pipes and sockets still hold when the command is ended. */
const SLACK_BYTES = 8 << 20;
const MOST_NAMED = 5;

/**
 * Captures on one node until its sessions have shown themselves, the time is over, or the run is. `onBegin` is called once the
 * capture has begun.
 */
export async function captureOn(
  { node, ports }: Target,
  host: Transport,
  path: string,
  expected: readonly Expected[],
  limits: CaptureLimits,
  live: Live,
  onBegin: () => Promise<void> = () => Promise.resolve(),
): Promise<ManifestEntry> {
  const entry = { path, kind: 'capture', node, speaker: null, pod: null, topics: ['bgp'], essential: true } as const;
  const filter = captureFilter(
    ports,
    expected.map(({ peer }) => peer),
  );
  live.say(`${node}: ${announce(expected, limits)}`);
  let reason: string | null = null;
  let command: readonly string[] = [];
  for (command of tcpdumpCommands(filter)) {
    const file = createCaptureFile(entry, live.intake, live.writer ?? live.scratch ?? null);
    const begun = live.now();
    // oxlint-disable no-await-in-loop -- the next one only if this one is not understood
    const { end, fault, isMisunderstood } = await runTcpdump(host, command, file, { expected, onBegin }, limits, live);
    const isPartial = fault !== null || end.why === 'interrupted';
    const written = await file.close({ byUs: fault === null, isPartial });
    // oxlint-enable no-await-in-loop
    if (written !== null) {
      const seconds = Math.round((live.now() - begun) / 1000);
      live.say(`${node}: ${file.packets} packets in ${seconds} s: ${fault ?? describeEnd(end, limits)}`);
      return collected({ ...entry, command }, written, fault ?? (end.why === 'size' ? describeEnd(end, limits) : null));
    }
    reason ??= fault;
    if (!isMisunderstood) break;
  }
  reason ??= 'interrupted before anything was captured';
  live.say(`${node}: no capture: ${reason}`);
  return { ...entry, command, status: 'failed', exitCode: null, reason, bytes: null, sha256: null };
}

function collected(
  entry: Omit<ManifestEntry, 'bytes' | 'exitCode' | 'reason' | 'sha256' | 'status'>,
  { bytes, sha256 }: Written,
  reason: string | null,
): ManifestEntry {
  return { ...entry, status: 'collected', exitCode: null, reason, bytes, sha256: sha256 === '' ? null : sha256 };
}

/** Why a capture was ended by us. */
interface End {
  why: 'interrupted' | 'shown' | 'size' | 'time';
  lacks: readonly Lack[];
}

interface Ran {
  readonly end: End;
  /** Why it ended without us. */
  readonly fault: string | null;
  /** Another form of the command may be understood. */
  readonly isMisunderstood: boolean;
}

async function runTcpdump(
  host: Transport,
  command: readonly string[],
  file: CaptureFile,
  { expected, onBegin }: { readonly expected: readonly Expected[]; readonly onBegin: () => Promise<void> },
  { durationSeconds, maxBytes }: CaptureLimits,
  { signal, now }: Live,
): Promise<Ran> {
  const controller = new AbortController();
  const watch = createWatch(expected, now);
  const end: End = { why: 'interrupted', lacks: [] };
  const stop = (why: End['why']): void => {
    if (controller.signal.aborted) return;
    end.why = why;
    controller.abort();
  };
  let beginning = Promise.resolve();
  const interrupt = (): void => stop('interrupted');
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  const timer = setTimeout(() => stop('time'), durationSeconds * 1000);
  const looking = setInterval(() => {
    if (file.bytes === 0 || expected.length === 0) return;
    end.lacks = watch(file.peek());
    if (end.lacks.length === 0) stop('shown');
  }, LOOK_MS);
  const sink = new WritableStream<Uint8Array>({
    async write(chunk) {
      const isFirst = file.bytes === 0;
      await file.push(chunk);
      if (isFirst && file.bytes > 0) beginning = onBegin();
      if (file.fault !== null) throw new Error(`what tcpdump printed is no capture: ${file.fault}`);
      if (file.bytes >= maxBytes) stop('size');
    },
  });
  try {
    const options = { signal: controller.signal, maxBytes: maxBytes + SLACK_BYTES };
    const { exitCode, stderr } = await within(host.run(command, sink, options), controller.signal);
    const fault = controller.signal.aborted ? null : describeExit(exitCode, stderr.trim());
    return { end, fault, isMisunderstood: fault !== null && isUnknownOption(stderr) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { end, fault: controller.signal.aborted ? null : why, isMisunderstood: false };
  } finally {
    await beginning;
    clearTimeout(timer);
    clearInterval(looking);
    signal.removeEventListener('abort', interrupt);
  }
}

function describeExit(exitCode: number, stderr: string): string {
  if (exitCode === NOT_FOUND) return 'tcpdump is not installed';
  const why = lastWords(stderr);
  return why === '' ? `tcpdump ended by itself (exit ${exitCode})` : `tcpdump ended by itself: ${why}`;
}

const GREETING = /^tcpdump: (?:listening on|data link type|verbose output)/;

/** Of what tcpdump complains of, the line that says why; it greets first, and one that is killed says no more. */
function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => !GREETING.test(line));
  return lines.findLast((line) => line.startsWith('tcpdump: ')) ?? lines.at(-1) ?? '';
}

function announce(expected: readonly Expected[], { durationSeconds }: CaptureLimits): string {
  const atMost = `capturing for ${durationSeconds} s`;
  if (expected.length === 0) return `${atMost}, since no speaker tells which sessions there are (^C ends it)`;
  const named = expected
    .slice(0, MOST_NAMED)
    .map(({ peer, told, isYoung }) => `${peer} (${told}${isYoung ? ', of late' : ''})`);
  const more = expected.length > MOST_NAMED ? ` and ${expected.length - MOST_NAMED} more` : '';
  return `${atMost} at most, until each session has shown itself: ${named.join(', ')}${more}; one that is down may be tried again after 120 s only`;
}

function describeEnd({ why, lacks }: End, { durationSeconds, maxBytes }: CaptureLimits): string {
  if (why === 'shown') return 'every session has shown itself';
  if (why === 'size') return `stopped at ${maxBytes} bytes (--max-size)`;
  if (why === 'interrupted') return 'interrupted';
  const named = lacks.slice(0, MOST_NAMED).map(({ peer, why: lack }) => `${peer}: ${lack}`);
  return [`the ${durationSeconds} s are over`, ...named].join('; ');
}
