import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';

export interface Running {
  readonly pid: number;
  readonly exited: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Asks with the signal, and insists with SIGKILL. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

export function run(argv: readonly string[], input = ''): Promise<string> {
  const [command = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = execFile(command, rest, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${argv.join(' ')}: ${stderr.trim() === '' ? error.message : stderr.trim()}`));
    });
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** Standard output and error go to the log, where `untilLogged` and a person look for them; it runs in the log's directory. */
export function start(argv: readonly string[], log: string): Running {
  const [command = '', ...rest] = argv;
  const descriptor = openSync(log, 'a');
  const child = spawn(command, rest, { cwd: dirname(log), stdio: ['ignore', descriptor, descriptor] });
  closeSync(descriptor);
  if (child.pid === undefined) throw new Error(`${command} does not start`);
  return running(child, child.pid);
}

/** Asked once, on whichever of its outputs it says so. */
export function versionOf(command: string, option: string, version: (text: string) => string): () => Promise<string> {
  let known: Promise<string> | undefined;
  return () => (known ??= run(['sh', '-c', `"$0" ${option} 2>&1`, command]).then((text) => version(text.trim())));
}

export interface Piped extends Running {
  readonly output: Readable;
}

/** Standard error goes to the log, standard output to us. */
export function startPiped(argv: readonly string[], log: string): Piped {
  const [command = '', ...rest] = argv;
  const descriptor = openSync(log, 'a');
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', descriptor] });
  closeSync(descriptor);
  if (child.pid === undefined || child.stdout === null) throw new Error(`${command} does not start`);
  return { ...running(child, child.pid), output: child.stdout };
}

function running(child: ChildProcess, pid: number): Running {
  const exited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    exited,
    kill: (signal) => child.kill(signal),
    async stop(signal = 'SIGTERM') {
      if (exited()) return;
      const end = once(child, 'exit');
      child.kill(signal);
      await Promise.race([end, sleep(3000)]);
      if (exited()) return;
      child.kill('SIGKILL');
      await end;
    },
  };
}

export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds} ms`);
    await sleep(100);
  }
}
