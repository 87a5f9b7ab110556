import type { DaemonName } from '../daemons/daemons.ts';
import { NODE_AS, record, type Side, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { error, type ExpectedFinding, NODE, ROUTER, type Scenario } from '../scenario.ts';
import {
  authenticationParameter,
  capability,
  fourOctetAs,
  message,
  multiprotocol,
  notification,
  type OpenFields,
  openMessage,
  u16,
  unknownParameter,
} from '../scripted/messages.ts';
import { startPeer, type Step } from '../scripted/peer.ts';
import { ROUTER_OPEN } from '../scripted/session.ts';
import { direct } from '../topology.ts';

const sends = (change: Partial<OpenFields>): readonly Step[] => [
  { expect: 'OPEN', send: openMessage({ ...ROUTER_OPEN, ...change }) },
];
const answers = (code: number, subcode: number, data?: Buffer): readonly Step[] => [
  { expect: 'OPEN', send: notification(code, subcode, data), end: 'fin' },
];

interface Scripted {
  readonly name: string;
  readonly about: string;
  readonly node: DaemonName;
  readonly side?: Side;
  readonly router: readonly Step[];
  readonly finding: ExpectedFinding;
  /** NOTIFICATIONs to wait for; unsaid, two. */
  readonly refusals?: number;
}

const HOLD_TIME = error('bgp/bad-hold-time', ROUTER);
const VERSION = error('bgp/version-mismatch', null);
const MALFORMED = error('bgp/malformed-message', ROUTER);
const each = (names: readonly DaemonName[], row: (node: DaemonName) => Scripted): readonly Scripted[] => names.map(row);
const ALL = ['frr', 'bird', 'gobgp', 'openbgpd'] as const;

// Not with OpenBGPD 7.7 (it accepts a hold time of 1 s, and floods KEEPALIVEs) nor a bad marker with GoBGP (it ignores it).
const rows: readonly Scripted[] = [
  ...each(['frr', 'bird', 'gobgp', 'openbgpd'], (node): Scripted => ({
    name: `version-3-${node}`,
    node,
    router: sends({ version: 3 }),
    finding: VERSION,
    about: `The router speaks BGP-3; ${node} answers 2/1.`,
  })),
  {
    name: 'version-refused',
    node: 'bird',
    router: answers(2, 1, u16(3)),
    finding: VERSION,
    about: 'The router refuses BGP-4 with 2/1, and says that it speaks version 3.',
  },
  ...each(['frr', 'bird', 'gobgp'], (node): Scripted => ({
    name: `hold-time-1-${node}`,
    node,
    router: sends({ holdTime: 1 }),
    finding: HOLD_TIME,
    about: `The router offers a hold time of 1 s, which RFC 4271 forbids; ${node} answers 2/6.`,
  })),
  {
    name: 'hold-time-2',
    node: 'bird',
    router: sends({ holdTime: 2 }),
    finding: HOLD_TIME,
    about: 'The router offers a hold time of 2 s, which RFC 4271 forbids.',
  },
  ...each(['frr', 'bird', 'gobgp'], (node): Scripted => ({
    name: `zero-bgp-id-${node}`,
    node,
    router: sends({ id: '0.0.0.0' }),
    finding: error('bgp/bad-bgp-id', ROUTER),
    about: `The router's identifier is 0.0.0.0; ${node} answers 2/3.`,
  })),
  {
    name: 'authentication-frr',
    node: 'frr',
    router: sends({ parameters: [authenticationParameter], capabilities: [] }),
    finding: error('bgp/authentication-failure', null),
    about: "The router's OPEN carries the authentication parameter of RFC 1771; FRR answers 2/5.",
  },
  {
    name: 'optional-parameter-bird',
    node: 'bird',
    router: sends({ parameters: [authenticationParameter], capabilities: [] }),
    finding: error('bgp/optional-parameter-unsupported', ROUTER),
    about: "The router's OPEN carries the authentication parameter of RFC 1771 and no capability; BIRD answers 2/4.",
  },
  ...each(['frr', 'openbgpd'], (node): Scripted => ({
    name: `optional-parameter-${node}`,
    node,
    router: sends({ parameters: [unknownParameter], capabilities: [] }),
    finding: error('bgp/optional-parameter-unsupported', ROUTER),
    about: `The router's OPEN carries an optional parameter of type 3, which does not exist, and no capability; ${node} answers 2/4.`,
  })),
  {
    name: 'open-rejected-exabgp',
    node: 'exabgp',
    router: sends({ parameters: [unknownParameter], capabilities: [] }),
    finding: error('bgp/open-rejected', null),
    about: "The router's OPEN carries an optional parameter of type 3, which does not exist; ExaBGP answers 2/0.",
  },
  {
    name: 'open-rejected-0',
    node: 'bird',
    router: answers(2, 0),
    finding: error('bgp/open-rejected', null),
    about: 'The router refuses the OPEN with 2/0.',
  },
  {
    name: 'open-rejected-8',
    node: 'gobgp',
    router: answers(2, 8),
    finding: error('bgp/open-rejected', null),
    about: 'The router refuses the OPEN with 2/8, which has no meaning in IPv4 unicast of both.',
  },
  {
    name: 'capability-required',
    node: 'bird',
    router: [{ send: openMessage(ROUTER_OPEN) }, ...answers(2, 7, capability(69, Buffer.from([0, 1, 1, 3])))],
    finding: error('bgp/capability-unsupported', null),
    about: 'Both speak IPv4 unicast; the router misses ADD-PATH, and says so with 2/7.',
  },
  {
    name: 'optional-parameter-refused',
    node: 'bird',
    side: { neighbor: { extra: ['capabilities off;'] } },
    router: [{ expect: 'OPEN', send: notification(2, 4), end: 'fin' }],
    finding: error('bgp/optional-parameter-unsupported', null),
    about: 'The router answers 2/4 to an OPEN without optional parameters.',
  },
  ...each(['frr', 'bird', 'openbgpd'], (node): Scripted => ({
    name: `bad-marker-${node}`,
    node,
    router: [
      { expect: 'OPEN', send: message(1, openMessage(ROUTER_OPEN).subarray(19), { marker: Buffer.alloc(16, 0xfe) }) },
    ],
    finding: MALFORMED,
    about: `The marker of the router's OPEN is wrong; ${node} ends the connection.`,
  })),
  ...each(ALL, (node): Scripted => ({
    name: `bad-length-${node}`,
    node,
    router: [
      { send: openMessage(ROUTER_OPEN) },
      { expect: 'KEEPALIVE', send: message(4, Buffer.alloc(0), { length: 18 }) },
    ],
    finding: MALFORMED,
    about: `The router's KEEPALIVE says that it is 18 octets long; ${node} ends the connection.`,
  })),
  ...each(['frr', 'bird', 'openbgpd'], (node): Scripted => ({
    name: `bad-type-${node}`,
    node,
    router: [{ send: openMessage(ROUTER_OPEN) }, { expect: 'KEEPALIVE', send: message(9, Buffer.alloc(4)) }],
    finding: error('bgp/header-error', null),
    about: `The router sends a message of type 9, which does not exist; ${node} answers 1/3.`,
  })),
];

const scripted = rows.map((row): Scenario => ({
  group: 'open',
  name: row.name,
  about: row.about,
  expect: { findings: [row.finding], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(pair.router, { conversations: [row.router] }, ROUTER),
          startNode(row.node, pair, row.side),
        ]),
      watch: (capture) =>
        capture.until('it is refused', ({ notification: seen }) => seen >= (row.refusals ?? 2), 50_000),
    });
  },
}));

