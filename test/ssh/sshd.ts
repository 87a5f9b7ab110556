import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, until } from '../lab/processes.ts';

const NEEDED = ['/usr/sbin/sshd', '/usr/bin/ssh-keygen', '/usr/bin/ssh-agent', '/usr/bin/sudo', '/usr/bin/unshare'];

/** What these tests need and this machine lacks. */
export const missing: readonly string[] = [
  ...NEEDED.filter((program) => !existsSync(program)),
  ...(process.getuid?.() === 0 ? [] : ['root']),
];

/** A directory with the keys and files of both sides, and the daemons that were started with them. */
export interface SshLab {
  readonly directory: string;
  /** Of whoever logs in: `.ssh/config`, `.ssh/known_hosts`, keys. */
  readonly home: string;
  readonly path: (file: string) => string;
  /** Makes a key pair, which root may log in with unless told otherwise. */
  readonly key: (file: string, options?: { readonly passphrase?: string; readonly isAllowed?: boolean }) => string;
  readonly sshd: (name: string, options?: SshdOptions) => Promise<Sshd>;
  readonly config: (text: string) => void;
  readonly known: (...lines: readonly string[]) => void;
  readonly close: () => void;
}

export interface SshdOptions {
  /** Lines of sshd_config that go before ours. */
  readonly config?: string;
  /** Of /etc/hosts, for it alone. */
  readonly hosts?: string;
  readonly address?: string;
  readonly port?: number;
  /** Stands before the command: `ip netns exec …`. */
  readonly within?: readonly string[];
  /** Seconds by which its tcpdump's clock is ahead: one machine has but one. */
  readonly clockAhead?: number;
}

export interface Sshd {
  readonly port: number;
  /** `127.0.0.1:40022` */
  readonly address: string;
  /** The line of known_hosts that fits. */
  readonly known: string;
  readonly publicKey: string;
  readonly log: () => string;
  readonly pid: number;
  readonly stop: () => void;
}

/** alice may use sudo without a password, bob with one, carol not. All have this password. */
export const PASSWORD = 'correct horse';
const USERS = ['alice', 'bob', 'carol'];

