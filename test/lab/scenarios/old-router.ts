import type { DaemonName } from '../daemons/daemons.ts';
import { NODE_SIDE, record, ROUTER_AS, ROUTER_SIDE, type Side, startNode } from '../pairing.ts';
import { error, info, ROUTER, type Scenario } from '../scenario.ts';
import { keepalive, notification, openMessage } from '../scripted/messages.ts';
import { type Program, startPeer, type Step } from '../scripted/peer.ts';
import { direct } from '../topology.ts';

const OPEN = openMessage({ as: ROUTER_AS, id: ROUTER_SIDE.id, holdTime: 180 });
const REFUSE: Step = { expect: 'OPEN', ifParameters: notification(2, 4) };

/**
 * A router of RFC 1771, before RFC 2842 brought capabilities: to it optional parameter 2 is unknown, as to a YAMAHA RTX1220.
 * It speaks plain BGP-4 with who asks for no more.
 */
const waits: Program = {
  conversations: [[REFUSE, { send: OPEN }, { send: keepalive, repeat: keepalive, every: 30 }, { expect: 'KEEPALIVE' }]],
};
/** RFC 4271 sends the OPEN as soon as TCP is up, and many do. */
const opensFirst: Program = {
  conversations: [[{ send: OPEN }, REFUSE, { send: keepalive, repeat: keepalive, every: 30 }]],
};

interface OldRouter {
  readonly name: string;
  readonly about: string;
  readonly daemon: DaemonName;
  readonly side?: Side;
  readonly program?: Program;
  /** Tries again without capabilities, and comes up. */
  readonly recovers?: boolean;
}

const DUAL: Side = { neighbor: { families: ['ipv4', 'ipv6'] } };

export const oldRouters: readonly Scenario[] = (
  [
    {
      name: 'old-router',
      daemon: 'gobgp',
      side: DUAL,
      about:
        "GoBGP (Cilium's speaker) offers IPv4 and IPv6 unicast; the router knows no capabilities and answers each OPEN with 2/4.",
    },
    {
      name: 'old-router-opens-first',
      daemon: 'gobgp',
      side: DUAL,
      program: opensFirst,
      about: 'As old-router, but the router sends its own OPEN before it refuses the other one.',
    },
    {
      name: 'old-router-bird',
      daemon: 'bird',
      side: DUAL,
      about: "BIRD (Calico's speaker) against the router without capabilities: it tries again with them.",
    },
    { name: 'old-router-exabgp', daemon: 'exabgp', about: 'ExaBGP against the router without capabilities.' },
    {
      name: 'old-router-frr',
      daemon: 'frr',
      recovers: true,
      about: 'FRR against the router without capabilities: it tries again without any, and comes up with IPv4 unicast.',
    },
    {
      name: 'old-router-frr-opens-first',
      daemon: 'frr',
      program: opensFirst,
      recovers: true,
      about: 'FRR gets the OPEN of the router before its 2/4, and comes up without capabilities.',
    },
    {
      name: 'old-router-openbgpd',
      daemon: 'openbgpd',
      recovers: true,
      about: 'OpenBGPD against the router without capabilities: it tries again without any, and comes up.',
    },
  ] satisfies OldRouter[]
).map((row: OldRouter): Scenario => ({
  group: 'open',
  name: row.name,
  about: row.about,
  expect: {
    findings: [
      row.recovers === true ? info('bgp/mp-bgp-unsupported', ROUTER) : error('bgp/mp-bgp-unsupported', ROUTER),
    ],
    sessions: [{ state: row.recovers === true ? 'recovered' : 'failed' }],
  },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(pair.router, row.program ?? waits, ROUTER),
          startNode(row.daemon, pair, { ...NODE_SIDE, ...row.side }),
        ]),
      watch: (capture) =>
        row.recovers === true
          ? capture.until(
              'it comes up',
              ({ notification: refused, keepalive: alive, update }) => refused > 0 && alive >= 2 && update > 0,
              60_000,
            )
          : capture.until('three refusals', ({ notification: refused }) => refused >= 3, 90_000),
    });
  },
}));
