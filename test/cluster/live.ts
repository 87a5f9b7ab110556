/** k8sdoctor as a person runs it, against real pods, routers and faults. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { type Cluster, podsOfOurs, resultOf } from './cluster.ts';
import { kubeconfigOf, withToken } from './credentials.ts';
import { BY_POD, capturing, errorsOf, FOUND, JSON_FORMAT, nothingIsLeft, statesOf, whyOf } from './runs.ts';

export function liveTests(cluster: () => Cluster): void {
  describe('bgp', () => {
    test('a wrong AS number, a refused OPEN and a healthy session, live and from a bundle; and nothing is left', async () => {
      const bundle = join(mkdtempSync(join(cluster().directory, 'live')), 'bundle.tar.gz');
      const [live, collected] = await Promise.all([
        cluster().k8sdoctor('bgp', '--duration', '40', ...JSON_FORMAT),
        cluster().k8sdoctor('collect', '-o', bundle, '--duration', '35'),
      ]);
      const report: Report = JSON.parse(live.out);
      expect(live.code).toBe(1);
      expect(errorsOf(report)).toEqual(FOUND);
      expect(statesOf(report)).toMatchObject({ '10.199.0.11-10.199.0.1': 'established' });
      const places = report.sources
        .filter(({ kind }) => kind === 'node')
        .map(({ name, format }) => `${name}: ${format}`);
      expect(places.toSorted()).toEqual([
        'node1: nsenter by kube-system/calico-node-x7wq2 (calico-node)',
        'node2: exec kube-system/cilium-k2v9d (cilium-agent)',
        'node3: exec metallb-system/speaker-p4n8s (frr)',
      ]);
      await nothingIsLeft(cluster());

      expect(collected.err).toContain('wrote');
      const later = await cluster().k8sdoctor('bgp', '--bundle', bundle, ...JSON_FORMAT);
      expect(errorsOf(JSON.parse(later.out))).toEqual(FOUND);
    });

    test('^C gives what was had by then, and leaves nothing', async () => {
      const child = cluster().startK8sdoctor('bgp', ...BY_POD, '--yes', '--duration', '100', ...JSON_FORMAT);
      const result = resultOf(child);
      await capturing(cluster(), child, 1);
      expect(await podsOfOurs(cluster())).toHaveLength(1);
      child.kill('SIGINT');
      const { code, out } = await result;
      expect(code).toBe(130);
      const { sources }: Report = JSON.parse(out);
      expect(sources).toContainEqual(
        expect.objectContaining({ name: 'node1', format: expect.stringMatching(/^debug pod debugging\/k8sdoctor-/) }),
      );
      await nothingIsLeft(cluster());
    });

    test('what kill -9 leaves, cleanup removes', async () => {
      const child = cluster().startK8sdoctor('bgp', ...BY_POD, '--yes', '--duration', '100');
      await capturing(cluster(), child, 1);
      child.kill('SIGKILL');
      expect(await podsOfOurs(cluster())).toHaveLength(1);
      expect((await cluster().k8sdoctor('cleanup', '--dry-run')).out).toContain('would be removed');
      const { code, out } = await cluster().k8sdoctor('cleanup');
      expect(code).toBe(0);
      expect(out).toMatch(/^pod debugging\/k8sdoctor-\w+ on node1, of \S+: removed\n$/);
      expect((await cluster().k8sdoctor('cleanup')).out).toBe('nothing is left\n');
      await nothingIsLeft(cluster());
    });

    test.each([
      ['nobody agrees', BY_POD, 'nobody agreed to a debug pod'],
      ['it is forbidden', [...BY_POD, '--no-debug-pods'], '--no-debug-pods forbids'],
      ['pod security refuses it', [...BY_POD, '--yes', '-n', 'restricted'], 'violates PodSecurity'],
      [
        'its image is not there',
        [...BY_POD, '--yes', '--image', 'localhost/nosuch:1'],
        'localhost/nosuch:1 cannot be pulled',
      ],
    ])('where no pod can start, since %s, that is told', async (_, argv, words) => {
      const { out, err } = await cluster().k8sdoctor('bgp', ...argv, '--duration', '5', ...JSON_FORMAT);
      expect(`${out}${err}`).toContain(words);
      await nothingIsLeft(cluster());
    });
  });

  describe('rights', () => {
    test('none, an expired token, and no API server are one line each', async () => {
      const none = await cluster().k8sdoctor('bgp', '--kubeconfig', await kubeconfigOf(cluster(), 'default'));
      expect(none).toMatchObject({ code: 2, out: '' });
      expect(none.err).toMatch(/^k8sdoctor: https:\S+: pods is forbidden: .*\n {2}k8sdoctor collect --check/);
      const expired = await cluster().k8sdoctor('bgp', '--kubeconfig', withToken(cluster(), 'expired', 'nonsense'));
      expect(expired).toMatchObject({ code: 2, err: expect.stringContaining('does not accept these credentials') });
      const gone = withToken(cluster(), 'gone', 'x');
      writeFileSync(gone, readFileSync(gone, 'utf8').replace(':6443', ':6444'));
      const away = await cluster().k8sdoctor('bgp', '--kubeconfig', gone);
      expect(away).toMatchObject({ code: 2, err: expect.stringContaining('nothing listens there') });
      for (const { err } of [none, expired, away]) expect(err).not.toMatch(/PRIVATE KEY|Bearer|nonsense/);
    });

    test('collect --check tells what deploy/rbac.yaml does not grant', async () => {
      const kubeconfig = await kubeconfigOf(cluster(), 'k8sdoctor');
      const { code, out } = await cluster().k8sdoctor('collect', '--check', '--kubeconfig', kubeconfig);
      expect(code).toBe(3);
      expect(out).toContain('read: yes');
      expect(out).toContain('debug-pods: yes');
      const missing = out.split('\n').filter((line) => line.startsWith('  '));
      expect(missing.length).toBeGreaterThan(0);
      expect(missing.every((line) => line.endsWith(' in metallb-system'))).toBe(true);
    });

    test('with them it says what it may not do, and does the rest', async () => {
      const kubeconfig = await kubeconfigOf(cluster(), 'k8sdoctor');
      const argv = ['bgp', '--kubeconfig', kubeconfig, '--node', 'node2', '--node', 'node3', '--duration', '20'];
      const { out } = await cluster().k8sdoctor(...argv, '--no-debug-pods', ...JSON_FORMAT);
      const report: Report = JSON.parse(out);
      expect(errorsOf(report)).toContain(FOUND[1]);
      expect(whyOf(report)).toContain('forbids');
      await nothingIsLeft(cluster());
    });
  });
}