export function createSshLab(): SshLab {
  const directory = mkdtempSync(join(tmpdir(), 'k8sdoctor-ssh-'));
  chmodSync(directory, 0o755);
  const home = join(directory, 'home');
  const path = (file: string): string => join(directory, file);
  const daemons: ChildProcess[] = [];
  mkdirSync(join(home, '.ssh'), { recursive: true });
  writeAccounts(directory);
  writeFileSync(path('authorized_keys'), '');
  const known = (...lines: readonly string[]): void => writeFileSync(join(home, '.ssh/known_hosts'), lines.join('\n'));
  known();

  return {
    directory,
    home,
    path,
    known,
    config: (text) => writeFileSync(join(home, '.ssh/config'), text),
    key(file, { passphrase = '', isAllowed = true } = {}) {
      const target = join(home, file);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', file, '-f', target]);
      if (isAllowed) writeFileSync(path('authorized_keys'), readFileSync(`${target}.pub`), { flag: 'a' });
      return target;
    },
    async sshd(name, options = {}) {
      const {
        config = '',
        hosts,
        address = '127.0.0.1',
        port = await freePort(),
        within = [],
        clockAhead = 0,
      } = options;
      const hostKey = path(`${name}-host-key`);
      if (!existsSync(hostKey)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
      if (hosts !== undefined) writeFileSync(path(`${name}-hosts`), hosts);
      if (clockAhead !== 0) writeTcpdump(directory, name, clockAhead);
      writeFileSync(
        path(`${name}.conf`),
        `${config}
Port ${port}
ListenAddress ${address}
HostKey ${hostKey}
PidFile none
UsePAM no
PermitRootLogin yes
StrictModes no
AuthorizedKeysFile ${path('authorized_keys')}
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
LogLevel VERBOSE
`,
      );
      const log = path(`${name}.log`);
      const argv = [...within, 'unshare', '--mount', 'sh', '-c', OWN_WORLD, directory, name];
      const [command = '', ...rest] = argv;
      const daemon = spawn(command, rest, { stdio: ['ignore', 'ignore', 'ignore'] });
      daemons.push(daemon);
      const read = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
      await until(`sshd ${name} listens`, () => read().includes('Server listening'), 10_000);
      const publicKey = readFileSync(`${hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
      return {
        port,
        address: `${address}:${port}`,
        publicKey,
        known: `[${address}]:${port} ${publicKey}`,
        log: read,
        pid: daemon.pid ?? 0,
        stop: () => void daemon.kill('SIGKILL'),
      };
    },
    close() {
      for (const daemon of daemons) daemon.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const TCPDUMP = '/usr/bin/tcpdump';
const CLOCK = fileURLToPath(new URL('clock.mjs', import.meta.url));

/** In the place of the real one, which it runs: what that captures passes through another clock. */
function writeTcpdump(directory: string, name: string, ahead: number): void {
  const real = join(directory, 'tcpdump');
  const ours = join(directory, `${name}-tcpdump`);
  copyFileSync(TCPDUMP, real);
  writeFileSync(ours, `#!/bin/sh\n"${real}" "$@" | "${process.execPath}" "${CLOCK}" ${ahead}\n`);
  chmodSync(ours, 0o755);
}

/** Accounts, hosts and sudoers of our own: mounted where only this sshd and its children see them. */
const OWN_WORLD = `set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir /run/sshd
for file in passwd shadow group sudoers pam.d/sshd; do mount --bind "$0/etc/$file" "/etc/$file"; done
if [ -e "$0/$1-hosts" ]; then mount --bind "$0/$1-hosts" /etc/hosts; fi
if [ -e "$0/$1-tcpdump" ]; then mount --bind "$0/$1-tcpdump" ${TCPDUMP}; fi
exec /usr/sbin/sshd -D -E "$0/$1.log" -f "$0/$1.conf"`;

function writeAccounts(directory: string): void {
  const etc = join(directory, 'etc');
  mkdirSync(join(etc, 'pam.d'), { recursive: true });
  for (const file of ['shadow', 'group']) copyFileSync(`/etc/${file}`, join(etc, file));
  // The start-up files of root's own shell are no part of this.
  const accounts = readFileSync('/etc/passwd', 'utf8').replace(
    /^root:.*$/m,
    `root:x:0:0:root:${directory}/root:/bin/sh`,
  );
  writeFileSync(join(etc, 'passwd'), accounts);
  mkdirSync(join(directory, 'root'));
  const hash = execFileSync('openssl', ['passwd', '-6', PASSWORD], { encoding: 'utf8' }).trim();
  for (const [index, name] of USERS.entries()) {
    const id = 45_000 + index;
    const home = join(directory, name);
    mkdirSync(home);
    writeFileSync(join(etc, 'passwd'), `${name}:x:${id}:${id}::${home}:/bin/sh\n`, { flag: 'a' });
    writeFileSync(join(etc, 'group'), `${name}:x:${id}:\n`, { flag: 'a' });
    writeFileSync(join(etc, 'shadow'), `${name}:${hash}:20000:0:99999:7:::\n`, { flag: 'a' });
  }
  writeFileSync(join(etc, 'sudoers'), 'root ALL=(ALL:ALL) ALL\nalice ALL=(ALL) NOPASSWD: ALL\nbob ALL=(ALL) ALL\n');
  chmodSync(join(etc, 'sudoers'), 0o440);
  writeFileSync(
    join(etc, 'pam.d/sshd'),
    'auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n',
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Command lines of all processes that hold `text`. */
export async function processesWith(text: string): Promise<string[]> {
  const lines = (await run(['ps', '-eo', 'args'])).split('\n');
  return lines.filter((line) => line.includes(text) && !line.startsWith('ps '));
}

/** The process of the connection that came last: of root's there is one. */
export async function killNewest({ pid }: Sshd): Promise<void> {
  const children = (await run(['ps', '-o', 'pid=', '--ppid', String(pid)])).trim().split(/\s+/);
  process.kill(Math.max(...children.map(Number)), 'SIGKILL');
}
