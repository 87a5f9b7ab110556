import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './inputs/index.mjs';

const GNU_TIME = '/usr/bin/time';
const ACCOUNT = join(CACHE, 'account.txt');

/** Without GNU time there is the wall clock only. */
const canAccount =
  existsSync(GNU_TIME) && /GNU/.test(spawnSync(GNU_TIME, ['--version'], { encoding: 'utf8' }).output.join(''));

export function isInstalled(tool) {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/**
 * Runs the command to its end and throws if it fails.
 * @returns wall and CPU time in seconds, peak resident memory in MiB
 */
export function measure(command) {
  const wrapped = canAccount ? [GNU_TIME, '-q', '-o', ACCOUNT, '-f', '%U %S %M', ...command] : command;
  const start = process.hrtime.bigint();
  const { status, signal, error, stderr } = spawnSync(wrapped[0], wrapped.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${command.join(' ')}: ${error?.message ?? `exit ${status ?? signal}`}\n${stderr}`);
  return { wall, ...readAccount() };
}

function readAccount() {
  if (!canAccount) return { cpu: undefined, peak: undefined };
  const [user, system, kibibytes] = readFileSync(ACCOUNT, 'utf8').trim().split(' ').map(Number);
  return { cpu: user + system, peak: kibibytes / 1024 };
}
