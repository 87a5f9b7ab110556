import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, isPassing as mayPass, isUnreachable } from './api-error.ts';

/** Longer than an API server takes to start again. */
const WAITS_MS = [250, 500, 1000, 2000, 4000, 8000, 8000] as const;
const LONGEST_MS = 30_000;

/** What is known of a server. Where one waited for it in vain, those who come next ask once, until it answers. */
export interface Reach {
  isLost: boolean;
}

export interface Retrying {
  readonly signal: AbortSignal;
  /** Between attempts, in milliseconds. */
  readonly waits?: readonly number[];
  /** What may be well a moment later. */
  readonly isPassing?: (error: unknown) => boolean;
  readonly reach?: Reach;
}

/** Asks again what may be well a moment later, after the time that the server says or a growing one. */
export async function withRetries<T>(
  ask: () => Promise<T>,
  { signal, waits = WAITS_MS, isPassing = mayPass, reach = { isLost: false } }: Retrying,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const wait = reach.isLost ? undefined : waits[attempt];
    try {
      const answer = await ask();
      reach.isLost = false;
      return answer;
    } catch (error) {
      reach.isLost = wait === undefined && isUnreachable(error);
      if (wait === undefined || signal.aborted || !isPassing(error)) throw error;
      await sleep(waitFor(error, wait), undefined, { signal });
    }
  }
}

/** Until the next attempt, in milliseconds: what the server asks for, where that is longer, but no more than half a minute. */
export function waitFor(error: unknown, wait: number): number {
  const asked = error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : 0;
  return Math.min(Math.max(asked, wait), LONGEST_MS);
}
