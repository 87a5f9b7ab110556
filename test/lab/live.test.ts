/** LAB_ONLY='^live/' plays them: k8sdoctor itself gathers and captures on a node, beside real daemons. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Report } from '../../src/index.ts';
import { startFrr } from './daemons/frr.ts';
import { startGobgp } from './daemons/gobgp.ts';
import { begin, k8sdoctor, reportOf, told } from './looking.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { run, sleep, until } from './processes.ts';
import { missing } from './programs.ts';
import { direct, type Pair } from './topology.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

/** A node of GoBGP, and a router of FRR that expects `expects` of it. */
async function pair(lab: Lab, expects: number): Promise<Pair> {
  const sites = await direct(lab);
  const { node, router } = sites;
  await startFrr(router.ns, {
    as: 64_512,
    id: '192.168.10.1',
    neighbors: [{ address: node.address, local: router.address, as: expects }],
    announce: ['10.9.0.0/16'],
  });
  await startGobgp(node.ns, {
    as: 64_513,
    id: '192.168.10.11',
    neighbors: [{ address: router.address, local: node.address, as: 64_512 }],
    announce: ['10.244.1.0/24'],
  });
  return sites;
}

/** What runs in the namespaces beside the daemons. */
async function processes({ name }: Namespace): Promise<readonly string[]> {
  const pids = (await run(['ip', 'netns', 'pids', name])).split('\n').filter((pid) => pid !== '');
  const names = await Promise.all(pids.map((pid) => run(['cat', `/proc/${pid}/comm`]).catch(() => '')));
  return names.map((comm) => comm.trim()).filter((comm) => comm !== '' && comm !== 'gobgpd');
}

const WRONG_AS = 64_999;

