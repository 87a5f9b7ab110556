import { HttpFault } from './http-fault.ts';

/** As `fetch`, but what is refused or cut off rejects with `HttpFault`, and the answer is here whole. */
export type Send = (url: string | URL, init?: RequestInit) => Promise<Response>;

const PATIENCE_MS = 300_000;
const MAX_MESSAGE = 300;
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

export function createSend(fetchIt: typeof fetch, now: () => Date): Send {
  return async (url, init) => {
    const { host } = new URL(url);
    const { status, headers, body } = await receive(fetchIt, url, init).catch((error: unknown) => {
      throw new HttpFault(`${host}: ${reasonOf(error)}`, null);
    });
    const response = new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers });
    if (response.ok) return response;
    throw new HttpFault(messageOf(await response.text()), status, retryAfterOf(headers, now()));
  };
}

async function receive(fetchIt: typeof fetch, url: string | URL, init: RequestInit | undefined) {
  const response = await fetchIt(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  return { status: response.status, headers: response.headers, body: await response.arrayBuffer() };
}

/** `fetch` says "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${PATIENCE_MS / 1000} s`;
  const { cause } = error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : error.message;
}

/** What a forge says is wrong. */
function messageOf(text: string): string {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return /<[a-z!]/i.test(text) ? '' : text.trim().slice(0, MAX_MESSAGE);
  }
  if (typeof said !== 'object' || said === null) return '';
  const { message, error, errors }: { message?: unknown; error?: unknown; errors?: unknown } = { ...said };
  const parts = [message, error, errors].filter((part) => part !== undefined && part !== null);
  return [...new Set(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))))]
    .join(': ')
    .slice(0, MAX_MESSAGE);
}

/** RFC 9110 §10.2.3; of GitHub, whose limit is spent, when it begins anew. */
function retryAfterOf(headers: Headers, now: Date): number | null {
  const after = headers.get('retry-after');
  if (after !== null) {
    const seconds = /^\d+$/.test(after) ? Number(after) : (Date.parse(after) - now.getTime()) / 1000;
    return Number.isNaN(seconds) ? null : Math.max(0, Math.ceil(seconds));
  }
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  if (headers.get('x-ratelimit-remaining') !== '0' || Number.isNaN(reset)) return null;
  return Math.max(0, Math.ceil(reset - now.getTime() / 1000));
}
