import type { RunResult, Transport } from './collector.ts';
import { memorySink } from './memory-sink.ts';
import { within } from './patience.ts';

export interface Answer extends RunResult {
  readonly stdout: string;
}

interface AskLimits {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly maxBytes: number;
}

/** It is still not over, or not even begun. */
export class NoAnswer extends Error {}

/**
 * What a short command says.
 * @throws NoAnswer after the deadline; the signal's reason; why it can't be run
 */
export async function ask(
  transport: Transport,
  argv: readonly string[],
  { signal, deadlineMs, maxBytes }: AskLimits,
): Promise<Answer> {
  const sink = memorySink(maxBytes);
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = AbortSignal.any([signal, deadline]);
  try {
    const result = await within(transport.run(argv, sink.stream, { signal: either, maxBytes }), either);
    return { ...result, stdout: new TextDecoder().decode(sink.bytes()) };
  } catch (error) {
    signal.throwIfAborted();
    throw deadline.aborted ? new NoAnswer(`no answer within ${deadlineMs / 1000} s`, { cause: error }) : error;
  }
}
