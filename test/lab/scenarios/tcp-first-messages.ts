import type { DaemonName } from '../daemons/daemons.ts';
import { record, startNode, startRouter } from '../pairing.ts';
import { packets } from '../capture.ts';
import { sleep, until } from '../processes.ts';
import { error, info, NODE, ROUTER, type Scenario, warning } from '../scenario.ts';
import { startPeer, type Step } from '../scripted/peer.ts';
import { direct, inputChain, release } from '../topology.ts';
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

const webServer: Scenario = {
  group: 'tcp',
  name: 'web-server',
  about: 'A web server has the port: it answers the OPEN by an HTTP error, and closes.',
  expect: { findings: [error('bgp/malformed-message', ROUTER)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    const send = Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(pair.router, { conversations: [[{ expect: 'OPEN', send, end: 'fin' }]] }, ROUTER),
          startNode('frr', pair),
        ]),
      watch: () => sleep(8000),
    });
  },
};

const NO_DATA = inputChain('no_data', 'iifname != "lo" tcp flags & psh == psh drop');

const dataDropped = ({ isForGood }: { readonly isForGood: boolean }): Scenario => ({
  group: 'tcp',
  name: isForGood ? 'data-dropped' : 'near-data-dropped',
  about: isForGood
    ? 'A firewall lets the handshake pass and drops what carries data, both ways: OPENs are repeated and never acknowledged.'
    : 'Near the error: what carries data is dropped for some seconds only; the OPENs get over when they are repeated, and the session comes up late.',
  expect: isForGood
    ? { findings: [error('bgp/packet-loss', null)], sessions: [{ state: 'failed' }] }
    : { findings: [warning('bgp/packet-loss', null)], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    const sites = [pair.node.ns, pair.router.ns];
    await Promise.all(sites.map((ns) => ns.nft(NO_DATA)));
    return record(pair, {
      start: () => Promise.all([startRouter('bird', pair, withHoldTime()), startNode('gobgp', pair, withHoldTime())]),
      async watch(capture) {
        await capture.until('an OPEN was sent', ({ open }) => open >= 1);
        await sleep(isForGood ? 16_000 : 5000);
        if (isForGood) return;
        await Promise.all(sites.map((ns) => ns.nft('delete table inet no_data\n')));
        await untilSettled(capture);
      },
    });
  },
});

export const firstMessages: readonly Scenario[] = [
  ...unknown,
  silent,
  startupHoldTimer,
  stopped,
  probed,
  webServer,
  dataDropped({ isForGood: true }),
  dataDropped({ isForGood: false }),
];
