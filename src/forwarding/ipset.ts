/** Whether a packet is in a set of ipset(8). */
import type { IpSet } from '../model/firewall.ts';
import { type IpPrefix, parsePrefix } from '../net/parse.ts';
import { isInterface, isPortIn, isWithin, type Packet, type Truth } from './packet.ts';

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
  const [source, destination] = [packet.source, packet.destination].map((address) => parsePrefix(address ?? ''));
  for (const { fields, isException } of readMembers(set)) {
    const truths = fields.map((field, index) => {
      const isSource = directions[index] === 'src';
      return 'prefix' in field
        ? isWithin((isSource ? source : destination) ?? null, field.prefix)
        : isField(field, isSource, packet);
    });
    if (truths.includes(false)) continue;
    return truths.includes(null) ? null : !isException;
  }
  return false;
}

type Field = { readonly prefix: IpPrefix | null } | { readonly kind: string; readonly value: string };

interface Member {
  readonly fields: readonly Field[];
  readonly isException: boolean;
}

/** The longest prefix first: it decides, and may be an exception. Read once, since rules ask large sets again and again. */
function readMembers(set: IpSet): readonly Member[] {
  let members = read.get(set);
  if (members === undefined) {
    members = set.members
      .map(({ fields, isException }) => ({
        fields: set.kinds.map((kind, index) => readField(kind, fields[index] ?? '')),
        isException,
      }))
      .toSorted((a, b) => lengthOf(b) - lengthOf(a));
    read.set(set, members);
  }
  return members;
}
const read = new WeakMap<IpSet, readonly Member[]>();

const readField = (kind: string, value: string): Field =>
  kind === 'ip' || kind === 'net' ? { prefix: parsePrefix(value) } : { kind, value };

function lengthOf({ fields }: Member): number {
  for (const field of fields) if ('prefix' in field) return field.prefix?.bits ?? 0;
  return 0;
}

function isField({ kind, value }: Extract<Field, { kind: string }>, isSource: boolean, packet: Packet): Truth {
  if (kind === 'port') return isPort(value, isSource, packet);
  // Marks and hardware addresses, and bridges' ports.
  if (kind !== 'iface' || value.startsWith('physdev:')) return null;
  return isSource
    ? isInterface(packet.inInterface, value, packet.isFromHere)
    : isInterface(packet.outInterface, value, packet.isForHere);
}

/** `tcp:179`; of a bitmap `179`, which is of TCP and UDP alike. */
function isPort(value: string, isSource: boolean, packet: Packet): Truth {
  const [, protocol, port = ''] = /^(?:([a-z\d-]+):)?(.*)$/.exec(value) ?? [];
  if (protocol !== undefined && protocol !== packet.protocol) return false;
  if (packet.protocol === 'icmp') return protocol === undefined ? false : null;
  return isPortIn(isSource ? packet.sourcePort : packet.destinationPort, port);
}
