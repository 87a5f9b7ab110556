/** ^C in each stage of a run: what was had is told, and nothing stays, here or there. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { until } from '../lab/processes.ts';
import { type Cluster, podsOfOurs, resultOf } from './cluster.ts';
import { BY_POD, capturing, JSON_FORMAT, nothingRuns } from './runs.ts';

const NOTHING = 'k8sdoctor: interrupted before there was anything to tell\n';

export function interruptTests(cluster: () => Cluster): void {
  const isConnected = async ({ pid }: ChildProcess): Promise<boolean> =>
    (await cluster().run('ss', '-Htnp')).out.includes(`pid=${pid},`);

  const folder = (name: string): string => mkdtempSync(join(cluster().directory, name));

  describe('^C', () => {
    test.each(['bgp', 'status', 'collect --check', 'cleanup'])('while %s looks for what there is', async (command) => {
      await cluster().control('signal apiserver STOP');
      const child = cluster().startK8sdoctor(...command.split(' '));
      const result = resultOf(child);
      await until('it asks the API server', () => isConnected(child), 30_000);
      child.kill('SIGINT');
      expect(await result).toEqual({ code: 130, out: '', err: NOTHING });
      await cluster().control('signal apiserver CONT');
      await nothingRuns(cluster());
    });

    test('before a pod of ours is up', async () => {
      await cluster().control('signal kubelet-node1 STOP');
      const child = cluster().startK8sdoctor('bgp', ...BY_POD, '--yes');
      const result = resultOf(child);
      await until('its pod is asked for', async () => (await podsOfOurs(cluster())).length === 1, 30_000);
      child.kill('SIGINT');
      expect(await result).toMatchObject({ code: 130, err: expect.stringContaining(NOTHING) });
      expect(await podsOfOurs(cluster())).toEqual([]);
      await cluster().control('signal kubelet-node1 CONT');
      await nothingRuns(cluster());
    });

    test('in the capture of a collection: what was had by then is a bundle', async () => {
      const place = folder('in-capture');
      const bundle = join(place, 'bundle.tar.gz');
      const child = cluster().startK8sdoctor('collect', '-o', bundle, '--duration', '100', '--no-failing-only');
      const result = resultOf(child);
      await capturing(cluster(), child, 3);
      child.kill('SIGINT');
      const { code, err } = await result;
      expect({ code, err }).toEqual({ code: 130, err: expect.stringContaining(', interrupted\n') });
      expect(readdirSync(place)).toEqual(['bundle.tar.gz']);
      await nothingRuns(cluster());
      const { incomplete }: Report = JSON.parse(
        (await cluster().k8sdoctor('status', '--bundle', bundle, ...JSON_FORMAT)).out,
      );
      expect(incomplete).toContainEqual({ source: bundle, what: 'bundle', why: 'its collection was interrupted' });
    });

    // It is packed within milliseconds: at times it is done first.
    test('while the bundle is packed: it is whole', async () => {
      const place = folder('packing');
      const bundle = join(place, 'bundle.tar.gz');
      const child = cluster().startK8sdoctor('collect', '-o', bundle, '--no-capture');
      const result = resultOf(child);
      const watcher = watch(place, (_, name) => {
        if (name?.endsWith('.packed') !== true) return;
        watcher.close(); // a second one would end it at once
        child.kill('SIGINT');
      });
      const { code } = await result;
      watcher.close();
      expect([0, 3, 130]).toContain(code);
      expect(readdirSync(place)).toEqual(['bundle.tar.gz']);
      expect((await cluster().k8sdoctor('status', '--bundle', bundle)).out).toContain('10.199.0.1');
      await nothingRuns(cluster());
    });
  });
}
