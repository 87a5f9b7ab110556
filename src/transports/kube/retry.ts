import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, isPassing } from './api-error.ts';

/** Longer than an API server takes to start again. */
const WAITS_MS = [250, 500, 1000, 2000, 4000, 8000, 8000] as const;
const LONGEST_MS = 30_000;

/** Asks again what may be well a moment later, after the time that the server says or a growing one. */
export async function withRetries<T>(
  ask: () => Promise<T>,
  { signal, waits = WAITS_MS }: { readonly signal: AbortSignal; readonly waits?: readonly number[] },
): Promise<T> {
  for (const wait of waits) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      await sleep(waitFor(error, wait), undefined, { signal });
    }
  }
  return ask();
}

function waitFor(error: unknown, wait: number): number {
  const asked = error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : 0;
  return Math.min(Math.max(asked, wait), LONGEST_MS);
}
