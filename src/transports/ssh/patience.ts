/** A limit of time that stands still while a person is asked: the host is not to blame for that. */
export interface Patience {
  /** Aborted once it is at its end. */
  readonly expired: AbortSignal;
  untimed<T>(asked: Promise<T>): Promise<T>;
  /** It is no longer needed. */
  stop(): void;
}

export function createPatience(seconds: number): Patience {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const expired = new AbortController();
  const expire = (): void => expired.abort(new Error(`no answer within ${seconds} s`));
  function start(): void {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(expire, seconds * 1000);
  }

  start();
  return {
    expired: expired.signal,
    async untimed(asked) {
      clearTimeout(timer);
      return await asked.finally(start);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
