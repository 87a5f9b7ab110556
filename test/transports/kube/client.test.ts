import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { ApiError, toAccessError } from '../../../src/transports/kube/api-error.ts';
import { type KubeClient, createClient } from '../../../src/transports/kube/client.ts';
import { loadConfig } from '../../../src/transports/kube/load-config.ts';
import { waitFor, withRetries } from '../../../src/transports/kube/retry.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const { signal } = new AbortController();
const quick = { signal, waits: [1, 1] };
const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-client-'));

let answers: Answer[] = [];
const asked: string[] = [];
let server: Server;

async function clientOf(port: number): Promise<KubeClient> {
  const kubeconfig = join(folder, 'config');
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const config = {
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 'open sesame' } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return createClient(await loadConfig({ kubeconfig, context: undefined }, {}));
}

const portOf = (listening: Server): number => {
  const address = listening.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const give =
  (status: number, body: object | string, headers = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));

const page = (name: string, more?: string): Answer =>
  give(200, { apiVersion: 'v1', kind: 'NodeList', metadata: { continue: more }, items: [{ metadata: { name } }] });

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    expect(request.headers.authorization).toBe('Bearer open sesame');
    (answers.shift() ?? give(500, 'no more'))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a list comes in pages, and its items say what they are', async () => {
  answers = [page('a', 'next&'), page('b')];
  expect(await (await clientOf(portOf(server))).list('/api/v1/nodes?x=y', quick)).toEqual([
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'b' } },
  ]);
  expect(asked).toEqual(['GET /api/v1/nodes?x=y&limit=500', 'GET /api/v1/nodes?x=y&limit=500&continue=next%26']);
});

test.each([429, 500, 503])('%i is asked again, after what it says', async (status) => {
  answers = [
    give(status, '', { 'Retry-After': '0' }),
    (_, response) => response.destroy(),
    give(200, { kind: 'Node' }),
  ];
  expect(await (await clientOf(portOf(server))).get('/api/v1/nodes/a', quick)).toEqual({ kind: 'Node' });
});

test.each([
  [null, 250],
  [0, 250],
  [3, 3000],
  [3600, 30_000],
])('Retry-After: %s is waited for', (retryAfter, milliseconds) => {
  expect(waitFor(new ApiError(429, 'busy', retryAfter), 250)).toBe(milliseconds);
});

test('what stays so is told in the words of the server', async () => {
  answers = [give(403, { kind: 'Status', message: 'nodes is forbidden: User "me" cannot list' })];
  const asking = (await clientOf(portOf(server))).get('/api/v1/nodes', quick);
  await expect(asking).rejects.toMatchObject({ status: 403, message: 'nodes is forbidden: User "me" cannot list' });
  expect(asked).toHaveLength(1);
});

test('one that is not there is no wait, where none is wanted', async () => {
  const port = portOf(server);
  server.close();
  const asking = (await clientOf(port)).get('/version', { signal, waits: [] });
  await expect(asking).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test.each([
  [new ApiError(401, 'Unauthorized'), 'does not accept these credentials'],
  [new ApiError(403, 'pods is forbidden: User "system:anonymous" cannot list'), 'this context has no credentials'],
  [new ApiError(403, 'pods is forbidden'), 'https://c: pods is forbidden'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'https://c: nothing listens there'],
  [Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), 'https://c: its certificate has expired'],
  [Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'is not signed by the CA of the kubeconfig'],
  [AbortSignal.abort(new DOMException('', 'TimeoutError')).reason, 'https://c: it does not answer'],
  [new Error('first line\nsecond'), 'https://c: first line'],
])('why a cluster cannot be used: %s', (error, words) => {
  const told = toAccessError('https://c', error);
  expect(told).toMatchObject({ name: 'SourceError', hint: expect.any(String) });
  expect(told.message).toContain(words);
  expect(told.message).not.toContain('\n');
});

test('a server that was waited for in vain is waited for again once it has answered', async () => {
  const reach = { isLost: false };
  let asks = 0;
  let fault: Error | null = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const ask = (): Promise<boolean> => {
    asks += 1;
    return fault === null ? Promise.resolve(true) : Promise.reject(fault);
  };
  const asksOf = async (): Promise<number> => {
    asks = 0;
    await withRetries(ask, { ...quick, reach }).catch(() => undefined);
    return asks;
  };
  expect([await asksOf(), await asksOf(), await asksOf()]).toEqual([3, 1, 1]);
  fault = null;
  expect(await asksOf()).toBe(1);
  fault = new ApiError(503, 'busy');
  expect([await asksOf(), await asksOf()]).toEqual([3, 3]);
});
