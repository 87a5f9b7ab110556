/** What UPDATEs carry, by a scripted router: findings, and healthy things that look like them. */
import { ROUTER_AS } from '../pairing.ts';
import { error, info, ROUTER, type Scenario, warning } from '../scenario.ts';
import {
  asPath,
  attribute,
  capability,
  endOfRib,
  fourOctetAs,
  keepalive,
  mpReach,
  multiprotocol,
  nextHop,
  notification,
  openMessage,
  origin,
  routeRefresh,
  update,
  updateOf,
  withPathIds,
} from '../scripted/messages.ts';
import type { Step } from '../scripted/peer.ts';
import { ROUTER_OPEN, ROUTER_ROUTES, session } from '../scripted/session.ts';
import { playScripted, type Scripted } from './session-scripted.ts';

const PREFIX = '10.97.0.0/16';
const MAPPED = Buffer.from([...Array<number>(10).fill(0), 0xff, 0xff, 192, 168, 10, 1]);
const IPV6_PREFIX = Buffer.from([48, 0xfd, 0, 0, 0x97, 0, 0]);
const CAPABILITIES = [multiprotocol(1), routeRefresh, fourOctetAs(ROUTER_AS)];
const BLACKHOLE = attribute(0xc0, 8, Buffer.from([0xff, 0xff, 0x02, 0x9a]));
const ZERO = attribute(0xc0, 8, Buffer.from([0, 0, 0xfc, 0]));
const LOCAL_PREF = attribute(0x40, 5, Buffer.from([0, 0, 0, 100]));
const MED = attribute(0x80, 4, Buffer.from([0, 0, 0, 7]));
const CONFED_PATH = attribute(0x40, 2, Buffer.from([3, 1, 0, 0, ROUTER_AS >> 8, ROUTER_AS & 255]));
const GRACEFUL_RESTART = capability(64, Buffer.from([0, 120, 0, 1, 1, 0x80]));
const ADD_PATH_SEND = capability(69, Buffer.from([0, 1, 1, 2]));
const FLOWSPEC = multiprotocol(1, 133);
/** Destination 10.97.0.0/16 (RFC 8955 §4.2.2.1). */
const FLOW = Buffer.from([4, 1, 16, 10, 97]);

const route = (...more: readonly Buffer[]): Buffer =>
  update([origin(), asPath([ROUTER_AS]), nextHop(ROUTER), ...more], [PREFIX]);
const withdrawal = update([], [], [PREFIX]);
const sends = (...messages: readonly Buffer[]): readonly Step[] =>
  session(messages.map((send) => ({ send, sleep: 1 })));
const QUIET = { state: 'established', until: { seconds: 8 }, node: 'bird' } as const;
const NOTHING = { ...QUIET, findings: [], allowedInfo: [] } as const;

