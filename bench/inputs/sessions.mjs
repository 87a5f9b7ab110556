import * as bgp from './bgp-messages.mjs';
import { ipv4Host, ipv6Host, withPort } from './endpoints.mjs';
import { makeConnection } from './tcp-connection.mjs';

const NODES = [11, 12, 13, 14, 15, 16];
const ROUTERS = [1, 2];
const NODE_AS = 64_512;
const KEEPALIVE_EVERY = 30e6;
const PACKETS_TO_ESTABLISH = 11;
const DELAYED_ACK = 200;

/**
 * Every node with both routers, the last node over IPv6: established at the start, kept alive to the end, each
 * prefix announced once. About `total` packets, in the order of their time.
 */
export function makeSessions({ start, duration, total, random }) {
  const packets = [];
  const emit = (time, frame) => packets.push({ time, frame: frame.slice() });
  const pairs = NODES.flatMap((node) => ROUTERS.map((router) => [node, router]));
  const keepalives = Math.floor((duration - 2e6) / KEEPALIVE_EVERY);
  const fixed = pairs.length * (PACKETS_TO_ESTABLISH + keepalives * 4);
  const updatesEach = Math.max(1, Math.floor((total - fixed) / 2 / pairs.length));
  let updates = 2 * pairs.length;
  pairs.forEach(([node, router], index) => {
    const session = makePair(node, router);
    const connection = makeConnection({ client: session.node, server: session.router, random, emit });
    const established = establish(connection, session, start + index * 50_000);
    const messages = schedule(session, {
      established,
      end: start + duration,
      keepalives,
      updates: updatesEach,
      random,
    });
    updates += messages.filter(({ isUpdate }) => isUpdate).length;
    let time = established;
    for (const message of messages) {
      time = Math.max(message.time, time + 2 * DELAYED_ACK);
      connection.data(message.side, time, message.bytes);
      connection.ack(1 - message.side, time + DELAYED_ACK);
    }
  });
  return { packets: packets.toSorted((a, b) => a.time - b.time), updates };
}

function makePair(node, router) {
  const overIpv6 = node === NODES.at(-1);
  const host = (last) => (overIpv6 ? ipv6Host([0xfd00, 0x20, 0, 0, 0, 0, 0, last]) : ipv4Host(10, 20, 0, last));
  return {
    node: withPort(host(node), 35_000 + node * 100 + router),
    router: withPort(host(router), 179),
    nodeId: [10, 20, 0, node],
    routerId: [10, 20, 0, router],
    nodeNumber: node,
    routerAs: 64_600 + router,
    family: overIpv6 ? bgp.IPV6_UNICAST : bgp.IPV4_UNICAST,
  };
}

function establish(connection, { nodeId, routerId, routerAs, family }, start) {
  const common = { holdTime: 90, families: [family] };
  const time = connection.handshake(start);
  connection.data(0, time + 500, bgp.open({ ...common, as: NODE_AS, bgpId: nodeId }));
  connection.ack(1, time + 700);
  connection.data(1, time + 1_500, bgp.open({ ...common, as: routerAs, bgpId: routerId }));
  connection.data(0, time + 1_900, bgp.keepalive());
  connection.data(1, time + 2_300, bgp.keepalive());
  connection.data(0, time + 2_700, bgp.endOfRib(family));
  connection.data(1, time + 3_100, bgp.endOfRib(family));
  connection.ack(0, time + 3_300);
  return time + 3_300;
}

function schedule(session, { established, end, keepalives, updates, random }) {
  const messages = [];
  for (let i = 1; i <= keepalives; i++) {
    const time = established + i * KEEPALIVE_EVERY;
    messages.push({ time, side: 0, bytes: bgp.keepalive() });
    messages.push({ time: time + 7e6, side: 1, bytes: bgp.keepalive() });
  }
  for (let i = 0; i < updates; i++) {
    const time = established + Math.floor(((end - established - 1e6) * (i + 1)) / (updates + 1));
    const side = random.chance(0.25) ? 0 : 1;
    messages.push({ time, side, bytes: announce(session, side, i, random), isUpdate: true });
  }
  return messages.filter(({ time }) => time < end - 10_000).toSorted((a, b) => a.time - b.time);
}

function announce(session, side, index, random) {
  const count = side === 0 ? 1 : random.between(1, 4);
  const numbers = side === 0 ? [index] : Array.from({ length: count }, (_, i) => index * 4 + i);
  const path =
    side === 0 ? [NODE_AS] : [session.routerAs, random.between(1_000, 23_000), random.between(131_072, 400_000)];
  const common = [...bgp.origin(0), ...bgp.asPath(path)];
  const nextHop = Array.from((side === 0 ? session.node : session.router).address);
  if (session.family === bgp.IPV6_UNICAST) {
    const nlri = numbers.flatMap((number) => ipv6Prefix(session, side, number));
    return bgp.update({ attributes: [...bgp.mpReachIpv6(nextHop, nlri), ...common] });
  }
  const nlri = numbers.flatMap((number) => ipv4Prefix(session, side, number));
  return bgp.update({ attributes: [...common, ...bgp.nextHop(nextHop)], nlri });
}

/** A node announces blocks of pods, a router what lies behind it. */
function ipv4Prefix({ nodeNumber }, side, number) {
  if (side === 0) return bgp.prefix([10, nodeNumber * 8 + (number >> 10), (number >> 2) & 0xff, (number & 3) << 6], 26);
  return bgp.prefix([20, number >> 8, number & 0xff, 0], 24);
}

function ipv6Prefix({ nodeNumber }, side, number) {
  if (side === 0) return bgp.prefix([0xfd, 0x10, 0, nodeNumber, ...bgp.u32(number), 0, 0, 0, 0, 0, 0, 0, 0], 64);
  return bgp.prefix([0x2a, 0x10, 0, 0, number >> 8, number & 0xff, 0, 0], 48);
}
