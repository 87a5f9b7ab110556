import type { CaptureInput } from '../../evidence/captures.ts';
import type { Incomplete } from '../../model/report.ts';
import { sourceName } from '../../reporters/source-name.ts';
import { type SourceOptions, readSource } from '../../sources/read-source.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { Context } from '../command.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { Interrupt, Io } from '../io.ts';
import { createProgress } from '../progress.ts';
import { UserError } from '../user-error.ts';

export const NOT_A_CAPTURE =
  'A capture is a pcap or pcapng file, as tcpdump -w and Wireshark write it; gzip is fine. A bundle (ours, cilium sysdump, calicoctl diags) is for --bundle.';

export interface Reading {
  /** Sources that are no evidence at all. */
  readonly unreadable: readonly Incomplete[];
  /** Sources that could not be read to their end, and why. */
  readonly broken: ReadonlyMap<string, string>;
  /** The source that was being read when the reading was ended. */
  readonly cutShort: string | null;
  readonly interrupted: Interrupt | null;
}

/** What sources are read into. */
export interface Into {
  open(name: string): SourceInput;
}
export interface SourceInput extends Pick<CaptureInput, 'push' | 'end'> {
  /** `format` is null until it is known, and if it isn't any that is read. */
  readonly reader: Pick<CaptureInput['reader'], 'end' | 'fault'> & { readonly format: string | null };
}

export interface ReadingOptions {
  /** What it promises holds up the reading. */
  readonly afterChunk?: () => Promise<void> | void;
  /** Ends the reading: nobody wants its result. */
  readonly signal?: AbortSignal;
}

/**
 * Reads one source after the other into `analysis`; an interrupt ends the reading, not the run.
 * @throws UserError where not one of them can be read
 */
export async function readCaptures(
  { io, now }: Context,
  names: readonly string[],
  analysis: Into,
  { afterChunk, signal }: ReadingOptions = {},
): Promise<Reading> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new UserError('standard input (-) was given twice', 'It can be read only once.');
  }
  const interrupts = watchInterrupts(io);
  const progress = createProgress(io, () => now().getTime());
  const isOver = (): boolean => interrupts.received !== null || signal?.aborted === true;
  const failures = new Map<string, SourceError>();
  const broken = new Map<string, string>();
  let cutShort: string | null = null;
  try {
    for (const name of new Set(names)) {
      if (isOver()) {
        failures.set(name, new SourceError(`${sourceName(name)}: not read, since the run was interrupted`, ''));
        continue;
      }
      const ends = [
        name === '-' ? interrupts.lateSignal : interrupts.signal,
        ...(signal === undefined ? [] : [signal]),
      ];
      try {
        // oxlint-disable-next-line no-await-in-loop -- captures that follow one another are one story
        const fault = await readCapture(name, io, analysis, isOver, {
          signal: AbortSignal.any(ends),
          onProgress: (read, total) => progress.update(name, read, total),
          ...(afterChunk !== undefined && { afterChunk }),
        });
        if (isOver()) cutShort = name;
        else if (fault !== null) broken.set(name, fault);
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
  return { unreadable: [...failures].map(describeFailure), broken, cutShort, interrupted: interrupts.received };
}

/** Resolves to why not all of it could be read, null if it could. Rejects with SourceError if it is no capture. */
async function readCapture(
  name: string,
  io: Io,
  analysis: Into,
  isOver: () => boolean,
  { afterChunk, ...options }: SourceOptions & Pick<ReadingOptions, 'afterChunk'>,
): Promise<string | null> {
  const input = analysis.open(name);
  const { reader } = input;
  const { bytes, fault } = await readSource(
    name,
    io,
    (chunk) => {
      input.push(chunk);
      const more = reader.fault === null;
      const written = afterChunk?.();
      return written instanceof Promise ? written.then(() => more) : more;
    },
    options,
  );
  if (reader.format === null && !isOver()) reader.end(); // what is short is known only now
  if (reader.format === null && !isOver()) {
    throw new SourceError(`${sourceName(name)}: ${fault ?? reader.fault?.reason ?? 'it is empty'}`, NOT_A_CAPTURE);
  }
  input.end(reader.fault === null ? bytes : null, fault ?? undefined);
  return fault ?? reader.fault?.reason ?? null;
}

function describeFailure([source, { message }]: readonly [name: string, error: SourceError]): Incomplete {
  return { source, what: 'capture', why: message.replace(`${sourceName(source)}: `, '') };
}
