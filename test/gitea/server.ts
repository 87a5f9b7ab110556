/** A real Gitea of its own for a test: built by build.sh, on a port of 127.0.0.1, with a data folder that is thrown away. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '1.23.8';

/** Where build.sh leaves it; null where it was not built. */
export function findGitea(): string | null {
  const home = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'k8sdoctor', `gitea-${VERSION}`);
  return existsSync(join(home, 'complete')) ? home : null;
}

export const BUILD: string = fileURLToPath(new URL('build.sh', import.meta.url));

export interface Gitea {
  /** Where its data is. */
  readonly folder: string;
  readonly base: string;
  /** An access token of a user. */
  token(user: string, scopes: string): string;
  addUser(name: string): void;
  /** As the user of a token. */
  api<T>(token: string, method: string, path: string, body?: object): Promise<T>;
  stop(): Promise<void>;
  start(limits?: Limits): Promise<void>;
  /** Stops it, and removes what it wrote. */
  end(): Promise<void>;
}

interface Limits {
  readonly allowedTypes?: string;
  readonly attachments?: boolean;
}

export async function startGitea(home: string): Promise<Gitea> {
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-gitea-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const runner = unprivileged();
  copyReadable(home, folder);
  const config = join(folder, 'app.ini');
  const configure = (limits: Limits): void =>
    writeFileSync(config, configOf({ folder, port, base, user: runner.name, ...limits }));
  configure({});
  for (const path of [folder, config, ...['data', 'log', 'home'].map((name) => join(folder, name))]) {
    if (!existsSync(path)) mkdirSync(path);
    if (runner.uid !== null) chownSync(path, runner.uid, runner.gid);
  }
  chmodSync(folder, 0o755);
  const settings = {
    env: { PATH: process.env['PATH'], HOME: join(folder, 'home'), USER: runner.name, GITEA_WORK_DIR: folder },
    cwd: folder,
    ...(runner.uid !== null && { uid: runner.uid, gid: runner.gid }),
  };
  const run = (...args: string[]): string =>
    execFileSync(join(folder, 'gitea'), ['-c', config, '-w', folder, ...args], {
      ...settings,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  run('migrate');
  let server: ChildProcess | null = null;

  async function start(limits: Limits = {}): Promise<void> {
    configure(limits);
    server = spawn(join(folder, 'gitea'), ['-c', config, '-w', folder, 'web'], { ...settings, stdio: 'ignore' });
    await until(async () => (await fetch(`${base}/api/v1/version`)).ok);
  }
  async function stop(): Promise<void> {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null) return;
    const ended = new Promise((resolve) => {
      running.once('exit', resolve);
    });
    running.kill('SIGTERM');
    await ended;
  }
  await start();
  return {
    base,
    folder,
    addUser: (name) =>
      void run(
        'admin',
        'user',
        'create',
        '--username',
        name,
        '--password',
        'does-not-matter-1',
        '--email',
        `${name}@example.org`,
        '--must-change-password=false',
      ),
    token: (user, scopes) =>
      run(
        'admin',
        'user',
        'generate-access-token',
        '--username',
        user,
        '--token-name',
        `t${Math.random()}`,
        '--scopes',
        scopes,
        '--raw',
      ).trim(),
    async api(token, method, path, body) {
      const response = await fetch(`${base}/api/v1${path}`, {
        method,
        headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text === '' ? 'null' : text);
    },
    stop,
    start,
    async end() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It refuses to run as root. */
function unprivileged(): { readonly name: string; readonly uid: number | null; readonly gid: number } {
  if (process.getuid?.() !== 0) return { name: process.env['USER'] ?? 'nobody', uid: null, gid: 0 };
  return { name: 'nobody', uid: 65_534, gid: 65_534 };
}

/** root's cache is closed to others. */
function copyReadable(home: string, folder: string): void {
  for (const name of ['gitea', 'templates', 'options', 'public'])
    execFileSync('cp', ['-r', '--reflink=auto', join(home, name), folder]);
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  chmodSync(join(folder, 'gitea'), 0o755);
}

function configOf(
  at: Limits & {
    readonly folder: string;
    readonly port: number;
    readonly base: string;
    readonly user: string;
  },
): string {
  return `RUN_USER = ${at.user}
WORK_PATH = ${at.folder}
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${at.port}
ROOT_URL = ${at.base}/
STATIC_ROOT_PATH = ${at.folder}
OFFLINE_MODE = true
DISABLE_SSH = true
LFS_START_SERVER = false
[database]
DB_TYPE = sqlite3
PATH = ${at.folder}/data/gitea.db
[repository]
ROOT = ${at.folder}/data/repositories
[security]
INSTALL_LOCK = true
SECRET_KEY = not-a-secret
[service]
DISABLE_REGISTRATION = true
[attachment]
ENABLED = ${at.attachments ?? true}
ALLOWED_TYPES = ${at.allowedTypes ?? '*/*'}
MAX_SIZE = 4 ; of the web page only: the API of 1.23 takes more
[log]
MODE = console
LEVEL = Error
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

async function until(isReady: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- waiting is the point
    if (await isReady().catch(() => false)) return;
    if (Date.now() > end) throw new Error('Gitea does not answer');
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
