import { DAEMONS, type DaemonName } from '../daemons/daemons.ts';
import { nodeSpeaker, record, ROUTER_AS, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, info, NODE, type Scenario } from '../scenario.ts';
import { direct, hold, outputChain, release } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

const NO_PUSH = outputChain('push', 'oifname != "lo" tcp flags & psh == psh drop');

const collisions = (
  [
    ['bird', 'frr'],
    ['frr', 'frr'],
    ['bird', 'bird'],
  ] satisfies [DaemonName, DaemonName][]
).map(([node, router]): Scenario => ({
  group: 'open',
  name: `collision-${node}-${router}`,
  about: `Near duplicate-speaker: ${node} and ${router} dial one another at once, and one of the two connections is closed (RFC 4271 §6.8).`,
  expect: {
    findings: [info('bgp/connection-collision', null)],
    sessions: [{ state: 'established' }],
    mayRecover: router === 'frr',
  },
  async run(lab) {
    const pair = await direct(lab);
    const sites = [pair.node, pair.router];
    // While no OPEN gets out, both connections come up.
    await Promise.all(sites.map(({ ns }) => ns.nft(NO_PUSH)));
    return record(pair, {
      dials: 'both',
      start: () => Promise.all([startRouter(router, pair, withHoldTime()), startNode(node, pair, withHoldTime())]),
      async watch(capture) {
        await sleep(4000);
        // None but these two, until one of them is up.
        await hold(...sites);
        await Promise.all(sites.map(({ ns }) => ns.nft('delete table inet push\n')));
        await sleep(3000);
        await release(...sites);
        await untilSettled(capture);
      },
    });
  },
}));

const sameId: Scenario = {
  group: 'open',
  name: 'same-bgp-id-collision',
  about:
    'FRR and BIRD of one AS have one BGP identifier, and their connections collide: BIRD refuses one with 2/3 and ends the other one by 6/0 at once.',
  expect: { findings: [error('bgp/bad-bgp-id', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    const sites = [pair.node, pair.router];
    const twin = { as: ROUTER_AS, id: '192.168.10.200', neighbor: { as: ROUTER_AS, holdTime: 30 } };
    await Promise.all(sites.map(({ ns }) => ns.nft(NO_PUSH)));
    return record(pair, {
      dials: 'both',
      start: () => Promise.all([startRouter('frr', pair, twin), startNode('bird', pair, twin)]),
      async watch(capture) {
        await sleep(4000);
        await Promise.all(sites.map(({ ns }) => ns.nft('delete table inet push\n')));
        await capture.until('both connections are refused', ({ notification }) => notification >= 3);
        await sleep(2000);
      },
    });
  },
};

const duplicates = (['frr', 'bird', 'openbgpd', 'gobgp'] as const).map((router): Scenario => ({
  group: 'open',
  name: `duplicate-speaker-${router}`,
  about: `Two speakers (BIRD and GoBGP, as Calico and MetalLB or Cilium would be) on one node peer with one router (${router}): only one can be up.`,
  expect: { findings: [error('bgp/duplicate-speaker', NODE)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    // GoBGP closes the second one before it says a word, long after the last KEEPALIVE of the first.
    const timed = withHoldTime(router === 'gobgp' ? { neighbor: { holdTime: 90 } } : {});
    const second = nodeSpeaker(pair, {
      id: '10.10.10.10',
      announce: ['192.0.2.1/32'],
      port: -1,
      instance: '-second',
      ...timed,
    });
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter(router, pair, timed),
          startNode('bird', pair, timed),
          DAEMONS.gobgp(pair.node.ns, second),
        ]),
      watch: () => sleep(30_000),
    });
  },
}));

export const openCollisions: readonly Scenario[] = [...collisions, sameId, ...duplicates];
