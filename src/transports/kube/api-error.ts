/** What the API server answers instead of what was asked for, and why it cannot be asked. */
import { SourceError, errorCode, reasonOf } from '../../sources/source-error.ts';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Seconds after which to ask again, if it says so. */
  readonly retryAfter: number | null;

  constructor(status: number, message: string, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Of an answer that is not 2xx. The server's own words are the best there are: who may not do what, where. */
export function toApiError(status: number, body: string, retryAfter: string | undefined): ApiError {
  const seconds = Number(retryAfter ?? Number.NaN);
  return new ApiError(status, messageOf(body) ?? `HTTP ${status}`, Number.isFinite(seconds) ? seconds : null);
}

function messageOf(body: string): string | null {
  try {
    const { message }: { readonly message?: unknown } = JSON.parse(body);
    return typeof message === 'string' && message !== '' ? message : null;
  } catch {
    const [line = ''] = body.trim().split('\n');
    return line === '' || line.startsWith('<') ? null : line.slice(0, 200);
  }
}

export const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

const UNREACHABLE: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'it closed the connection'],
  ['EHOSTUNREACH', 'no route to that host'],
  ['ENETUNREACH', 'no route to that network'],
  ['ENOTFOUND', 'its name is not known'],
  ['EAI_AGAIN', 'its name cannot be looked up now'],
  ['ETIMEDOUT', 'it does not answer'],
]);
const REACH_HINT = 'Check the address in the kubeconfig, the VPN and the proxy; kubectl cluster-info asks the same.';

const TLS_WORDS: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not signed by the CA of the kubeconfig'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for other names'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is not signed by the CA of the kubeconfig'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is not signed by the CA of the kubeconfig'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not signed by the CA of the kubeconfig'],
]);
const TLS_HINT = 'Check certificate-authority, tls-server-name and the address in the kubeconfig.';
const LOGIN_HINT = 'Log in again, or renew the token or the client certificate of this context.';

/** Why the cluster at `server` cannot be used, in one line. Never the error's own fields: they may hold keys. */
export function toAccessError(server: string, error: unknown): Error {
  if (error instanceof SourceError) return error;
  if (error instanceof ApiError) {
    if (error.status === 401) return new SourceError(`${server} does not accept these credentials`, LOGIN_HINT);
    if (error.message.includes('User "system:anonymous"')) {
      return new SourceError(`${server}: this context has no credentials, so it is asked as nobody`, LOGIN_HINT);
    }
    return new SourceError(
      `${server}: ${error.message}`,
      'k8sdoctor collect --check lists the rights that are missing.',
    );
  }
  if (isTimeout(error)) return new SourceError(`${server}: it does not answer`, REACH_HINT);
  const code = errorCode(error);
  const tls = TLS_WORDS.get(code);
  if (tls !== undefined) return new SourceError(`${server}: ${tls}`, TLS_HINT);
  const [reason = ''] = reasonOf(error).trim().split('\n');
  return new SourceError(`${server}: ${UNREACHABLE.get(code) ?? reason}`, REACH_HINT);
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

/** What may be well a moment later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return [429, 500, 502, 503, 504].includes(error.status);
  return isUnreachable(error);
}

export const isUnreachable = (error: unknown): boolean => UNREACHABLE.has(errorCode(error));

/** In the middle of a run: `the API server is away: nothing listens there`. */
export function describeFault(error: unknown): string {
  const why = UNREACHABLE.get(errorCode(error)) ?? (isTimeout(error) ? 'it does not answer' : undefined);
  return why === undefined ? reasonOf(error) : `the API server is away: ${why}`;
}
