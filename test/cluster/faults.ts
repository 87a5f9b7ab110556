/** What goes wrong in the middle of a run. */
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { type Cluster, apply, resultOf } from './cluster.ts';
import { CALICO } from './parts.ts';
import { BY_POD, capturing, errorsOf, JSON_FORMAT, nothingIsLeft, statesOf, whyOf } from './runs.ts';

/** Its session is up: a capture there lasts until it has shown that for a while. */
const OF_NODE1 = ['--node', 'node1'];

export function faultTests(cluster: () => Cluster): void {
  describe('faults', () => {
    test('a node that hangs holds no other up', async () => {
      await cluster().control('signal kubelet-node3 STOP');
      const { out } = await cluster().k8sdoctor('bgp', '--yes', '--duration', '20', ...JSON_FORMAT);
      await cluster().control('signal kubelet-node3 CONT');
      const report: Report = JSON.parse(out);
      expect(statesOf(report)).toMatchObject({ '10.199.0.12-10.199.0.2': 'failed' });
      expect(whyOf(report)).toContain(' kubelet ');
      await nothingIsLeft(cluster());
    });

    test('an API server that goes away ends the captures, and is used again when it is back', async () => {
      const child = cluster().startK8sdoctor('bgp', ...OF_NODE1, '--duration', '60', ...JSON_FORMAT);
      const result = resultOf(child);
      await capturing(cluster(), child, 1);
      await cluster().control('signal apiserver KILL');
      await cluster().control('start apiserver');
      const { code, out } = await result;
      const report: Report = JSON.parse(out);
      expect([1, 3]).toContain(code);
      expect(report.incomplete).toContainEqual({
        source: 'node1',
        what: 'capture',
        why: 'the connection ended before the command did',
      });
      await nothingIsLeft(cluster());
      expect((await cluster().k8sdoctor('status')).out).toContain('10.199.0.1');
    });

    test('an API server that stays away is waited for once; what stays in the cluster is named', async () => {
      const child = cluster().startK8sdoctor('bgp', ...BY_POD, '--yes', '--duration', '60', ...JSON_FORMAT);
      const result = resultOf(child);
      await capturing(cluster(), child, 1);
      await cluster().control('signal apiserver KILL');
      const { code, out, err } = await result;
      await cluster().control('start apiserver');
      const report: Report = JSON.parse(out);
      expect({ code, findings: errorsOf(report) }).toEqual({ code: 3, findings: [] });
      expect(whyOf(report)).toMatch(/^node1: the (?:connection ended before the command did|API server is away: )/m);
      expect(err).toMatch(
        /pod debugging\/k8sdoctor-\w+ stays: the API server is away: .*; k8sdoctor cleanup removes it/,
      );
      expect((await cluster().k8sdoctor('cleanup')).out).toContain(': removed');
      await nothingIsLeft(cluster());
    });

    test('a pod that is deleted in mid-capture: what was captured before is kept', async () => {
      const child = cluster().startK8sdoctor('bgp', ...OF_NODE1, '--duration', '60', ...JSON_FORMAT);
      const result = resultOf(child);
      await capturing(cluster(), child, 1);
      await cluster().api('DELETE', '/api/v1/namespaces/kube-system/pods/calico-node-x7wq2', { gracePeriodSeconds: 0 });
      const { code, out, err } = await result;
      expect([1, 3]).toContain(code);
      expect(`${whyOf(JSON.parse(out))}${err}`).toMatch(/connection ended|ended by itself|137|143|not found/);
      await apply(cluster(), CALICO);
      await nothingIsLeft(cluster());
    });
  });
}
