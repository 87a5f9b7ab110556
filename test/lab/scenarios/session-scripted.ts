import type { DaemonName } from '../daemons/daemons.ts';
import { record, ROUTER_AS, type Side, startNode } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type ExpectedFinding, info, ROUTER, type Scenario, type State, warning } from '../scenario.ts';
import {
  asPath,
  attribute,
  enhancedRouteRefresh,
  keepalive,
  message,
  multiprotocol,
  nextHop,
  notification,
  type OpenFields,
  origin,
  routeRefresh,
  update,
} from '../scripted/messages.ts';
import { startPeer, type Step } from '../scripted/peer.ts';
import { ROUTER_OPEN, session } from '../scripted/session.ts';
import { direct, hold } from '../topology.ts';

export interface Scripted {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly side?: Side;
  readonly steps: readonly Step[];
  readonly findings: readonly ExpectedFinding[];
  /** Near-misses name them; otherwise any may come out. */
  readonly allowedInfo?: readonly string[];
  readonly state: State;
  readonly group?: 'open';
  /** NOTIFICATIONs or OPENs to wait for, or seconds. */
  readonly until: { readonly refusals: number } | { readonly opens: number } | { readonly seconds: number };
}

const twice = { refusals: 2 };
const MALFORMED = [error('bgp/malformed-message', ROUTER)];
const UPDATE_ERROR = [error('bgp/update-error', null)];
const sends = (bytes: Buffer): readonly Step[] => session([{ send: bytes }]);
const ends = (code: number, subcode: number): readonly Step[] =>
  session([{ send: notification(code, subcode), end: 'fin' }]);
const good = [asPath([ROUTER_AS]), nextHop(ROUTER)];
const each = (names: readonly DaemonName[], row: (node: DaemonName) => Scripted): readonly Scripted[] => names.map(row);
const BIG = 4_200_000_001;
const LONG_ORIGIN = attribute(0x40, 1, Buffer.from([0, 0]));
const OVERRUN = message(2, Buffer.concat([Buffer.from([0, 0, 0, 200]), origin(), ...good]));
const COMMUNITY = attribute(0xc0, 8, Buffer.from([0xff, 0xff, 0x12, 0x34]));
const LOCAL_PREF = attribute(0x40, 5, Buffer.from([0, 0, 0, 100]));

/** FRR and OpenBGPD end the session over an UPDATE that BIRD and GoBGP treat as a withdrawal (RFC 7606). */
function strictly(node: DaemonName, strict: readonly DaemonName[]): Pick<Scripted, 'state' | 'until'> {
  if (!strict.includes(node)) return { state: 'established', until: { seconds: 8 } };
  return { state: 'failed', until: { refusals: node === 'openbgpd' ? 1 : 2 } };
}

