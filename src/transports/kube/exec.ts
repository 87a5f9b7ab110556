/** Commands in a container. */
import type { WebSocket } from 'ws';
import type { RunOptions, RunResult, Transport } from '../../collectors/collector.ts';
import { describeFault, isUnreachable } from './api-error.ts';
import type { KubeClient } from './client.ts';
import { createOutput } from './exec-output.ts';
import { tiedToInput } from '../tied-to-input.ts';
import { type Container, openExec } from './exec-socket.ts';
import { type Status, exitCodeOf, readStatus } from './exec-status.ts';
import { noteSilent, SilentNode, throwIfSilent } from './silent-nodes.ts';

export interface ExecPlace extends Container {
  readonly node: string;
  readonly label: string;
  /** What every command begins with: `nsenter` into the host's namespaces. */
  readonly prefix?: readonly string[];
  /** Bounds a command that outlives its connection. */
  readonly mostSeconds: number;
}

/** Of standard error its end is kept. */
const STDERR_MOST = 8192;
/** For a command to end once it was told to. */
const GRACE_MS = 5000;

/**
 * From the status, or what came after it, until we hang up: the server's streams have no order among them, and it hangs up
 * itself once all of them have ended.
 */
const LINGER_MS = 3000;

const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
/** Closes channel 0, the command's standard input: it ends by that. */
const CLOSE_STDIN = Uint8Array.of(255, 0);

export function execTransport(client: KubeClient, place: ExecPlace): Transport {
  const { node, label, prefix = [], mostSeconds } = place;
  return {
    node,
    label,
    async run(argv, sink, options) {
      const writer = sink.getWriter();
      try {
        options.signal.throwIfAborted();
        throwIfSilent(client, node);
        const result = await runInto(client, place, tiedToInput([...prefix, ...argv], mostSeconds), writer, options);
        await writer.close();
        return result;
      } catch (error) {
        if (error instanceof SilentNode) noteSilent(client, node, error);
        await writer.abort(error).catch(() => undefined);
        throw options.signal.aborted ? options.signal.reason : error;
      }
    },
  };
}

async function runInto(
  client: KubeClient,
  place: ExecPlace,
  argv: readonly string[],
  writer: WritableStreamDefaultWriter<Uint8Array>,
  { signal, maxBytes }: RunOptions,
): Promise<RunResult> {
  let socket: WebSocket | undefined;
  let insist: NodeJS.Timeout | undefined;
  let linger: NodeJS.Timeout | undefined;
  function stop(): void {
    socket?.resume();
    socket?.send(CLOSE_STDIN);
    insist ??= setTimeout(() => socket?.terminate(), GRACE_MS);
  }
  function hangUp(): void {
    if (socket?.isPaused === true) linger?.refresh();
    else socket?.close();
  }
  const output = createOutput(writer, maxBytes, {
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
    stop,
  });
  let stderr = '';
  let status: Status | undefined;
  const decoder = new TextDecoder();

  socket = await openExec(client, place, argv, {
    signal,
    onMessage(channel, data) {
      linger?.refresh();
      if (channel === STDOUT) output.take(data);
      if (channel === STDERR) stderr = `${stderr}${decoder.decode(data, { stream: true })}`.slice(-STDERR_MOST);
      if (channel !== STATUS) return;
      status = readStatus(data);
      linger ??= setTimeout(hangUp, LINGER_MS);
    },
  }).catch((error: unknown) => {
    throw isUnreachable(error) ? new Error(describeFault(error)) : error;
  });
  const closed = closeOf(socket);
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted || output.fault !== undefined) stop();
    await closed;
    await Promise.race([output.flushed(), abortOf(signal)]);
  } finally {
    clearTimeout(insist);
    clearTimeout(linger);
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  if (output.fault !== undefined) throw output.fault.error;
  if (status === undefined) throw new Error('the connection ended before the command did');
  return { exitCode: exitCodeOf(status), stderr };
}

/** Of a connection that breaks, too: the client tells nobody else. */
function closeOf(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', resolve);
  });
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
