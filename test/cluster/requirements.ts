import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { env } = process;
const path = (env['PATH'] ?? '').split(':');
const PROGRAMS = [
  'unshare',
  'nsenter',
  'etcd',
  'etcdctl',
  'containerd',
  'ctr',
  'runc',
  'curl',
  'openssl',
  'ip',
  'bird',
  'tcpdump',
];

const setup = (file: string): string => fileURLToPath(new URL(`setup/${file}`, import.meta.url));
const [, version = ''] = /^KUBERNETES=(.*)$/m.exec(readFileSync(setup('versions.sh'), 'utf8')) ?? [];
export const binaries: string = join(
  env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'k8sdoctor',
  `kubernetes-${version}`,
  'bin',
);

/** What the cluster needs and this machine lacks; test/cluster/setup/build.sh makes the last two. */
export const missing: readonly string[] = [
  ...PROGRAMS.filter((program) => !path.some((folder) => existsSync(join(folder, program)))),
  ...['kube-apiserver', 'kubelet'].filter((program) => !existsSync(join(binaries, program))),
  ...(process.getuid?.() === 0 ? [] : ['root']),
];

export const isRequired: boolean = env['K8SDOCTOR_REQUIRE_ALL'] === '1';
