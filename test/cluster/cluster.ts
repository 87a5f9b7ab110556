/** A real cluster in namespaces of its own: what ends this process ends all of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { until } from '../lab/processes.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
export const K8SDOCTOR: string = here('../../bin/k8sdoctor.js');

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Cluster {
  readonly kubeconfig: string;
  readonly directory: string;
  /** A command in the network of the control plane, which is that of the routers. */
  readonly start: (...argv: readonly string[]) => ChildProcess;
  readonly run: (...argv: readonly string[]) => Promise<Result>;
  readonly k8sdoctor: (...argv: readonly string[]) => Promise<Result>;
  readonly startK8sdoctor: (...argv: readonly string[]) => ChildProcess;
  /** Of the API, as the admin. Rejects unless the answer is 2xx. */
  readonly api: <T = unknown>(method: string, path: string, body?: object) => Promise<T>;
  /** Of what is no JSON: metrics. */
  readonly text: (path: string) => Promise<string>;
  /** `start apiserver`, `signal kubelet-node2 STOP`: see setup/up.sh. */
  readonly control: (line: string) => Promise<void>;
  /** Command lines of all processes of the cluster, those in pods too. */
  readonly processes: () => Promise<readonly string[]>;
  /** Runs that a test which failed left behind. */
  readonly endRuns: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The kubelet sets them for the whole machine. */
const KERNEL_SETTINGS = [
  'kernel/keys/root_maxbytes',
  'kernel/keys/root_maxkeys',
  'kernel/panic',
  'kernel/panic_on_oops',
  'vm/overcommit_memory',
  'vm/panic_on_oom',
].map((key) => `/proc/sys/${key}`);

export async function startCluster(nodes: number): Promise<Cluster> {
  const settings = KERNEL_SETTINGS.map((path) => [path, readFileSync(path, 'utf8')] as const);
  const directory = mkdtempSync(join(tmpdir(), 'k8sdoctor-cluster-'));
  // The process namespace ends with its first process, which ends with our end of its input.
  const unshare = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const up = spawn('unshare', [...unshare, here('setup/up.sh'), directory, String(nodes)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: up.stdout })[Symbol.asyncIterator]();
  const ready = await answers.next();
  if (ready.value !== 'ready') throw new Error(`the cluster does not start: see ${directory}/log`);
  const init = readFileSync(`/proc/${up.pid}/task/${up.pid}/children`, 'utf8').trim();
  const kubeconfig = join(directory, 'pki/admin.kubeconfig');
  const inNetwork = ['nsenter', `--net=/proc/${init}/ns/net`];

  /** They are in its network, but not in its process namespace. */
  const running = new Set<ChildProcess>();

  function start(...argv: readonly string[]): ChildProcess {
    const [command = '', ...rest] = [...inNetwork, ...argv];
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  }
  const runs = new Set<ChildProcess>();
  function startK8sdoctor(...argv: readonly string[]): ChildProcess {
    const child = start(process.execPath, K8SDOCTOR, ...argv);
    runs.add(child);
    child.once('exit', () => runs.delete(child));
    return child;
  }
  async function run(...argv: readonly string[]): Promise<Result> {
    return resultOf(start(...argv));
  }
  const key = (name: string): string => join(directory, 'pki', name);
  const curl = ['curl', '-sS', '--cacert', key('ca.crt'), '--cert', key('admin.crt'), '--key', key('admin.key')];

  async function ask(method: string, path: string, body?: object): Promise<string> {
    const content = body === undefined ? [] : ['-H', 'Content-Type: application/json', '--data', JSON.stringify(body)];
    const asked = await run(...curl, '--fail-with-body', '-X', method, ...content, `https://127.0.0.1:6443${path}`);
    if (asked.code !== 0) throw new Error(`${method} ${path}: ${asked.err} ${asked.out}`);
    return asked.out;
  }

  return {
    kubeconfig,
    directory,
    start,
    run,
    k8sdoctor: (...argv) => resultOf(startK8sdoctor(...argv)),
    startK8sdoctor,
    api: async (method, path, body) => JSON.parse(await ask(method, path, body)),
    text: (path) => ask('GET', path),
    async control(line) {
      up.stdin.write(`${line}\n`);
      const { value } = await answers.next();
      if (value !== 'done') throw new Error(`${line}: ${value}`);
    },
    async processes() {
      const { out } = await run(
        'nsenter',
        `--pid=/proc/${init}/ns/pid`,
        `--mount=/proc/${init}/ns/mnt`,
        'ps',
        '-eo',
        'args=',
      );
      return out.trim().split('\n');
    },
    async endRuns() {
      const ends = [...runs].map((child) => once(child, 'exit'));
      for (const child of runs) child.kill('SIGKILL');
      await Promise.all(ends);
    },
    async close() {
      for (const child of running) child.kill();
      const gone = once(up, 'exit');
      up.stdin.end();
      await gone;
      for (const [path, value] of settings) if (readFileSync(path, 'utf8') !== value) writeFileSync(path, value);
      rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** With what it printed. */
export async function resultOf(child: ChildProcess): Promise<Result> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(stdout), text(stderr)]);
  return { code: typeof code === 'number' ? code : null, out, err };
}

/** Creates what is given, and waits for pods to run, and for new kinds to be served. */
export async function apply(cluster: Cluster, ...objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await cluster.api('POST', pathOf(object), object);
  for (const object of objects.filter(({ kind }) => kind === 'CustomResourceDefinition')) {
    const path = `${pathOf(object)}/${object.metadata.name}`;
    await until(`${object.metadata.name} is served`, () => isServed(cluster, path), 60_000);
  }
  for (const object of objects.filter(({ kind }) => kind === 'Pod')) {
    const path = `${pathOf(object)}/${object.metadata.name}`;
    await until(`pod ${object.metadata.name} runs`, async () => (await stateOf(cluster, path)) === 'Running', 90_000);
  }
}

/** After a test that failed in the middle, so that its second attempt and those after it find all as it was. */
export async function recover(cluster: Cluster, pods: readonly KubeObject[]): Promise<void> {
  await cluster.endRuns();
  await cluster.control('start all');
  await cluster.k8sdoctor('cleanup', '--all');
  for (const pod of pods) {
    const path = `${pathOf(pod)}/${pod.metadata.name}`;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    if ((await stateOf(cluster, path).catch(() => null)) === null) await apply(cluster, pod);
  }
}

async function stateOf({ api }: Cluster, path: string): Promise<string | undefined> {
  const { status } = await api<{ readonly status?: { readonly phase?: string } }>('GET', path);
  return status?.phase;
}

async function isServed({ api }: Cluster, path: string): Promise<boolean> {
  const { status }: { readonly status?: { readonly conditions?: readonly { type: string; status: string }[] } } =
    await api('GET', path);
  return status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') === true;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export function pathOf({ apiVersion, kind, metadata: { namespace } }: KubeObject): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${kind.toLowerCase()}s`;
}

/** Names of the pods of this tool that are there. */
export async function podsOfOurs({ api }: Cluster): Promise<readonly string[]> {
  const selector = encodeURIComponent('app.kubernetes.io/managed-by=k8sdoctor');
  const { items } = await api<{ readonly items: readonly KubeObject[] }>(
    'GET',
    `/api/v1/pods?labelSelector=${selector}`,
  );
  return items.map(({ metadata }) => metadata.name);
}
