/** The WebSocket of an exec, by the Kubernetes client (protocol v5.channel.k8s.io). */
import type { KubeConfig } from '@kubernetes/client-node';
import type { WebSocket } from 'ws';
import { ApiError } from './api-error.ts';
import type { KubeClient } from './client.ts';
import { withRetries } from './retry.ts';
import { SilentNode } from './silent-nodes.ts';

export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export type OnMessage = (channel: number, data: Uint8Array) => void;

const HANDSHAKE_MS = 10_000;
/** For a handshake, once nobody wants it any more. */
const LEAVE_MS = 2000;

/** While an API server starts again. */
const WAITS_MS = [500, 1000, 2000, 4000, 4000] as const;

export async function openExec(
  client: KubeClient,
  container: Container,
  argv: readonly string[],
  { signal, onMessage }: { readonly signal: AbortSignal; readonly onMessage: OnMessage },
): Promise<WebSocket> {
  const { Exec } = await import('@kubernetes/client-node');
  const path = execPath(container, argv);
  // Not its exec(): that writes into streams without a look at what they take.
  return withRetries(
    async () => {
      signal.throwIfAborted();
      const leave = afterwards(signal);
      try {
        const { handler } = new Exec(impatient(client, leave.signal));
        return await handler.connect(path, null, (channel, data) => {
          onMessage(channel, data);
          return true;
        });
      } catch (event) {
        signal.throwIfAborted();
        throw await toError(client, path, event, signal);
      } finally {
        leave.stop();
      }
    },
    { signal, waits: WAITS_MS, reach: client.reach },
  );
}

function execPath({ namespace, pod, container }: Container, argv: readonly string[]): string {
  const query = new URLSearchParams({ container, stdin: 'true', stdout: 'true', stderr: 'true', tty: 'false' });
  for (const argument of argv) query.append('command', argument);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query.toString()}`;
}

/**
 * A handshake that is cut off may have started the command, which nobody would then tell to end, nor wait for: a while is
 * given to it, so that its standard input can be closed.
 */
function afterwards(signal: AbortSignal): { readonly signal: AbortSignal; stop(): void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => void (timer = setTimeout(() => late.abort(signal.reason), LEAVE_MS));
  signal.addEventListener('abort', begin, { once: true });
  return {
    signal: late.signal,
    stop() {
      clearTimeout(timer);
      signal.removeEventListener('abort', begin);
    },
  };
}

/** The client waits for a handshake without end, as a node that hangs has it; and nothing could give it up. */
function impatient({ config, credentials }: KubeClient, signal: AbortSignal): KubeConfig {
  const applyToHTTPSOptions: KubeConfig['applyToHTTPSOptions'] = async (options) => {
    const { headers, ...known } = await credentials();
    Object.assign(options, known, { headers: { ...headers }, handshakeTimeout: HANDSHAKE_MS, signal });
  };
  return Object.create(config, { applyToHTTPSOptions: { value: applyToHTTPSOptions } });
}

/**
 * The client rejects with an event that holds the private key and the whole request: only the error in it is looked at.
 * It loses the server's words, too, so we ask for them by a plain GET, which is refused before anything runs.
 */
async function toError(client: KubeClient, path: string, event: unknown, signal: AbortSignal): Promise<Error> {
  const error = errorOf(event);
  const [, status] = /^Unexpected server response: (\d+)$/.exec(error.message) ?? [];
  if (error.message === 'Opening handshake has timed out')
    return new SilentNode(`its kubelet does not answer within ${HANDSHAKE_MS / 1000} s`);
  if (status === undefined) return error;
  try {
    await client.get(path, { signal, waits: [] });
  } catch (refusal) {
    if (refusal instanceof ApiError && String(refusal.status) === status) return refusal;
  }
  return new SilentNode(`the API server does not reach its kubelet (HTTP ${status})`);
}

function errorOf(event: unknown): Error {
  if (event instanceof Error) return event;
  const { error, message }: { readonly error?: unknown; readonly message?: unknown } = Object(event);
  return error instanceof Error
    ? error
    : new Error(typeof message === 'string' ? message : 'it cannot be connected to');
}