const rows: readonly Scripted[] = [
  ...each(['frr', 'bird', 'gobgp', 'openbgpd'], (node): Scripted => ({
    name: `attribute-list-overrun-${node}`,
    node,
    steps: sends(OVERRUN),
    findings: MALFORMED,
    state: 'failed',
    until: twice,
    about: `An UPDATE whose attributes are longer than the message; ${node} answers 3/1.`,
  })),
  ...each(['frr', 'bird', 'gobgp', 'openbgpd'], (node): Scripted => ({
    name: `attribute-flags-${node}`,
    node,
    steps: sends(update([origin(0, 0xc0), ...good], ['10.97.0.0/16'])),
    findings: MALFORMED,
    ...strictly(node, ['frr', 'openbgpd']),
    about: `An UPDATE whose ORIGIN says that it is optional; what does ${node}?`,
  })),
  ...each(['frr', 'bird', 'gobgp', 'openbgpd'], (node): Scripted => ({
    name: `attribute-length-${node}`,
    node,
    steps: sends(update([LONG_ORIGIN, ...good], ['10.97.0.0/16'])),
    findings: MALFORMED,
    ...strictly(node, ['frr', 'openbgpd']),
    about: `An UPDATE whose ORIGIN is two octets long; what does ${node}?`,
  })),
  ...each(['frr', 'bird', 'gobgp', 'openbgpd'], (node): Scripted => ({
    name: `next-hop-loopback-${node}`,
    node,
    steps: sends(update([origin(), asPath([ROUTER_AS]), nextHop('127.0.0.1')], ['10.97.0.0/16'])),
    findings: [error('bgp/next-hop-invalid', ROUTER)],
    ...strictly(node, ['frr']),
    about: `A route with NEXT_HOP 127.0.0.1; what does ${node}?`,
  })),
  ...each(['gobgp', 'frr'], (node): Scripted => ({
    name: `update-error-${node}`,
    node,
    steps: ends(3, 1),
    findings: UPDATE_ERROR,
    state: 'failed',
    until: twice,
    about: `The router refuses a good UPDATE of ${node} with 3/1.`,
  })),
  ...each(['frr', 'bird', 'openbgpd'], (node): Scripted => ({
    name: `keepalive-before-open-${node}`,
    node,
    steps: [{ expect: 'OPEN', send: keepalive }],
    findings: [error('bgp/fsm-error', null)],
    state: 'failed',
    until: twice,
    about: `The router sends a KEEPALIVE instead of its OPEN; ${node} answers 5/1.`,
  })),
  {
    name: 'keepalive-before-open-gobgp',
    node: 'gobgp',
    steps: [{ expect: 'OPEN', send: keepalive }],
    findings: [error('bgp/no-open', ROUTER)],
    state: 'failed',
    until: { opens: 3 },
    about: 'The router sends a KEEPALIVE instead of its OPEN; GoBGP closes without a NOTIFICATION.',
  },
  {
    name: 'fsm-error-established',
    node: 'gobgp',
    steps: ends(5, 3),
    findings: [error('bgp/fsm-error', null)],
    state: 'failed',
    until: twice,
    about: 'The router ends an established session with 5/3.',
  },
  {
    name: 'route-refresh-error',
    node: 'frr',
    steps: session([{ send: notification(7, 1), end: 'fin' }], {
      capabilities: [...(ROUTER_OPEN.capabilities ?? []), enhancedRouteRefresh],
    }),
    findings: [error('bgp/route-refresh-error', null)],
    state: 'failed',
    until: twice,
    about: 'The router ends the session with 7/1.',
  },
  {
    name: 'send-hold-timer',
    node: 'bird',
    steps: ends(8, 0),
    findings: [error('bgp/send-hold-timer-expired', null)],
    state: 'failed',
    until: twice,
    about: 'The router ends the session with NOTIFICATION 8.',
  },
  {
    name: 'as-path-loop',
    node: 'bird',
    steps: sends(update([origin(), asPath([ROUTER_AS, 64_512, 65_010]), nextHop(ROUTER)], ['10.97.0.0/16'])),
    findings: [info('bgp/as-path-loop', null)],
    state: 'established',
    until: { seconds: 6 },
    about: "The router announces a route that passed the node's AS.",
  },
  {
    name: 'local-pref-on-ebgp',
    node: 'bird',
    steps: sends(update([origin(), ...good, LOCAL_PREF], ['10.97.0.0/16'])),
    findings: [info('bgp/local-pref-on-ebgp', ROUTER)],
    state: 'established',
    until: { seconds: 6 },
    about: 'The router sends LOCAL_PREF to another AS.',
  },
  {
    name: 'reserved-community',
    node: 'bird',
    steps: sends(update([origin(), ...good, COMMUNITY], ['10.97.0.0/16'])),
    findings: [warning('bgp/reserved-community', ROUTER)],
    state: 'established',
    until: { seconds: 6 },
    about: 'The router sends community 65535:4660, which nobody registered.',
  },
  {
    group: 'open',
    name: 'two-octet-as-big',
    node: 'frr',
    side: { as: BIG },
    state: 'established',
    until: { seconds: 6 },
    steps: session(
      [],
      { capabilities: [multiprotocol(1), routeRefresh] } satisfies Partial<OpenFields>,
      update([origin(), asPath([ROUTER_AS], 2), nextHop(ROUTER)], ['10.96.0.0/16']),
    ),
    findings: [warning('bgp/four-octet-as-unsupported', ROUTER)],
    about: 'The router knows no 4-octet AS numbers: to it the node, AS 4200000001, is 23456.',
  },
  {
    name: 'flapping',
    node: 'bird',
    steps: session([{ end: 'fin' }]),
    findings: [error('bgp/session-aborted', null)],
    state: 'failed',
    until: { opens: 8 },
    about: 'The router closes the established session without a word, again and again.',
  },
];

export const playScripted = (row: Scripted): Scenario => ({
  group: row.group ?? 'session',
  name: row.name,
  about: row.about,
  expect: {
    findings: row.findings,
    ...(row.allowedInfo !== undefined && { allowedInfo: row.allowedInfo }),
    sessions: [{ state: row.state }],
  },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(pair.router, { conversations: [row.steps] }, ROUTER),
          startNode(row.node, pair, row.side),
        ]),
      async watch(capture) {
        const { until } = row;
        if ('seconds' in until) {
          await capture.until('it is up', ({ keepalive: seen }) => seen >= 2);
          await sleep(until.seconds * 1000);
          return;
        }
        if ('refusals' in until) {
          await capture.until('it is refused', ({ notification: seen }) => seen >= until.refusals, 60_000);
        } else {
          await capture.until('it has dialed', ({ open }) => open >= until.opens, 60_000);
        }
        // Otherwise it would be up again, or half up, when the capture ends.
        await hold(pair.node);
        await sleep(2500);
      },
    });
  },
});

export const scriptedSessions: readonly Scenario[] = rows.map(playScripted);
