/** The exec transport against real pods. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../lab/processes.ts';
import { type Cluster, resultOf } from './cluster.ts';
import type { Done, Task } from './driver.ts';
import { binaries } from './requirements.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Where packages are found. */
const packages = dirname(dirname(createRequire(import.meta.url).resolve('esbuild/package.json')));
const SPEAKER = { namespace: 'kube-system', pod: 'cilium-k2v9d', container: 'cilium-agent' };
const MIB = 1 << 20;
const BENCH_BYTES = 500_000_000;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

export function transportTests(cluster: () => Cluster): void {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(packages, '.k8sdoctor-cluster-'));
    await build({
      absWorkingDir: root,
      stdin: {
        contents: `import { main } from './test/cluster/driver.ts'; await main(JSON.parse(process.argv[2]));`,
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outfile: join(folder, 'driver.mjs'),
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = (task: Partial<Task>) =>
    cluster().start(process.execPath, join(folder, 'driver.mjs'), JSON.stringify({ ...SPEAKER, ...task }));
  async function exec(task: Partial<Task>): Promise<Done> {
    const { out, err } = await resultOf(start(task));
    if (out === '') throw new Error(err);
    return JSON.parse(out);
  }
  /** By hand: `test/cluster/setup/build.sh kubectl && K8SDOCTOR_BENCH=1 npm run test:cluster -- -t throughput` */
  describe.runIf(process.env['K8SDOCTOR_BENCH'] === '1')('throughput', () => {
    test('500 MB into a file, in turn with kubectl', { timeout: 900_000 }, async () => {
      const argv = ['head', '-c', String(BENCH_BYTES), '/dev/zero'];
      const file = join(cluster().directory, 'stream');
      const { namespace, pod, container } = SPEAKER;
      const kubectl = [join(binaries, 'kubectl'), 'exec', '-n', namespace, pod, '-c', container, '--', ...argv];
      const shell = ['/usr/bin/time', '-f', '%e %M', 'sh', '-c', `exec "$@" >${file}`, 'sh', ...kubectl];
      const rows: {
        readonly ours: number;
        readonly theirs: number;
        readonly ourMiB: number;
        readonly theirMiB: number;
      }[] = [];
      for (let turn = 0; turn < 7; turn++) {
        // oxlint-disable no-await-in-loop -- in turn
        const { seconds, bytes, mostMemory } = await exec({ argv, file });
        const { err } = await cluster().run(...shell);
        // oxlint-enable no-await-in-loop
        const received = [bytes, statSync(file).size];
        // A node that is busy loses some of the end, of kubectl's streams too.
        if (received.some((size) => size !== BENCH_BYTES)) {
          console.warn(`not counted: ${received.join(' and ')} bytes came`);
          continue;
        }
        const [theirs = 0, kilobytes = 0] = err.trim().split(' ').map(Number);
        rows.push({ ours: seconds, theirs, ourMiB: mostMemory / MIB, theirMiB: kilobytes / 1024 });
      }
      console.table(rows);
      const counted = rows.slice(1);
      expect(Math.max(...counted.map(({ ourMiB }) => ourMiB))).toBeLessThan(250);
      expect(median(counted.map(({ ours, theirs }) => theirs / ours))).toBeGreaterThan(0.8);
    });
  });

  const running = async (mark: string): Promise<boolean> =>
    (await cluster().processes()).some((line) => line.includes(mark));
  const gone = (mark: string): Promise<void> => until(`${mark} is gone`, async () => !(await running(mark)), 60_000);

  describe('exec', () => {
    test('arguments reach the command as they are, and its exit code and errors come back', async () => {
      const argv = ['printf', '%s|', 'a b', '$(id)', "it's", '"', '*', ''];
      expect(await exec({ argv })).toMatchObject({ exitCode: 0, text: 'a b|$(id)|it\'s|"|*||' });
      const failing = ['sh', '-c', 'echo out; echo err >&2; exit 7'];
      expect(await exec({ argv: failing })).toMatchObject({ exitCode: 7, text: 'out\n', stderr: 'err\n' });
      expect(await exec({ argv: ['nosuchcommand'] })).toMatchObject({ exitCode: 127, error: null });
    });

    test('100 MiB come whole, however slow the sink, and never wait in memory', async () => {
      const argv = ['head', '-c', String(100 * MIB), '/dev/zero'];
      const sha256 = createHash('sha256')
        .update(Buffer.alloc(100 * MIB))
        .digest('hex');
      const [fast, slow] = await Promise.all([exec({ argv }), exec({ argv, speed: 20 * MIB })]);
      expect(fast).toMatchObject({ exitCode: 0, sha256 });
      expect(slow).toMatchObject({ exitCode: 0, sha256 });
      expect(slow.mostMemory).toBeLessThan(250 * MIB);
    });

    test('no more than what was asked for; and then it runs no longer', async () => {
      const done = await exec({ argv: ['sh', '-c', 'cat /dev/zero; : 4711'], maxBytes: MIB });
      expect(done).toMatchObject({ exitCode: null, error: `it printed more than ${MIB} bytes` });
      await gone(': 4711');
    });

    test('a command that is given up has ended', async () => {
      const done = await exec({ argv: ['sleep', '4712'], abortAfterMs: 2000 });
      expect(done.error).toMatch(/abort/i);
      await gone('sleep 4712');
    });

    test('a command ends with us, however we end', async () => {
      const driver = start({ argv: ['sleep', '4713'] });
      await until('it runs', () => running('sleep 4713'), 60_000);
      driver.kill('SIGKILL');
      await gone('sleep 4713');
    });

    test.each([
      [{ pod: 'nosuch' }, 'pods "nosuch" not found'],
      [{ container: 'nosuch' }, 'container nosuch is not valid for pod'],
    ])('%o is one clear line', async (place, words) => {
      const { error } = await exec({ ...place, argv: ['true'] });
      expect(error).toContain(words);
      expect(error).not.toContain('\n');
    });

    test('a pod without a shell is told', async () => {
      const { error } = await exec({ namespace: 'kube-system', pod: 'shell-less', container: 'c', argv: ['true'] });
      expect(error).toBe('it has no shell');
    });
  });
}
