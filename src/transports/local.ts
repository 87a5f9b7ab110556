import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import { NOT_FOUND, type RunOptions, type RunResult, type Transport } from '../collectors/collector.ts';

/** Of standard error its end is kept. */
const STDERR_MOST = 8192;
/** From SIGTERM to SIGKILL. */
const GRACE_MS = 2000;
/** As a shell tells of a command that a signal ended. */
const SIGNALLED = 128;

/** Commands of this machine. The kernel gets their arguments as they are; no shell sees them. */
export function localTransport(node: string = hostname()): Transport {
  return {
    node,
    label: 'this machine',
    async run(argv, sink, options) {
      const writer = sink.getWriter();
      try {
        const result = await runInto(writer, argv, options);
        await writer.close();
        return result;
      } catch (error) {
        await writer.abort(error).catch(() => undefined);
        throw error;
      }
    },
  };
}

async function runInto(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  [command = '', ...rest]: readonly string[],
  { signal, maxBytes }: RunOptions,
): Promise<RunResult> {
  signal.throwIfAborted();
  // In a session of its own: what it starts ends with it, and a ^C at the terminal comes to us alone.
  const child = spawn(command, rest, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', (error) => (isAbsent(error) ? resolve(NOT_FOUND) : reject(error)));
    child.once('close', (code) => resolve(code ?? SIGNALLED));
  });
  const end = (): void => endGroup(child);
  signal.addEventListener('abort', end, { once: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-STDERR_MOST);
  });
  try {
    const [exitCode] = await Promise.all([closed, pump(child.stdout, writer, maxBytes)]);
    signal.throwIfAborted();
    return { exitCode, stderr };
  } catch (error) {
    end();
    child.stdout.destroy();
    await closed.catch(() => undefined);
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Takes no more than `writer` does: a pipe that is not read holds the command up. */
async function pump(
  stdout: Readable,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  maxBytes: number,
): Promise<void> {
  let bytes = 0;
  const chunks: AsyncIterable<Uint8Array> = stdout;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new RangeError(`it printed more than ${maxBytes} bytes`);
    await writer.ready;
    await writer.write(chunk);
  }
}

/** Asks all of its processes to end, and insists. What left its group may hold its pipes open: nobody reads them then. */
function endGroup(child: ChildProcessByStdio<null, Readable, Readable>): void {
  signalGroup(child, 'SIGTERM');
  const insist = setTimeout(() => {
    signalGroup(child, 'SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
  }, GRACE_MS).unref();
  child.once('close', () => clearTimeout(insist));
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return; // it did not start
  try {
    process.kill(-pid, signal);
  } catch {
    // it is over
  }
}

const isAbsent = (error: Error): boolean => 'code' in error && error.code === 'ENOENT';
