import { EventEmitter } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Interrupt, Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));

/** A capture of a session that its router refuses by 2/4, and one of a session that is well. */
export const FAILED: string = fixture('open/old-router.pcap');
export const HEALTHY: string = fixture('healthy/ethernet.pcap');

export interface FakeIo extends Io {
  readonly stdin: PassThrough;
  readonly out: () => string;
  readonly err: () => string;
  interrupt(signal: Interrupt): void;
}

export interface Faked {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each write to standard output, and how many there were before; an error ends the stream. */
  readonly onWrite?: (text: string, writes: number) => Error | undefined;
  readonly terminal?: { readonly columns: number };
}

export function fakeIo({ env = { LANG: 'C.UTF-8' }, onWrite = () => undefined, terminal }: Faked = {}): FakeIo {
  const signals = new EventEmitter();
  const stdout = collect(onWrite);
  const stderr = collect(() => undefined);
  const screen = terminal === undefined ? {} : { isTTY: true, columns: terminal.columns };
  return {
    stdin: new PassThrough(),
    stdout: Object.assign(stdout.stream, screen),
    stderr: Object.assign(stderr.stream, screen),
    env,
    out: stdout.text,
    err: stderr.text,
    on: (signal, listener) => signals.on(signal, listener),
    off: (signal, listener) => signals.off(signal, listener),
    interrupt: (signal) => void signals.emit(signal),
  };
}

function collect(onWrite: NonNullable<Faked['onWrite']>): { readonly stream: Writable; readonly text: () => string } {
  const parts: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: unknown, _encoding, done) {
      const error = onWrite(String(chunk), parts.length);
      if (error === undefined) parts.push(String(chunk));
      done(error);
    },
  });
  return { stream, text: () => parts.join('') };
}

/** Runs a command to its end. */
export async function run(
  argv: readonly string[],
  faked: Faked & { readonly stdin?: Uint8Array } = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = fakeIo(faked);
  if (faked.stdin !== undefined) Readable.from([faked.stdin]).pipe(io.stdin);
  const code = await main(argv, io);
  return { code, out: io.out(), err: io.err() };
}
