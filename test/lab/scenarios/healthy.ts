import type { Capture } from '../capture.ts';
import { DAEMONS } from '../daemons/daemons.ts';
import { ipv4, ipv6, nodeSpeaker, record, routerSpeaker, type Side, startNode, startRouter } from '../pairing.ts';
import { run, sleep } from '../processes.ts';
import type { Scenario } from '../scenario.ts';
import { direct } from '../topology.ts';
import { HEALTHY, type PairOnHost, V6, V6_ROUTER } from './healthy-rows.ts';

const rows = HEALTHY.map((row): Scenario => ({
  group: 'healthy',
  name: row.name,
  about: `Healthy: ${row.about}`,
  expect: { findings: [], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair: PairOnHost = await (row.topology ?? direct)(lab);
    const by = row.transport === 'ipv6' ? ipv6 : ipv4;
    const path = await record(pair, {
      dials: row.dials ?? 'node',
      ...(row.capture !== undefined && { capture: row.capture }),
      ...(pair.host !== undefined && { on: pair.host }),
      start: () =>
        Promise.all([
          startRouter(row.router, pair, withHoldTime(row.routerSide), by),
          startNode(row.node, pair, withHoldTime(row.nodeSide), by),
        ]),
      watch: (capture) => untilSettled(capture, row.copies),
    });
    return row.pcapng === true ? toPcapng(path) : path;
  },
}));

/** KEEPALIVEs every 3 s show that it stays up, in a short capture. */
export const withHoldTime = (side: Side = {}): Side => ({ ...side, neighbor: { holdTime: 9, ...side.neighbor } });

export async function untilSettled(capture: Capture, copies = 1): Promise<void> {
  await capture.until(
    'both announce and stay',
    ({ update, keepalive }) => update >= 2 * copies && keepalive >= 6 * copies,
  );
  await sleep(2000);
}

async function toPcapng(path: string): Promise<string> {
  await run(['editcap', '-F', 'pcapng', path, `${path}ng`]);
  return `${path}ng`;
}

const dualStack: Scenario = {
  group: 'healthy',
  name: 'dual-stack-two-sessions',
  about: 'Healthy: a session over IPv4 for IPv4 unicast and one over IPv6 for IPv6 unicast, GoBGP and FRR.',
  expect: { findings: [], sessions: [{ state: 'established' }, { state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    const node = nodeSpeaker(pair, { ...withHoldTime(), announce: ['10.244.1.0/24', 'fd00:244:1::/64'] });
    const router = routerSpeaker(pair, { ...withHoldTime(), announce: ['10.96.0.0/16', 'fd00:96::/64'] });
    return record(pair, {
      start: () =>
        Promise.all([
          DAEMONS.gobgp(pair.node.ns, {
            ...node,
            neighbors: [...node.neighbors, ...nodeSpeaker(pair, withHoldTime(), ipv6).neighbors],
          }),
          DAEMONS.frr(pair.router.ns, {
            ...router,
            neighbors: [...router.neighbors, ...routerSpeaker(pair, withHoldTime(), ipv6).neighbors],
          }),
        ]),
      watch: (capture) => untilSettled(capture, 2),
    });
  },
};

const LINK_LOCAL = { node: 'fe80::11', router: 'fe80::1' };

const linkLocal: Scenario = {
  group: 'healthy',
  name: 'link-local-bird-frr',
  about: 'Healthy: IPv6 unicast over link-local addresses, BIRD and FRR.',
  expect: { findings: [], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    await pair.node.ns.ip(`addr add ${LINK_LOCAL.node}/64 dev eth0 nodad`);
    await pair.router.ns.ip(`addr add ${LINK_LOCAL.router}/64 dev eth0 nodad`);
    return record(pair, {
      start: () =>
        Promise.all([
          startNode('bird', pair, {
            ...V6,
            neighbor: { address: `${LINK_LOCAL.router}%eth0`, local: LINK_LOCAL.node, holdTime: 9, families: ['ipv6'] },
          }),
          startRouter('frr', pair, {
            ...V6_ROUTER,
            neighbor: {
              address: LINK_LOCAL.node,
              local: LINK_LOCAL.router,
              holdTime: 9,
              families: ['ipv6'],
              extra: ['interface eth0', 'update-source eth0'],
            },
          }),
        ]),
      watch: untilSettled,
    });
  },
};

export const healthy: readonly Scenario[] = [...rows, dualStack, linkLocal];
