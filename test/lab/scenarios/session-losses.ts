import { startFrr } from '../daemons/frr.ts';
import type { DaemonName } from '../daemons/daemons.ts';
import type { Capture } from '../capture.ts';
import { record, routerSpeaker, type Side, startNode, startRouter } from '../pairing.ts';
import { type Running, sleep } from '../processes.ts';
import { error, type ExpectedFinding, info, ROUTER, type Scenario, type State } from '../scenario.ts';
import { direct, hold, inputChain, outputChain, type Pair } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

interface Loss {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly router: DaemonName;
  readonly nodeSide?: Side;
  readonly routerSide?: Side;
  readonly findings: readonly ExpectedFinding[];
  readonly state: State;
  readonly act: (pair: Pair, router: Running, capture: Capture) => Promise<unknown>;
}

const holdTimer = async (_: Pair, router: Running, capture: Capture): Promise<void> => {
  router.kill('SIGSTOP');
  await capture.until('the hold timer expires', ({ notification }) => notification >= 1);
};
const HOLD_TIMER = error('bgp/hold-timer-expired', ROUTER);
const ABORTED = error('bgp/session-aborted', null);
const BOTH_WAYS = ['tcp dport 179 drop', 'tcp sport 179 drop'];
const blackHole = ({ router }: Pair): Promise<void> =>
  router.ns.nft(inputChain('hole', ...BOTH_WAYS) + outputChain('hole_out', ...BOTH_WAYS));
const GRACEFUL: Side = { neighbor: { holdTime: 30, gracefulRestart: true } };

async function killed({ node }: Pair, router: Running): Promise<void> {
  await hold(node);
  router.kill('SIGKILL');
  await sleep(1000);
}

async function restarted(pair: Pair, router: Running, capture: Capture): Promise<void> {
  router.kill('SIGKILL');
  await sleep(500);
  await startFrr(pair.router.ns, {
    ...routerSpeaker(pair, GRACEFUL),
    extra: ['bgp graceful-restart'],
    instance: '-again',
  });
  const { open } = capture.seen();
  await capture.until('it is up again', (seen) => seen.open >= open + 2);
  await sleep(6000);
}

/** Killed and started again three times. */
async function flap(pair: Pair, first: Running, capture: Capture): Promise<void> {
  let router = first;
  for (const instance of ['-2', '-3', '-4']) {
    const { update } = capture.seen();
    router.kill('SIGKILL');
    router = await startRouter('bird', pair, { ...withHoldTime(), instance });
    await capture.until('it is up again', (seen) => seen.update >= update + 2, 60_000);
  }
  await sleep(4000);
}

