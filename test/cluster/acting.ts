/** What k8sdoctor does to sessions of a cluster when it is told to. */
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import type { Cluster } from './cluster.ts';
import { errorsOf, FOUND, JSON_FORMAT, nothingIsLeft, statesOf } from './runs.ts';

export function actingTests(cluster: () => Cluster): void {
  describe('acting', () => {
    test('probes and restarts what is down, leaves what is up alone, and changes no verdict', async () => {
      // The gateway of all nodes: it does not know where pods of node3 are.
      await routePods(cluster(), 'add');
      const { out, err } = await cluster().k8sdoctor(
        'bgp',
        '--probe',
        '--reset',
        '--yes',
        '--image',
        'localhost/tools:1',
        '--duration',
        '20',
        ...JSON_FORMAT,
      );
      const report: Report = JSON.parse(out);
      expect(errorsOf(report)).toEqual(FOUND);
      expect(statesOf(report)).toMatchObject({ '10.199.0.11-10.199.0.1': 'established' });
      expect(err).toMatch(/node1: --probe tries 10\.199\.0\.1 .*: pings of up to 9000 octets, and no connection/);
      expect(err).toContain('node1: probe of 10.199.0.1: packets of 1500 octets pass');
      for (const session of ['node2: probe of 10.199.0.2', 'node3: probe of 10.199.0.1']) {
        expect(err).toContain(`${session}: port 179 takes the connection`);
      }
      expect(err).toContain(
        'starts one on each of node1, node2, node3 (namespace kube-system, image localhost/tools:1',
      );
      expect(err).toContain('pods of node1: those of node2 answer pings, those of node3 answer none');
      expect(report.findings).toContainEqual(
        expect.objectContaining({ id: 'node/pods-unreachable', subject: { kind: 'node', id: 'node3' } }),
      );
      expect(err).toContain('node3: restarted the session with 10.199.0.1');
      expect(err).not.toContain('node1: restarted');
      // Images of CNIs seldom have a ping; the node's own is used where its files are.
      expect(report.incomplete.filter(({ why }) => !why.startsWith('there is no ping'))).toEqual([
        { source: 'node2', what: 'reset of 10.199.0.2', why: expect.stringContaining('Cilium has no command for it') },
      ]);
      await nothingIsLeft(cluster());
      await routePods(cluster(), 'del');
    });

    test('a session that is up is restarted where it is named, by BIRD’s own socket, and its OPENs are seen', async () => {
      const argv = ['--reset', '--yes', '--node', 'node1', '--peer', '10.199.0.1', '--duration', '60'];
      const { out, err } = await cluster().k8sdoctor('bgp', ...argv, ...JSON_FORMAT);
      expect(err).toContain('by birdcl -s /var/run/calico/bird.ctl restart Global_10_199_0_1');
      expect(err).toContain('every session has shown itself');
      const [session]: Report['sessions'] = JSON.parse(out).sessions;
      expect(session).toMatchObject({ state: 'recovered', local: { as: 64_512 }, remote: { as: 64_500 } });
      await nothingIsLeft(cluster());
    });
  });
}

async function routePods({ run }: Cluster, verb: 'add' | 'del'): Promise<void> {
  await run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
  for (const node of [1, 2]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await run('ip', 'route', verb, `10.200.${node}.0/24`, 'via', `10.199.0.1${node}`);
  }
}