const scenarios: readonly { readonly name: string; readonly play: (lab: Lab) => Promise<void> }[] = [
  {
    name: 'wrong-as',
    async play(lab) {
      const { node } = await pair(lab, WRONG_AS);
      const proof = node.ns.path('proof');
      const argv = ['--format', 'json', '--evidence', proof];
      const live = await k8sdoctor(node.ns, 'bgp', '--local', '--duration', '100', ...argv);
      expect(live.err).toContain('every session has shown itself');
      const report = reportOf(live);
      const [slice] = report.artifacts;
      expect(slice).toMatchObject({ path: join(proof, '192.168.10.11-192.168.10.1.pcap') });
      const ofSlice = reportOf(await k8sdoctor(node.ns, 'bgp', '--format', 'json', slice?.path ?? ''));
      expect(told(ofSlice)).toEqual(told(report));
      expect(told(report)).toEqual([{ id: 'bgp/bad-peer-as', severity: 'error', blame: null }]);
      expect(live.code).toBe(1);
      expect(report.incomplete).toEqual([]);
      expect(await processes(node.ns)).toEqual([]);

      const path = node.ns.path('bundle.tar.gz');
      const collected = await k8sdoctor(node.ns, 'collect', '--local', '-o', path, '--duration', '100');
      expect(collected.code).toBe(0);
      expect(collected.err).toMatch(/every session has shown itself[^]*1 capture/);
      const again = await k8sdoctor(node.ns, 'bgp', '--bundle', path, ...argv);
      expect(told(reportOf(again))).toEqual(told(report));
      expect(reportOf(again).artifacts).toHaveLength(1);
      expect(again.code).toBe(1);
      const status = reportOf(await k8sdoctor(node.ns, 'status', '--bundle', path, '--format', 'json'));
      expect(status.peers).toMatchObject([{ peer: { address: '192.168.10.1' }, established: false }]);
      expect((await k8sdoctor(node.ns, 'sysctl', '--bundle', path)).code).toBeLessThan(2);
    },
  },
  {
    name: 'healthy',
    async play(lab) {
      const { node } = await pair(lab, 64_513);
      await until('the session is up', async () => (await node.ns.run('gobgp', 'neighbor')).includes('Establ'), 30_000);
      const live = await k8sdoctor(
        node.ns,
        'bgp',
        '--local',
        '--format',
        'json',
        '--duration',
        '5',
        '--fail-on',
        'info',
      );
      expect(live.err).toContain('the 5 s are over');
      expect(told(reportOf(live))).toEqual([]);
      const table = reportOf(await k8sdoctor(node.ns, 'status', '--local', '--format', 'json'));
      expect(table.peers).toMatchObject([{ established: true, speaker: { daemon: 'gobgp' } }]);
    },
  },
  {
    name: 'watch',
    async play(lab) {
      const { node, router } = await pair(lab, 64_513);
      await until('the session is up', async () => (await node.ns.run('gobgp', 'neighbor')).includes('Establ'), 30_000);
      const watching = begin(node.ns, 'status', '--local', '--watch=1', '--format', 'jsonl');
      const changes = (): readonly string[] =>
        watching
          .printed()
          .split('\n')
          .flatMap((line) => (line === '' ? [] : [JSON.parse(line).change]));
      await until('it looked', () => changes().length > 0, 20_000);
      await node.ns.run('gobgp', 'neighbor', router.address, 'disable');
      await until('it went down', () => changes().includes('down'), 20_000);
      await node.ns.run('gobgp', 'neighbor', router.address, 'enable');
      await until('it came up', () => changes().includes('up'), 60_000);
      watching.interrupt();
      const { code, err } = await watching.ran;
      expect(code).toBe(130);
      expect(err).toBe('');
      const [first, down] = changes();
      expect([first, down, changes().at(-1)]).toEqual(['first', 'down', 'up']);
    },
  },
  {
    name: 'container',
    async play(lab) {
      const { node, router } = await direct(lab);
      const config = node.ns.path('bird.conf');
      writeFileSync(
        config,
        [
          'router id 192.168.10.11;',
          'protocol device {}',
          `protocol bgp tor { local ${node.address} as 64513; neighbor ${router.address} as 64512; ipv4 { import all; export all; }; }`,
        ].join('\n'),
      );
      // Its socket is in a file system of its own, as a container's is.
      const script = 'mount -t tmpfs none /run && mkdir /run/bird && exec bird -f -c "$0"';
      node.ns.start(['unshare', '--mount', 'sh', '-c', script, config], node.ns.path('bird.log'));
      const ask = async (): Promise<Report['peers']> =>
        reportOf(await k8sdoctor(node.ns, 'status', '--local', '--format', 'json')).peers;
      await vi.waitFor(async () => expect(await ask()).toHaveLength(1), { timeout: 20_000, interval: 500 });
      expect(await ask()).toMatchObject([
        { speaker: { daemon: 'bird' }, peer: { name: 'tor', address: router.address } },
      ]);
    },
  },
  {
    name: 'interrupted',
    async play(lab) {
      const { node, router } = await pair(lab, WRONG_AS);
      await router.ns.ip('link set eth0 down'); // nothing comes: it waits
      const path = node.ns.path('bundle.tar.gz');
      const collecting = begin(node.ns, 'collect', '--local', '-o', path, '--duration', '100');
      await until('it captures', () => collecting.said().includes('capturing for'), 20_000);
      await sleep(2000);
      collecting.interrupt();
      const { code, err } = await collecting.ran;
      expect(code).toBe(130);
      expect(err).toContain('interrupted');
      expect(existsSync(path)).toBe(true);
      expect(readdirSync(node.ns.path('')).filter((name) => name.startsWith('.'))).toEqual([]);
      await until('nothing is left', async () => (await processes(node.ns)).length === 0, 5000);
      const again = await k8sdoctor(node.ns, 'bgp', '--bundle', path, '--format', 'json', '--fail-on', 'never');
      expect(again.code).toBe(3);
      expect(reportOf(again).incomplete).toContainEqual({
        source: path,
        what: 'bundle',
        why: 'its collection was interrupted',
      });
    },
  },
];

for (const { name, play } of scenarios.filter((scenario) => only.test(`live/${scenario.name}`))) {
  test.skipIf(missing.length > 0)(`live/${name}`, { concurrent: true, timeout: 180_000 }, async () => {
    const lab = createLab();
    try {
      await play(lab);
    } finally {
      lab.close();
    }
  });
}
