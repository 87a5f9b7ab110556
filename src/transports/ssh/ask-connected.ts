import { type Answer, ask } from '../../collectors/ask.ts';
import { NOT_FOUND, type Transport } from '../../collectors/collector.ts';
import { reasonOf, SourceError } from '../../sources/source-error.ts';
import { askHost, type AskedHost } from '../ask-host.ts';
import type { Connection } from './connect.ts';
import { sshTransport } from './transport.ts';

const SUDO = ['sudo', '-n', '--'];
const LIMITS = { deadlineMs: 20_000, maxBytes: 1 << 16 };

/** Finds out as whom commands may run on a host, then who speaks BGP there. */
export async function askConnected(connection: Connection, node: string, signal: AbortSignal): Promise<AskedHost> {
  const label = `ssh ${connection.settings.user}@${node}`;
  const plain = sshTransport(connection, { node, label, prefix: [] });
  if ((await userId(plain, signal)) === 0) return await askHost(plain, signal);
  const raised = sshTransport(connection, { node, label: `${label} (sudo)`, prefix: SUDO });
  const refusal = await sudoRefusal(raised, signal);
  if (refusal === null) return await askHost(raised, signal);
  const { target, incomplete } = await askHost(plain, signal);
  const hint = `Allow it without one (NOPASSWD in sudoers), or name a user who may: --ssh root@${node}`;
  return {
    target,
    incomplete: [{ source: node, what: 'what only root can do', why: `${refusal}. ${hint}` }, ...incomplete],
  };
}

/** @throws SourceError where a command's output does not come as it was printed */
async function userId(transport: Transport, signal: AbortSignal): Promise<number> {
  const { exitCode, stdout, stderr } = await read(transport, ['id', '-u'], signal);
  if (exitCode === 0 && /^\d+\n$/.test(stdout)) return Number(stdout);
  const said = (stdout + stderr).trim().split('\n')[0] ?? '';
  throw new SourceError(
    `${transport.node}: its login shell does not run commands as they are: id -u printed "${said.slice(0, 80)}"`,
    'It has to be a POSIX shell, whose start-up files print nothing where nobody is at a terminal.',
  );
}

/** Null if it runs commands. */
async function sudoRefusal(transport: Transport, signal: AbortSignal): Promise<string | null> {
  const { exitCode, stderr } = await read(transport, ['true'], signal);
  if (exitCode === 0) return null;
  if (exitCode === NOT_FOUND) return 'there is no sudo';
  return /password is required|authentication is required/i.test(stderr)
    ? 'sudo wants a password'
    : `sudo is refused: ${stderr.trim().split('\n').at(-1) ?? ''}`;
}

async function read(transport: Transport, argv: readonly string[], signal: AbortSignal): Promise<Answer> {
  return ask(transport, argv, { ...LIMITS, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new SourceError(
      `${transport.node}: ${argv.join(' ')}: ${reasonOf(error)}`,
      'Is the host overloaded, or its shell no POSIX shell?',
      error,
    );
  });
}
