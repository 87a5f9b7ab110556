/** A request that was refused, or (`status` null) found nobody. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
  readonly status: number | null;
  /** Seconds that the server asks to wait; null where it does not say. */
  readonly retryAfter: number | null;

  constructor(message: string, status: number | null, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** It may go well the next time. */
export function isPassing({ status, retryAfter }: HttpFault): boolean {
  if (status === null || status === 408 || status === 429) return true;
  return status >= 500 || (status === 403 && retryAfter !== null);
}

/** The fault within what a client library made of it. */
export function faultOf(error: unknown): HttpFault | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof HttpFault) return at;
  return null;
}