const leaves: Scenario = {
  group: 'open',
  name: 'closed-after-opens',
  about:
    'The node closes without a word once it has read the OPEN of FRR, as native MetalLB does when the AS is not what it expects.',
  expect: { findings: [error('bgp/closed-before-established', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    const open = openMessage({
      as: NODE_AS,
      id: '192.168.10.11',
      capabilities: [multiprotocol(1), fourOctetAs(NODE_AS)],
    });
    return record(pair, {
      start: () =>
        Promise.all([
          startRouter('frr', pair),
          startPeer(
            pair.node,
            { connect: ROUTER, retry: 2, conversations: [[{ send: open }, { expect: 'OPEN', end: 'fin' }]] },
            NODE,
          ),
        ]),
      watch: () => sleep(8000),
    });
  },
};

const leavesByReset: Scenario = {
  group: 'open',
  name: 'reset-after-opens',
  about: 'The router resets the connection after both OPENs and the KEEPALIVE of the node (BIRD).',
  expect: { findings: [error('bgp/closed-before-established', null)], sessions: [{ state: 'failed' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startPeer(
            pair.router,
            { conversations: [[{ send: openMessage(ROUTER_OPEN) }, { expect: 'KEEPALIVE', end: 'rst' }]] },
            ROUTER,
          ),
          startNode('bird', pair),
        ]),
      watch: (capture) => capture.until('it is closed three times', ({ open }) => open >= 6),
    });
  },
};

export const openScripted: readonly Scenario[] = [...scripted, leaves, leavesByReset];
