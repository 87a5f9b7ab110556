import type { DaemonName } from '../daemons/daemons.ts';
import { record, startNode, startRouter } from '../pairing.ts';
import { packets } from '../capture.ts';
import { sleep, until } from '../processes.ts';
import { error, info, NODE, ROUTER, type Scenario } from '../scenario.ts';
import { startPeer, type Step } from '../scripted/peer.ts';
import { direct, release } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

const STRANGER = '192.168.10.99';

const unknown = (
  [
    ['frr', 'bird'],
    ['bird', 'gobgp'],
    ['gobgp', 'frr'],
    ['openbgpd', 'bird'],
  ] satisfies [DaemonName, DaemonName][]
).map(([router, node]): Scenario => ({
  group: 'tcp',
  name: `unknown-neighbor-${router}`,
  about: `The router (${router}) has no neighbor of the node's address: it accepts, and closes before any OPEN of its own.`,
  expect: { findings: [error('bgp/closed-before-open', ROUTER)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () => Promise.all([startRouter(router, pair, { neighbor: { address: STRANGER } }), startNode(node, pair)]),
      watch: ({ path }) =>
        until(
          'it is closed three times',
          async () => (await packets(path, 'tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn')) >= 3,
          40_000,
        ),
    });
  },
}));

const noOpen = { findings: [error('bgp/no-open', ROUTER)], sessions: [{ state: 'failed' }] } as const;

const silent: Scenario = {
  group: 'tcp',
  name: 'no-open-silent',
  about: 'The peer accepts, and says nothing.',
  expect: noOpen,
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () => Promise.all([startPeer(pair.router, { conversations: [[]] }, ROUTER), startNode('gobgp', pair)]),
      watch: () => sleep(22_000),
    });
  },
};

const startupHoldTimer: Scenario = {
  group: 'tcp',
  name: 'no-open-hold-timer',
  expect: noOpen,
  about: 'The peer accepts and says nothing; BIRD gives up with 4/0 before an OPEN came, and dials again.',
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(pair.router, { conversations: [[]] }, ROUTER),
          startNode('bird', pair, { neighbor: { extra: ['startup hold time 6;'] } }),
        ]),
      watch: (capture) => capture.until('two hold timers', ({ notification }) => notification >= 2),
    });
  },
};

const stopped: Scenario = {
  group: 'tcp',
  name: 'no-open-stopped',
  about: "The router's FRR is frozen (SIGSTOP): its kernel accepts, and nobody answers.",
  expect: noOpen,
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: async () => {
        const [router] = await Promise.all([startRouter('frr', pair), startNode('gobgp', pair)]);
        router.kill('SIGSTOP');
      },
      // Go probes an idle connection after 15 s: the capture has to last to show that nothing came.
      watch: () => sleep(26_000),
    });
  },
};

const PROBER = '192.168.10.50';

const probed: Scenario = {
  group: 'tcp',
  name: 'probed',
  about:
    'Near closed-before-open: beside a healthy session a health check of another address opens TCP to port 179 of the node and closes it without an octet.',
  expect: {
    findings: [info('bgp/closed-before-open', null)],
    allowedInfo: ['bgp/capability-asymmetry'],
    sessions: [{ state: 'established' }, { state: 'unknown' }],
  },
  async run(lab) {
    const pair = await direct(lab);
    await pair.router.ns.ip(`addr add ${PROBER}/24 dev eth0`);
    return record(pair, {
      start: () => Promise.all([startRouter('bird', pair, withHoldTime()), startNode('frr', pair, withHoldTime())]),
      async watch(capture) {
        await untilSettled(capture);
        await release(pair.router);
        const probe: Step[] = [{ end: 'fin' }];
        await startPeer(pair.router, { conversations: [probe], connect: NODE, retry: 2 }, PROBER);
        await sleep(7000);
      },
    });
  },
};

export const firstMessages: readonly Scenario[] = [...unknown, silent, startupHoldTimer, stopped, probed];
