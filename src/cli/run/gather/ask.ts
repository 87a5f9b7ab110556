import type { Transport } from '../../../collectors/collector.ts';
import { memorySink } from '../../../collectors/memory-sink.ts';
import { within } from '../../../collectors/patience.ts';

export interface Answer {
  readonly exitCode: number;
  /** On both streams. */
  readonly said: string;
}

/** Of one command, whose own limits are shorter. */
const DEADLINE_MS = 15_000;
const MOST_BYTES = 64 << 10;

/**
 * What a short command says.
 * @throws where it can't be run, or does not end
 */
export async function ask(transport: Transport, argv: readonly string[], signal: AbortSignal): Promise<Answer> {
  const sink = memorySink(MOST_BYTES);
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const either = AbortSignal.any([signal, deadline]);
  const options = { signal: either, maxBytes: MOST_BYTES };
  try {
    const { exitCode, stderr } = await within(transport.run(argv, sink.stream, options), either);
    return { exitCode, said: `${new TextDecoder().decode(sink.bytes())}${stderr}` };
  } catch (error) {
    if (!deadline.aborted || signal.aborted) throw error;
    throw new Error(`no answer within ${DEADLINE_MS / 1000} s`, { cause: error });
  }
}
