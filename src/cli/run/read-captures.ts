import type { CaptureReader } from '../../decoders/capture/packet.ts';
import type { CaptureAnalysis } from '../../evidence/captures.ts';
import type { Incomplete } from '../../model/report.ts';
import { readSource } from '../../sources/read-source.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { Context } from '../command.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { Interrupt } from '../io.ts';
import { createProgress } from '../progress.ts';
import { UserError } from '../user-error.ts';

export interface Reading {
  /** Sources that are no evidence at all. */
  readonly unreadable: readonly Incomplete[];
  /** Sources that could not be read to their end, and why. */
  readonly broken: ReadonlyMap<string, string>;
  /** The source that was being read when the interrupt came. */
  readonly cutShort: string | null;
  readonly interrupted: Interrupt | null;
}

/**
 * Reads one source after the other into `analysis`; an interrupt ends the reading, not the run.
 * @param wantsMore is asked after each chunk
 * @throws UserError where not one of them can be read
 */
export async function readCaptures(
  { io, now }: Context,
  names: readonly string[],
  analysis: CaptureAnalysis,
  wantsMore: () => boolean = () => true,
): Promise<Reading> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new UserError('standard input (-) was given twice', 'It can be read only once.');
  }
  const interrupts = watchInterrupts(io);
  const progress = createProgress(io, () => now().getTime());
  const failures = new Map<string, SourceError>();
  const broken = new Map<string, string>();
  let cutShort: string | null = null;

  async function readOne(name: string): Promise<void> {
    const input = analysis.open(name);
    const { reader } = input;
    const result = await readSource(
      name,
      io,
      (chunk) => {
        input.push(chunk);
        return wantsMore() && reader.fault === null;
      },
      {
        signal: name === '-' ? interrupts.lateSignal : interrupts.signal,
        onProgress: (read, total) => progress.update(name, read, total),
      },
    );
    if (interrupts.received !== null && reader.fault === null && result.fault === null) cutShort = name;
    else if (reader.format === null) throw notACapture(name, reader, result.fault);
    input.end(reader.fault === null ? result.bytes : null, result.fault ?? undefined);
    const fault = result.fault ?? reader.fault?.reason;
    if (fault !== undefined && cutShort !== name) broken.set(name, fault);
  }

  try {
    for (const name of names) {
      if (interrupts.received !== null) {
        failures.set(name, new SourceError(`${name}: not read, since the run was interrupted`, ''));
        continue;
      }
      try {
        // oxlint-disable-next-line no-await-in-loop -- captures are read in order: those that follow one another are one story
        await readOne(name);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failures.set(name, error);
      }
    }
  } finally {
    interrupts.stop();
    progress.done();
  }
  const [first] = failures.values();
  if (first !== undefined && failures.size === new Set(names).size) throw new UserError(first.message, first.hint);
  return {
    unreadable: [...failures].map(([source, { message }]) => ({
      source,
      what: 'capture',
      why: withoutName(message, source),
    })),
    broken,
    cutShort,
    interrupted: interrupts.received,
  };
}

function notACapture(name: string, reader: CaptureReader, fault: string | null): SourceError {
  reader.end();
  const reason = fault ?? reader.fault?.reason ?? 'it is empty';
  return new SourceError(
    `${name}: ${reason}`,
    'A capture is a pcap or pcapng file, as tcpdump -w and Wireshark write it; gzip is fine.',
  );
}

const withoutName = (message: string, name: string): string =>
  message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
