/** How long what was aborted may take to end: a killed command to be reaped, a connection to be closed. */
const GRACE_MS = 10_000;

/**
 * `work`, or the signal's reason if it goes on although it was aborted: a node that hangs holds up nobody else,
 * whatever hangs there.
 */
export function within<T>(work: Promise<T>, signal: AbortSignal, graceMs: number = GRACE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', giveUp);
      clearTimeout(timer);
    });
  });
}