const rows: readonly Scripted[] = [
  {
    ...NOTHING,
    name: 'near-loop-own-route',
    steps: sends(update([origin(), asPath([ROUTER_AS, 64_512]), nextHop(ROUTER)], ['10.244.1.0/24'])),
    about: "Near as-path-loop: the router sends the node's own route back to it, as FRR does.",
  },
  {
    ...QUIET,
    name: 'as-path-loop-other-path',
    steps: sends(
      route(),
      update([origin(), asPath([ROUTER_AS, 64_512]), nextHop(ROUTER)], ['10.98.0.0/16', '10.99.0.0/16']),
    ),
    findings: [info('bgp/as-path-loop', null)],
    allowedInfo: [],
    about: "The router announces two routes of another cluster that has the node's AS, beside one that is fine.",
  },
  {
    ...QUIET,
    name: 'four-octet-path-to-two-octet-peer',
    node: 'openbgpd',
    side: { neighbor: { extra: ['announce as-4byte no'] } },
    steps: session(
      [{ send: route() }],
      {},
      update([origin(), asPath([ROUTER_AS], 2), nextHop(ROUTER)], ['10.96.0.0/16']),
    ),
    findings: [error('bgp/malformed-message', ROUTER)],
    state: 'failed',
    until: { refusals: 1 },
    about: 'The node did not announce capability 65, and the router sends it an AS_PATH of 4-octet numbers.',
  },
  {
    ...QUIET,
    name: 'next-hop-mapped',
    side: { announce: ['10.244.1.0/24', 'fd00:244:1::/64'], neighbor: { families: ['ipv4', 'ipv6'] } },
    steps: session(
      [{ send: updateOf([origin(), asPath([ROUTER_AS]), mpReach(2, 1, MAPPED, IPV6_PREFIX)], Buffer.alloc(0)) }],
      { capabilities: [...CAPABILITIES, multiprotocol(2)] },
    ),
    findings: [error('bgp/next-hop-invalid', ROUTER)],
    about: 'Over IPv4 the router announces an IPv6 route with the next hop ::ffff:192.168.10.1.',
  },
  {
    ...NOTHING,
    name: 'near-next-hop-blackhole',
    steps: sends(update([origin(), asPath([ROUTER_AS]), nextHop('127.0.0.1'), BLACKHOLE], ['10.97.0.1/32'])),
    about: 'Near next-hop-invalid: a route with BLACKHOLE, whose next hop means nothing.',
  },
  {
    ...NOTHING,
    name: 'near-next-hop-flowspec',
    node: 'gobgp',
    side: {
      neighbor: {
        extra: ['[[neighbors.afi-safis]]', '[neighbors.afi-safis.config]', 'afi-safi-name = "ipv4-flowspec"'],
      },
    },
    steps: session(
      [{ send: updateOf([origin(), asPath([ROUTER_AS]), mpReach(1, 133, Buffer.alloc(0), FLOW)], Buffer.alloc(0)) }],
      { capabilities: [...CAPABILITIES, FLOWSPEC] },
    ),
    about: 'Near next-hop-invalid: flowspec, which has no next hop.',
  },
  {
    ...NOTHING,
    name: 'near-local-pref-confederation',
    side: { neighbor: { extra: ['confederation 65100;', 'confederation member yes;'] } },
    steps: session([], {}, update([origin(), CONFED_PATH, nextHop(ROUTER), LOCAL_PREF], ['10.96.0.0/16'])),
    about: 'Near local-pref-on-ebgp: two member ASes of one confederation send each other LOCAL_PREF.',
  },
  {
    ...QUIET,
    name: 'reserved-community-0',
    steps: sends(route(ZERO)),
    findings: [info('bgp/reserved-community', ROUTER)],
    allowedInfo: [],
    about: 'The router sends community 0:64512, as internet exchanges do.',
  },
  {
    ...NOTHING,
    name: 'near-route-flapping-refreshed',
    steps: sends(route(), route(), route(), route()),
    about: 'Near route-flapping: a route is announced four times, and never withdrawn.',
  },
  {
    ...NOTHING,
    name: 'near-route-flapping-moved',
    steps: sends(route(), route(MED), route(), route(MED)),
    about: 'Near route-flapping: a route moves from one set of attributes to another and back.',
  },
  {
    ...NOTHING,
    name: 'near-route-withdrawn-back',
    steps: sends(route(), withdrawal, route()),
    about: 'Near route-withdrawn: a route is withdrawn and announced again.',
  },
  {
    ...NOTHING,
    name: 'near-route-withdrawn-never-announced',
    steps: sends(withdrawal),
    about: 'Near route-withdrawn: a prefix is withdrawn that was never announced.',
  },
  {
    ...NOTHING,
    name: 'near-route-withdrawn-path',
    side: { neighbor: { addPath: true } },
    steps: session(
      [
        {
          send: updateOf([origin(), asPath([ROUTER_AS]), nextHop(ROUTER)], withPathIds([1, PREFIX], [2, PREFIX])),
          sleep: 1,
        },
        { send: updateOf([], Buffer.alloc(0), withPathIds([1, PREFIX])) },
      ],
      { capabilities: [...CAPABILITIES, ADD_PATH_SEND] },
      updateOf([origin(), asPath([ROUTER_AS]), nextHop(ROUTER)], withPathIds([1, '10.96.0.0/16'])),
    ),
    allowedInfo: ['bgp/capability-asymmetry'],
    about: 'Near route-withdrawn: ADD-PATH, one of two paths of a prefix is withdrawn.',
  },
  {
    ...NOTHING,
    name: 'near-route-withdrawn-shutdown',
    steps: session([
      { send: withdrawal },
      { send: update([], [], ['10.96.0.0/16']), sleep: 1 },
      { send: notification(6, 2), end: 'fin' },
    ]),
    findings: [warning('bgp/cease-admin-shutdown', ROUTER)],
    state: 'closed',
    until: { refusals: 1 },
    about: 'Near route-withdrawn: the router withdraws its route and shuts the session down.',
  },
  {
    ...QUIET,
    name: 'no-end-of-rib',
    side: { neighbor: { gracefulRestart: true, holdTime: 30 } },
    steps: [
      { expect: 'OPEN', send: openMessage({ ...ROUTER_OPEN, capabilities: [...CAPABILITIES, GRACEFUL_RESTART] }) },
      { expect: 'KEEPALIVE', send: Buffer.concat([keepalive, ROUTER_ROUTES]), repeat: keepalive, every: 10 },
    ],
    findings: [info('bgp/no-end-of-rib', ROUTER)],
    allowedInfo: [],
    until: { seconds: 34 },
    about: 'Graceful restart is negotiated, and the router ends its table without End-of-RIB.',
  },
  {
    ...NOTHING,
    name: 'near-no-end-of-rib',
    side: { neighbor: { gracefulRestart: true, holdTime: 30 } },
    steps: [
      { expect: 'OPEN', send: openMessage({ ...ROUTER_OPEN, capabilities: [...CAPABILITIES, GRACEFUL_RESTART] }) },
      { expect: 'KEEPALIVE', send: Buffer.concat([keepalive, ROUTER_ROUTES, endOfRib]), repeat: keepalive, every: 10 },
    ],
    until: { seconds: 34 },
    about: 'Near no-end-of-rib: graceful restart is negotiated, and both end their tables.',
  },
];

export const carried: readonly Scenario[] = rows.map(playScripted);
