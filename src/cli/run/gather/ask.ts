import { ask as askWithin } from '../../../collectors/ask.ts';
import type { Transport } from '../../../collectors/collector.ts';

export interface Answer {
  readonly exitCode: number;
  /** On both streams. */
  readonly said: string;
}

/** Of one command, whose own limits are shorter. */
const LIMITS = { deadlineMs: 15_000, maxBytes: 64 << 10 };

/**
 * What a short command says.
 * @throws where it can't be run, or does not end
 */
export async function ask(transport: Transport, argv: readonly string[], signal: AbortSignal): Promise<Answer> {
  const { exitCode, stdout, stderr } = await askWithin(transport, argv, { ...LIMITS, signal });
  return { exitCode, said: `${stdout}${stderr}` };
}
