import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAbandoned, ownName } from './owner.ts';
import { type Piped, type Running, run, start, startPiped } from './processes.ts';
import type { Told } from './told.ts';

/** The world of one scenario: its namespaces, and a directory for configurations, logs and the capture. */
export interface Lab {
  readonly directory: string;
  /** Daemons that took part, with their versions. */
  readonly made: Set<string>;
  /** The AS number and BGP identifier that the speaker at an address was given. */
  readonly speakers: Map<string, { readonly as: number; readonly id: string }>;
  /** What k8sdoctor tells of a capture, by its path, while it is taken. */
  readonly live: Map<string, Promise<Told>>;
  readonly namespace: (label: string) => Promise<Namespace>;
  /** The directory may stay, for a person to read the logs. */
  readonly close: (keep?: 'directory') => void;
}

export interface Namespace {
  readonly lab: Lab;
  readonly name: string;
  readonly label: string;
  readonly run: (...argv: readonly string[]) => Promise<string>;
  /** Lines for `ip -batch`. */
  readonly ip: (...lines: readonly string[]) => Promise<void>;
  readonly nft: (rules: string) => Promise<void>;
  readonly start: (argv: readonly string[], log: string) => Running;
  readonly startPiped: (argv: readonly string[], log: string) => Piped;
  readonly path: (file: string) => string;
}

const NAMESPACES = '/run/netns';
/** Speakers tell it to their peers (capability 73); sh makes way for the daemon, so the pid is the daemon's. */
const HOSTNAME = ['unshare', '--uts', 'sh', '-c', 'hostname "$0"; exec "$@"'];
const HOSTS: Readonly<Record<string, string>> = { node: 'worker-1', router: 'tor-1' };

const open = new Set<Lab>();
let count = 0;

export function createLab(): Lab {
  trap();
  count += 1;
  const prefix = ownName(count);
  const directory = mkdtempSync(join(tmpdir(), `${prefix}-`));
  chmodSync(directory, 0o755);
  const names: string[] = [];
  const lab: Lab = {
    directory,
    made: new Set(),
    speakers: new Map(),
    live: new Map(),
    async namespace(label) {
      const name = `${prefix}-${label}`;
      names.push(name);
      await run(['ip', 'netns', 'add', name]);
      const made = namespaceOf(lab, name, label);
      mkdirSync(join(directory, label));
      await made.ip('link set lo up');
      return made;
    },
    close(keep) {
      open.delete(lab);
      for (const name of names) removeNamespace(name);
      if (keep !== 'directory') rmSync(directory, { recursive: true, force: true });
    },
  };
  open.add(lab);
  return lab;
}

function namespaceOf(lab: Lab, name: string, label: string): Namespace {
  const inside = (argv: readonly string[]): readonly string[] => ['ip', 'netns', 'exec', name, ...argv];
  const asHost = (argv: readonly string[]): readonly string[] => inside([...HOSTNAME, HOSTS[label] ?? label, ...argv]);
  return {
    lab,
    name,
    label,
    run: (...argv) => run(inside(argv)),
    ip: async (...lines) => {
      await run(['ip', '-n', name, '-batch', '-'], `${lines.join('\n')}\n`);
    },
    nft: async (rules) => {
      await run(inside(['nft', '-f', '-']), rules);
    },
    start: (argv, log) => start(asHost(argv), log),
    startPiped: (argv, log) => startPiped(asHost(argv), log),
    path: (file) => join(lab.directory, label, file),
  };
}

/** Ends what runs in it: nothing but what the lab started can. */
function removeNamespace(name: string): void {
  if (!existsSync(join(NAMESPACES, name))) return;
  for (const pid of execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' }).split('\n').map(Number)) {
    if (pid > 0) kill(pid);
  }
  try {
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
  } catch (reason) {
    // Another run that sweeps may have been faster.
    if (existsSync(join(NAMESPACES, name))) throw reason;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}

function closeAll(): void {
  for (const lab of open) lab.close();
}

let trapped = false;
function trap(): void {
  if (trapped) return;
  trapped = true;
  sweep();
  process.once('exit', closeAll);
  // vitest's main process is gone, and with it who would read the results.
  process.once('disconnect', () => {
    closeAll();
    process.exit(1);
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      closeAll();
      process.exit(code);
    });
  }
}

/** What a run that was killed with SIGKILL left. */
function sweep(): void {
  if (existsSync(NAMESPACES)) readdirSync(NAMESPACES).filter(isAbandoned).forEach(removeNamespace);
  for (const name of readdirSync(tmpdir()).filter(isAbandoned)) {
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
