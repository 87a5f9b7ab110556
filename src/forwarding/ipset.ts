/** Whether a packet is in a set of ipset(8). */
import type { IpSet } from '../model/firewall.ts';
import { isIn, isInterface, isPortIn, type Packet, type Truth } from './packet.ts';

/** A list of sets may hold lists. */
const DEEPEST = 8;

/** @param directions `src` or `dst`, for each kind of the set's */
export function isInSet(
  name: string,
  directions: readonly string[],
  packet: Packet,
  sets: ReadonlyMap<string, IpSet>,
  depth = 0,
): Truth {
  const set = sets.get(name);
  if (set === undefined || depth > DEEPEST) return null;
  if (set.kinds[0] === 'set') {
    const truths = set.members.map(({ fields: [member = ''] }) => isInSet(member, directions, packet, sets, depth + 1));
    return truths.includes(true) ? true : truths.includes(null) ? null : false;
  }
  if (directions.length < set.kinds.length) return null;
  // The longest prefix decides, and it may be an exception.
  const members = set.members.toSorted((a, b) => lengthOf(b.fields) - lengthOf(a.fields));
  for (const { fields, isException } of members) {
    const truths = set.kinds.map((kind, index) => isField(kind, fields[index] ?? '', directions[index] ?? '', packet));
    if (truths.includes(false)) continue;
    return truths.includes(null) ? null : !isException;
  }
  return false;
}

const lengthOf = (fields: readonly string[]): number =>
  Number(fields.map((field) => /\/(\d{1,3})$/.exec(field)?.[1]).find((length) => length !== undefined) ?? 128);

function isField(kind: string, value: string, direction: string, packet: Packet): Truth {
  const isSource = direction === 'src';
  switch (kind) {
    case 'ip':
    case 'net':
      return isIn(isSource ? packet.source : packet.destination, value);
    case 'port':
      return isPort(value, isSource, packet);
    case 'iface':
      return value.startsWith('physdev:')
        ? null
        : isSource
          ? isInterface(packet.inInterface, value, packet.isFromHere)
          : isInterface(packet.outInterface, value, packet.isForHere);
    // Marks and hardware addresses.
    default:
      return null;
  }
}

/** `tcp:179`; of a bitmap `179`, which is of TCP and UDP alike. */
function isPort(value: string, isSource: boolean, packet: Packet): Truth {
  const [, protocol, port = ''] = /^(?:([a-z\d-]+):)?(.*)$/.exec(value) ?? [];
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  if (packet.protocol === 'icmp') return protocol === undefined ? false : null;
  return isPortIn(isSource ? packet.sourcePort : packet.destinationPort, port);
}