const rows: readonly Loss[] = [
  ...(['frr', 'gobgp', 'openbgpd', 'exabgp'] as const).map((node): Loss => ({
    name: `hold-timer-${node}`,
    node,
    router: node === 'frr' ? 'bird' : 'frr',
    findings: [HOLD_TIMER],
    state: 'failed',
    act: async (pair, router, capture) => {
      await hold(pair.node);
      await holdTimer(pair, router, capture);
    },
    about: `The router's daemon is frozen: its kernel acknowledges, no KEEPALIVE comes, and the hold timer of ${node} expires.`,
  })),
  {
    name: 'hold-timer-bird',
    node: 'bird',
    router: 'frr',
    findings: [HOLD_TIMER],
    state: 'failed',
    act: async (pair, router) => {
      await hold(pair.node);
      router.kill('SIGSTOP');
      await sleep(14_000);
    },
    about:
      'The hold timer of BIRD expires; FRR offered graceful restart, so BIRD closes without a NOTIFICATION (RFC 4724 §4.2).',
  },
  {
    name: 'hold-timer-black-hole',
    node: 'frr',
    router: 'bird',
    findings: [error('bgp/tcp-no-answer', null)],
    state: 'failed',
    act: async (pair) => {
      await blackHole(pair);
      await sleep(20_000);
    },
    about:
      'Packets are dropped in both directions once the session is up: data is repeated unacknowledged, the hold timer expires, no NOTIFICATION gets out, and new SYNs stay unanswered.',
  },
  {
    name: 'hold-timer-without-an-end',
    node: 'gobgp',
    router: 'frr',
    findings: [error('bgp/hold-timer-expired', null)],
    state: 'failed',
    act: async (pair) => {
      await blackHole(pair);
      await sleep(14_000);
    },
    about:
      'Packets are dropped in both directions once the session is up: GoBGP gives it up and waits, its NOTIFICATION and its FIN stay behind the data that its kernel repeats, and the capture ends.',
  },
  {
    name: 'hold-timer-deaf-node',
    node: 'bird',
    router: 'gobgp',
    findings: [error('bgp/tcp-no-answer', null)],
    state: 'failed',
    act: async ({ node }) => {
      await node.ns.nft(inputChain('deaf', ...BOTH_WAYS));
      await sleep(24_000);
    },
    about:
      "The node's own firewall begins to drop what comes in: the capture there sees each packet of the router, the node acknowledges none, and its new SYNs are answered in vain.",
  },
  {
    name: 'rejected-midway',
    node: 'gobgp',
    router: 'bird',
    findings: [error('bgp/tcp-unreachable', ROUTER)],
    state: 'failed',
    act: async ({ router }) => {
      await router.ns.nft(inputChain('rejecting', 'tcp dport 179 reject with icmp type admin-prohibited'));
      await sleep(26_000);
    },
    about:
      "The router's firewall begins to reject the node's packets once the session is up: the node's kernel goes on repeating what its daemon, whose hold timer has run out, left behind, and no end of the connection is ever seen.",
  },
  {
    name: 'hold-timer-redialed',
    node: 'frr',
    router: 'gobgp',
    findings: [HOLD_TIMER],
    state: 'failed',
    act: async (_, router) => {
      router.kill('SIGSTOP');
      await sleep(26_000);
    },
    about:
      "The router's daemon is frozen: the hold timer expires, and the node dials again. The kernel accepts, and no OPEN comes.",
  },
  {
    name: 'hold-timer-woken',
    node: 'bird',
    router: 'frr',
    findings: [HOLD_TIMER],
    state: 'failed',
    act: async (pair, router) => {
      await hold(pair.node);
      router.kill('SIGSTOP');
      await sleep(14_000);
      router.kill('SIGCONT');
      await sleep(2000);
    },
    about:
      "The router's daemon is frozen until BIRD has given it up (FIN), then goes on: FRR sends a KEEPALIVE, or 4/0 itself, as here, though BIRD spoke all the time.",
  },
  {
    name: 'hold-timer-recovered',
    node: 'frr',
    router: 'bird',
    findings: [info('bgp/hold-timer-expired', ROUTER)],
    state: 'recovered',
    act: async (pair, router, capture) => {
      await holdTimer(pair, router, capture);
      const { update } = capture.seen();
      router.kill('SIGCONT');
      await capture.until('it is up again', (seen) => seen.update >= update + 2);
      await sleep(4000);
    },
    about:
      "The router's daemon is frozen until the hold timer has expired, and then goes on: the session comes up again.",
  },
  ...(['frr', 'bird', 'gobgp', 'exabgp'] as const).map((router): Loss => ({
    name: `aborted-${router}`,
    node: router === 'bird' ? 'frr' : 'bird',
    router,
    findings: [ABORTED],
    state: 'failed',
    act: killed,
    about: `${router} is killed (SIGKILL): its kernel ends the connection, and no NOTIFICATION is sent.`,
  })),
  {
    name: 'aborted-redialed',
    node: 'bird',
    router: 'gobgp',
    findings: [error('bgp/tcp-refused', ROUTER)],
    state: 'failed',
    act: async (_, router) => {
      router.kill('SIGKILL');
      await sleep(10_000);
    },
    about: 'GoBGP is killed (SIGKILL), and nobody listens any more: the node tries again in vain.',
  },
  {
    name: 'flapping-recovered',
    node: 'frr',
    router: 'bird',
    findings: [error('bgp/session-flapping', null)],
    state: 'recovered',
    act: flap,
    about: 'BIRD is killed (SIGKILL) and started again three times; at the end the session is up.',
  },
  {
    name: 'graceful-restart-back-in-time',
    node: 'bird',
    router: 'frr',
    nodeSide: GRACEFUL,
    routerSide: { ...GRACEFUL, extra: ['bgp graceful-restart'] },
    findings: [info('bgp/session-aborted', null)],
    state: 'recovered',
    act: restarted,
    about:
      'Near session-aborted: FRR is killed, graceful restart was negotiated, and it is back within its restart time.',
  },
];

export const losses: readonly Scenario[] = rows.map((row): Scenario => ({
  group: 'session',
  name: row.name,
  about: row.about,
  expect: { findings: row.findings, sessions: [{ state: row.state }] },
  async run(lab) {
    const pair = await direct(lab);
    const routers: Running[] = [];
    return record(pair, {
      start: async () => {
        routers.push(await startRouter(row.router, pair, withHoldTime(row.routerSide)));
        await startNode(row.node, pair, withHoldTime(row.nodeSide));
      },
      async watch(capture) {
        await (row.nodeSide === undefined
          ? untilSettled(capture)
          : capture.until('it is up', ({ update }) => update >= 4));
        for (const router of routers) await row.act(pair, router, capture);
      },
    });
  },
}));
