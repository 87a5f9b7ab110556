/** LAB_ONLY='^acting/' plays them: what k8sdoctor does to sessions when it is told to, beside real daemons. */
import { writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { Report } from '../../src/index.ts';
import { connectCommands } from '../../src/collectors/probe.ts';
import { startBird } from './daemons/bird.ts';
import { startFrr } from './daemons/frr.ts';
import { startGobgp } from './daemons/gobgp.ts';
import type { Neighbor } from './daemons/speaker.ts';
import { k8sdoctor, type Ran, reportOf, told } from './looking.ts';
import { createLab, type Lab } from './namespaces.ts';
import { until } from './processes.ts';
import { missing } from './programs.ts';
import { direct, inputChain, outputChain, type Pair, routed } from './topology.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

const ROUTER_AS = 64_512;
const NODE_AS = 64_513;

/** GoBGP on the node. What waits for its peer sends no SYN that a capture could hold. */
const startNode = ({ node, router }: Pair, more: Partial<Neighbor> = {}) =>
  startGobgp(node.ns, {
    as: NODE_AS,
    id: '192.168.10.11',
    neighbors: [{ address: router.address, local: node.address, as: ROUTER_AS, ...more }],
    announce: ['10.244.1.0/24'],
  });

const startRouter = ({ node, router }: Pair, more: Partial<Neighbor> = {}) =>
  startFrr(router.ns, {
    as: ROUTER_AS,
    id: '192.168.10.1',
    neighbors: [{ address: node.address, local: router.address, as: NODE_AS, ...more }],
    announce: ['10.9.0.0/16'],
  });

const probe = (pair: Pair, ...argv: readonly string[]): Promise<Ran> =>
  k8sdoctor(pair.node.ns, 'bgp', '--local', '--probe', '--yes', '--format', 'json', '--duration', '2', ...argv);

const isUp = async ({ node }: Pair): Promise<void> =>
  until('the session is up', async () => (await node.ns.run('gobgp', 'neighbor')).includes('Establ'), 30_000);

/** How it is, and for how long it has been so. */
const stateOf = async ({ node }: Pair): Promise<{ readonly state: number; readonly uptime: unknown }> => {
  const [{ state, timers }] = JSON.parse(await node.ns.run('gobgp', 'neighbor', '-j'));
  return { state: state.session_state, uptime: timers.state.uptime };
};

const scenarios: readonly { readonly name: string; readonly play: (lab: Lab) => Promise<void> }[] = [
  {
    name: 'probe-refused',
    async play(lab) {
      const pair = await direct(lab);
      await startNode(pair, { passive: true });
      const { code, err, out } = await probe(pair);
      expect(err).toContain('probe of 192.168.10.1: port 179 refuses it; packets of 1500 octets pass');
      const report = reportOf({ code, err, out });
      expect(told(report)).toEqual([{ id: 'bgp/tcp-refused', severity: 'error', blame: pair.router.address }]);
      expect(report.sessions).toEqual([]); // no capture holds the probe
      expect(code).toBe(1);
    },
  },
  {
    name: 'probe-dropped',
    async play(lab) {
      const pair = await direct(lab);
      await startNode(pair, { passive: true });
      await pair.router.ns.nft(inputChain('firewall', 'tcp dport 179 drop'));
      const report = reportOf(await probe(pair));
      expect(told(report)).toEqual([{ id: 'bgp/tcp-no-answer', severity: 'error', blame: null }]);
    },
  },
  {
    name: 'probe-rejected',
    async play(lab) {
      const pair = await direct(lab);
      await startNode(pair, { passive: true });
      await pair.router.ns.nft(inputChain('firewall', 'tcp dport 179 reject with icmp type host-prohibited'));
      expect(told(reportOf(await probe(pair)))).toEqual([
        { id: 'bgp/tcp-unreachable', severity: 'error', blame: null },
      ]);
    },
  },
  {
    name: 'probe-answered',
    async play(lab) {
      // The router drops what has not the TTL of a neighbour, as TTL security has it; the SYNs of the session have 1.
      const pair = await direct(lab);
      await startNode(pair);
      await pair.router.ns.nft(inputChain('firewall', 'tcp dport 179 ip ttl 1 drop'));
      await startRouter(pair, { passive: true });
      const [finding, ...others] = reportOf(await probe(pair, '--duration', '8')).findings.filter(
        ({ severity }) => severity === 'error',
      );
      expect(finding).toMatchObject({
        id: 'bgp/tcp-no-answer',
        cause: expect.stringContaining('it had TTL 64 and no key'),
      });
      expect(others).toEqual([]);
    },
  },
  {
    name: 'probe-mtu',
    async play(lab) {
      const pair = await routed(lab);
      await pair.middle.ip('link set eth1 mtu 1400');
      await pair.middle.nft(outputChain('silence', 'ip protocol icmp icmp type destination-unreachable drop'));
      await Promise.all([startNode(pair, { multihop: 3 }), startRouter(pair, { multihop: 3 })]);
      await isUp(pair);
      const ran = await probe(pair);
      expect(ran.err).toContain('packets of 1400 octets pass, of 1401 none, and no ICMP error says so');
      const report = reportOf(ran);
      expect(told(report)).toEqual([]);
      expect(report.findings.map(({ id, severity }) => [id, severity])).toContainEqual(['bgp/mtu-black-hole', 'info']);
      await pair.middle.nft('delete table inet silence\n');
      const again = await probe(pair);
      expect(again.err).toContain('packets of 1400 octets pass, larger ones are told to be too large');
      expect(reportOf(again).findings.map(({ id }) => id)).not.toContain('bgp/mtu-black-hole');
    },
  },
  {
    name: 'probe-healthy',
    async play(lab) {
      const pair = await direct(lab);
      const gracefulRestart = true;
      await startNode(pair, { gracefulRestart, holdTime: 30 });
      const neighbors = [{ address: pair.node.address, local: pair.router.address, as: NODE_AS, gracefulRestart }];
      await startBird(pair.router.ns, { as: ROUTER_AS, id: '192.168.10.1', neighbors, announce: ['10.9.0.0/16'] });
      await isUp(pair);
      const before = await stateOf(pair);
      const ran = await probe(pair, '--fail-on', 'warning');
      expect(ran.err).toContain('and no connection, since it is up');
      expect([ran.code, told(reportOf(ran))]).toEqual([0, []]);
      expect(await stateOf(pair)).toEqual(before);
      // Not even where the speaker's word is old: the kernel has the connection.
      const ends = { peer: pair.router.address, port: 179, local: pair.node.address };
      const connect = connectCommands(ends).find(({ shown: [tool] }) => tool === 'python3');
      await expect(pair.node.ns.run(...(connect?.argv ?? []))).rejects.toThrow(); // exit 75
      expect(await stateOf(pair)).toEqual(before);
      // And this is why: BIRD takes a second connection for a restart of its peer (RFC 4724 §4.2).
      await pair.node.ns.run(...(connect?.shown ?? []));
      await until('the session went down', async () => (await stateOf(pair)).state !== before.state, 10_000);
    },
  },
  {
    name: 'reset-healthy',
    async play(lab) {
      const pair = await direct(lab);
      // With graceful restart both send End-of-RIB, which is enough to see.
      const gracefulRestart = true;
      await Promise.all([startNode(pair, { gracefulRestart }), startRouter(pair, { gracefulRestart })]);
      await isUp(pair);
      const before = await stateOf(pair);
      const reset = (...argv: readonly string[]): Promise<Ran> =>
        k8sdoctor(pair.node.ns, 'bgp', '--local', '--reset', '--format', 'json', ...argv);
      // Not named: a session that is up is left alone. Not agreed to: so is any.
      const unnamed = await reset('--yes', '--duration', '1');
      expect(reportOf(unnamed).incomplete).toMatchObject([
        { what: 'reset', why: 'no speaker tells of such a session' },
      ]);
      const unagreed = await reset('--peer', pair.router.address, '--duration', '1');
      expect(reportOf(unagreed).incomplete).toMatchObject([{ what: 'reset', why: 'nobody agreed to it (--yes)' }]);
      expect(await stateOf(pair)).toEqual(before);
      const named = await reset('--yes', '--peer', pair.router.address, '--duration', '120');
      expect(named.err).toContain(
        '(Established, up: it and its routes go down until it is back) by gobgp neighbor 192.168.10.1 reset',
      );
      expect(named.err).toContain('every session has shown itself');
      const [session] = reportOf(named).sessions;
      expect(session).toMatchObject({ state: 'recovered', local: { as: NODE_AS, families: ['ipv4-unicast'] } });
      expect([named.code, told(reportOf(named))]).toEqual([0, []]);
    },
  },
  {
    name: 'reset-failing',
    async play(lab) {
      const pair = await direct(lab);
      await startRouter(pair, { as: 64_999, passive: true });
      // BIRD waits for five minutes after an error, which a restart cuts short.
      const config = pair.node.ns.path('bird.conf');
      const session = `local ${pair.node.address} as ${NODE_AS}; neighbor ${pair.router.address} as ${ROUTER_AS}`;
      const lines = [
        'router id 192.168.10.11;',
        'protocol device {}',
        `protocol bgp 'to-tor' { ${session}; error wait time 300, 300; ipv4 { import all; export all; }; }`,
      ];
      writeFileSync(config, lines.join('\n'));
      const script = 'mount -t tmpfs none /run && mkdir /run/bird && exec bird -f -c "$0"';
      pair.node.ns.start(['unshare', '--mount', 'sh', '-c', script, config], pair.node.ns.path('bird.log'));
      const status = async (): Promise<Report['peers']> =>
        reportOf(await k8sdoctor(pair.node.ns, 'status', '--local', '--format', 'json')).peers;
      const refused = { reason: { code: '2/2' } };
      await vi.waitFor(async () => expect(await status()).toMatchObject([refused]), { timeout: 30_000, interval: 500 });
      const argv = ['--reset', '--yes', '--format', 'json', '--duration', '40'];
      const ran = await k8sdoctor(pair.node.ns, 'bgp', '--local', ...argv);
      expect(ran.err).toContain('restarted the session with 192.168.10.1');
      expect(ran.err).toContain('every session has shown itself');
      expect(told(reportOf(ran))).toMatchObject([{ id: 'bgp/bad-peer-as' }]);
    },
  },
];

for (const { name, play } of scenarios.filter((scenario) => only.test(`acting/${scenario.name}`))) {
  test.skipIf(missing.length > 0)(`acting/${name}`, { concurrent: true, timeout: 180_000 }, async () => {
    const lab = createLab();
    try {
      await play(lab);
    } finally {
      lab.close();
    }
  });
}
