/** The API server, by the credentials, plugins and proxies of the Kubernetes client, without its thousand classes. */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { type RequestOptions, request as tlsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { type SecureContext, createSecureContext } from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node';
import { SourceError, errorCode, reasonOf } from '../../sources/source-error.ts';
import { toApiError } from './api-error.ts';
import { type Reach, type Retrying, withRetries } from './retry.ts';

export interface KubeClient {
  readonly config: KubeConfig;
  readonly server: string;
  /** By commands in pods, of which there are many. */
  readonly reach: Reach;
  /** One login serves them all. */
  credentials(): Promise<Credentials>;
  /** Asks once more what may be well a moment later, unless `waits` says otherwise. */
  get<T>(path: string, options: Asking): Promise<T>;
  /** Of what is no JSON: logs. */
  text(path: string, options: Asking): Promise<string>;
  /** In pages, so that a cluster of thousands of pods does not come as one document. */
  list<T>(path: string, options: Asking): Promise<readonly T[]>;
  create<T>(path: string, body: unknown, options: Asking): Promise<T>;
  /** Merged into what is there, lists by the names of their members. */
  patch(path: string, body: unknown, options: Asking): Promise<void>;
  /** `graceSeconds` 0 takes the object away at once, whether its node answers or not. */
  remove(path: string, graceSeconds: number, options: Asking): Promise<void>;
}

/** With the keys and certificates as TLS has them: to read them for each connection takes most of its time and memory. */
type Credentials = RequestOptions & { readonly secureContext: SecureContext };

export type Asking = Pick<Retrying, 'isPassing' | 'signal' | 'waits'>;

const PAGE = 500;
const TIMEOUT_MS = 30_000;
/** A plugin may ask the person to log in at each call; one login serves so long. */
const CREDENTIALS_MS = 60_000;

export function createClient(config: KubeConfig): KubeClient {
  const server = config.getCurrentCluster()?.server.replace(/\/$/, '') ?? '';
  const credentials = rememberFor(CREDENTIALS_MS, () => credentialsOf(config));

  async function ask(method: string, path: string, body: unknown, signal: AbortSignal): Promise<string> {
    const options = await credentials();
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await send(`${server}${path}`, { ...options, method, signal: deadline }, body);
    const content = await text(answer);
    const { statusCode = 0, headers } = answer;
    if (statusCode < 200 || statusCode > 299) throw toApiError(statusCode, content, headers['retry-after']);
    return content;
  }

  const read = (path: string, asking: Asking): Promise<string> =>
    withRetries(() => ask('GET', path, undefined, asking.signal), asking);
  const get = async <T>(path: string, asking: Asking): Promise<T> => JSON.parse(await read(path, asking));

  return {
    config,
    server,
    reach: { isLost: false },
    credentials,
    get,
    text: read,
    async list<T>(path: string, asking: Asking) {
      const items: T[] = [];
      let more: string | undefined;
      do {
        const page: Page<T> = await get(`${path}${pageQuery(path, more)}`, asking);
        const { apiVersion, kind } = page;
        // Items of a list do not say what they are.
        items.push(...page.items.map((item) => ({ apiVersion, kind: kind.replace(/List$/, ''), ...item })));
        more = page.metadata.continue;
      } while (more !== undefined && more !== '');
      return items;
    },
    create: async (path, body, asking) =>
      JSON.parse(await withRetries(() => ask('POST', path, body, asking.signal), asking)),
    async patch(path, body, asking) {
      await withRetries(() => ask('PATCH', path, body, asking.signal), asking);
    },
    async remove(path, gracePeriodSeconds, asking) {
      await withRetries(() => ask('DELETE', path, { gracePeriodSeconds }, asking.signal), asking);
    },
  };
}

interface Page<T> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly continue?: string };
  readonly items: readonly T[];
}

function pageQuery(path: string, more: string | undefined): string {
  const query = new URLSearchParams({ limit: String(PAGE), ...(more !== undefined && { continue: more }) });
  return `${path.includes('?') ? '&' : '?'}${query.toString()}`;
}

async function credentialsOf(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
    return { ...options, secureContext: createSecureContext(options) };
  } catch (error) {
    const { exec } = config.getCurrentUser() ?? {};
    const who = exec === undefined ? 'the credentials of the kubeconfig' : `the credential plugin ${exec.command}`;
    throw new SourceError(`${who}: ${wordsOf(error)}`, 'Run kubectl get nodes: it asks the same and says more.', error);
  }
}

function wordsOf(error: unknown): string {
  if (errorCode(error) === 'ENOENT') return 'it is not installed';
  if (error instanceof SyntaxError) return 'what it prints is no ExecCredential';
  return reasonOf(error).trim().split('\n')[0] ?? '';
}

function send(url: string, options: RequestOptions, body: unknown): Promise<IncomingMessage> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...options.headers,
    Accept: 'application/json',
    ...(content !== undefined && {
      'Content-Type': options.method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json',
      'Content-Length': Buffer.byteLength(content),
    }),
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? tlsRequest : plainRequest;
    const { signal } = options;
    request(url, { ...options, headers }, resolve)
      .on('error', (error) => reject(signal?.aborted === true ? signal.reason : error))
      .end(content);
  });
}

function rememberFor<T>(milliseconds: number, make: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: Promise<T>; readonly until: number } | undefined;
  return () => {
    if (known !== undefined && known.until > Date.now()) return known.value;
    const value = make();
    known = { value, until: Date.now() + milliseconds };
    value.catch(() => (known = undefined));
    return value;
  };
}
