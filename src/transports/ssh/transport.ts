import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import type { RunOptions, RunResult, Transport } from '../../collectors/collector.ts';
import type { Connection } from './connect.ts';
import { GRACE_SECONDS, tiedToInput } from '../tied-to-input.ts';
import { quoteCommand } from './quote.ts';
import { createSlots, type Slots } from './slots.ts';

/** Of standard error its end is kept. */
const STDERR_MOST = 8192;
/** sshd's MaxSessions; a host that allows fewer is asked for fewer. */
const SESSIONS = 10;
/** A command ends by then, should its host never learn that we are gone. */
const LONGEST_SECONDS = 6 * 3600;
/** How long a host has to tell that a command is over which was asked to end. */
const FAREWELL_MS = (GRACE_SECONDS + 3) * 1000;
const ABORT_MS = 1000;
/** As a shell tells of a command that a signal ended. */
const SIGNALLED = 128;

/** How a host is shown, and its commands are run. */
export interface SshPlace {
  readonly node: string;
  readonly label: string;
  /** Stands before each command: `sudo -n`, or nothing. */
  readonly prefix: readonly string[];
}

/** Commands of a host, each on a channel of its own; all of them on one connection. */
export function sshTransport(connection: Connection, { node, label, prefix }: SshPlace): Transport {
  const slots = createSlots(SESSIONS);
  return {
    node,
    label,
    async run(argv, sink, options) {
      const writer = sink.getWriter();
      try {
        const result = await runInto(
          connection,
          slots,
          quoteCommand([...prefix, ...tiedToInput(argv, LONGEST_SECONDS)]),
          writer,
          options,
        );
        await writer.close();
        return result;
      } catch (error) {
        // One that takes nothing any more is not waited for.
        await Promise.race([writer.abort(error).catch(() => undefined), sleep(ABORT_MS, undefined, { ref: false })]);
        throw error;
      }
    },
  };
}

async function runInto(
  connection: Connection,
  slots: Slots,
  line: string,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  options: RunOptions,
): Promise<RunResult> {
  const signal = AbortSignal.any([options.signal, connection.lost]);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- until there is a place
    const release = await slots.take(signal);
    try {
      // oxlint-disable-next-line no-await-in-loop
      const channel = await open(connection, line, signal);
      // oxlint-disable-next-line no-await-in-loop
      if (channel !== null) return await follow(connection, channel, writer, options);
      if (!slots.shrink()) throw new Error(`${connection.settings.name}: its sshd opens no session (MaxSessions)`);
    } finally {
      release();
    }
  }
}

/** Null where the host allows no further session on the connection. */
function open({ client }: Connection, line: string, signal: AbortSignal): Promise<ClientChannel | null> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    client.exec(line, (error, channel) => {
      if (error !== undefined) {
        if (/open fail/i.test(error.message)) resolve(null);
        else reject(error);
      } else if (signal.aborted) channel.destroy();
      else resolve(channel);
    });
  });
}

/** Hands on what a command prints, and waits for its end, which an abort brings about. */
function follow(
  { lost }: Connection,
  channel: ClientChannel,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  { signal, maxBytes }: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    let stderr = '';
    let bytes = 0;
    let exitCode: number | null = null;
    let failure: { readonly reason: unknown } | null = null;
    let isTaken = true;
    let written: Promise<unknown> = Promise.resolve();
    let timer: NodeJS.Timeout | undefined;

    /** Closes the command's standard input, which ends it. What it has printed until then is still taken. */
    function end(reason: unknown): void {
      if (failure !== null) return;
      failure = { reason };
      channel.end();
      timer = setTimeout(giveUp, FAREWELL_MS);
    }
    function giveUp(): void {
      isTaken = false;
      channel.resume();
      channel.destroy();
      settle();
    }
    function refuse(reason: unknown): void {
      isTaken = false;
      channel.resume();
      end(reason);
    }
    const abort = (): void => end(signal.reason);
    function settle(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (failure !== null) reject(failure.reason);
      else if (exitCode !== null) resolve({ exitCode, stderr });
      else reject(lost.reason ?? new Error('the host did not tell how the command ended'));
    }

    channel.on('data', (chunk: Buffer) => {
      if (!isTaken) return;
      bytes += chunk.length;
      if (bytes > maxBytes) return refuse(new RangeError(`it printed more than ${maxBytes} bytes`));
      written = writer.write(chunk).catch(refuse);
      if ((writer.desiredSize ?? 1) > 0) return;
      channel.pause();
      writer.ready.then(() => channel.resume(), refuse);
    });
    channel.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = `${stderr}${text}`.slice(-STDERR_MOST);
    });
    // After the last of its output, even where the connection is lost. It repeats what `exit` said, perhaps too early for us.
    channel.once('close', (code?: number | null) => {
      exitCode = code === null ? SIGNALLED : (code ?? null);
      void written.then(settle);
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
