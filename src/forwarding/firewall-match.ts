import type { Chain, Match, NamedSet } from '../model/firewall.ts';
import { contains, type IpPrefix, parsePrefix } from '../net/parse.ts';

/** The first packet of a connection, or the first answer to it. What nobody knows is null: what depends on it is unknown. */
export interface Packet {
  readonly family: 'ipv4' | 'ipv6';
  readonly protocol: Protocol;
  readonly source: string | null;
  readonly destination: string | null;
  /** Lowest and highest that it may be. */
  readonly sourcePort: PortRange;
  readonly destinationPort: PortRange;
  /** Null where it is not known; `-` where there is none. */
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  readonly state: 'NEW' | 'ESTABLISHED';
  /** None of another protocol. */
  readonly tcpFlags: readonly string[];
  readonly isFromHere: boolean;
  readonly isForHere: boolean;
}
export type Protocol = 'tcp' | 'udp' | 'icmp';
export type PortRange = readonly [lowest: number, highest: number];

/** What rules before have done to a packet. */
export interface Marks {
  /** Null once nobody knows. */
  readonly mark: number | null;
  readonly isTracked: boolean | null;
}

/** Null: nobody knows. */
export type Truth = boolean | null;

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

/** Whether any holds. */
const any = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes(null) ? null : false);

/** Whether the match holds for the packet, by what iptables-extensions(8) and nft(8) say of it. */
export function holds(
  match: Match,
  packet: Packet,
  marks: Marks,
  chain: Chain,
  sets: ReadonlyMap<string, NamedSet>,
): Truth {
  const values = resolve(match.values, chain, sets);
  if (values === null || match.on === 'unknown') return null;
  const truth = compare(match.on, values, packet, marks, chain);
  return match.isNot ? not(truth) : truth;
}

/** Null where a named set is not known. */
function resolve(
  values: readonly string[],
  { family, table }: Chain,
  sets: ReadonlyMap<string, NamedSet>,
): readonly string[] | null {
  if (!values.some((value) => value.startsWith('@'))) return values;
  const lists = values.map((value) => sets.get(`${family} ${table} ${value.slice(1)}`));
  if (lists.some((set) => set === undefined || set.on === 'unknown')) return null;
  return lists.flatMap((set) => set?.elements ?? []);
}

function compare(on: Match['on'], values: readonly string[], packet: Packet, marks: Marks, chain: Chain): Truth {
  switch (on) {
    case 'protocol':
      return values.some((value) => ALL.test(value) || NUMBERS[packet.family][packet.protocol].test(value));
    case 'family':
      return values.some((value) => (packet.family === 'ipv6' ? /^(?:ipv6|ip6|10)$/ : /^(?:ipv4|ip|2)$/).test(value));
    case 'source':
      return any(values.map((value) => isIn(packet.source, value)));
    case 'destination':
      return any(values.map((value) => isIn(packet.destination, value)));
    case 'source-port':
      return packet.protocol === 'icmp' ? null : any(values.map((value) => isPortIn(packet.sourcePort, value)));
    case 'destination-port':
      return packet.protocol === 'icmp' ? null : any(values.map((value) => isPortIn(packet.destinationPort, value)));
    case 'in-interface':
      return any(values.map((value) => isInterface(packet.inInterface, value, packet.isFromHere)));
    case 'out-interface':
      return any(values.map((value) => isInterface(packet.outInterface, value, packet.isForHere)));
    case 'state':
      return any(values.map((value) => isState(value, packet, marks)));
    case 'source-type':
      return any(values.map((value) => isType(value, packet.isFromHere)));
    case 'destination-type':
      return any(values.map((value) => isType(value, packet.isForHere)));
    case 'tcp-flags':
      return packet.protocol === 'tcp' && hasFlags(values, packet);
    case 'mark':
      // Cilium marks packets in its programs, where no rule tells.
      return marks.mark === null || /cilium/i.test(chain.name)
        ? null
        : any(values.map((value) => hasMark(value, marks.mark ?? 0)));
    case 'unknown':
      return null;
  }
}

const ALL = /^(?:all|0)$/i;
const [TCP, UDP] = [/^(?:tcp|6)$/i, /^(?:udp|17)$/i];
const NUMBERS: Readonly<Record<Packet['family'], Readonly<Record<Protocol, RegExp>>>> = {
  ipv4: { tcp: TCP, udp: UDP, icmp: /^(?:icmp|1)$/i },
  ipv6: { tcp: TCP, udp: UDP, icmp: /^(?:ipv6-icmp|icmpv6|58)$/i },
};

function isIn(address: string | null, value: string): Truth {
  const dash = value.indexOf('-');
  if (dash !== -1) return isBetween(address, value.slice(0, dash), value.slice(dash + 1));
  const prefix = parsePrefix(value);
  if (prefix === null) return null;
  if (prefix.bits === 0) return true;
  const own = address === null ? null : parsePrefix(address);
  return own === null ? null : contains(prefix, own);
}

function isBetween(address: string | null, from: string, to: string): Truth {
  const [own, low, high] = [address ?? '', from, to].map(parsePrefix);
  if (!own || !low || !high || own.octets.length !== low.octets.length || low.octets.length !== high.octets.length)
    return null;
  return order(low, own) <= 0 && order(own, high) <= 0;
}

function order(a: IpPrefix, b: IpPrefix): number {
  const at = a.octets.findIndex((octet, index) => octet !== b.octets[index]);
  return at === -1 ? 0 : (a.octets[at] ?? 0) - (b.octets[at] ?? 0);
}

function isPortIn([lowest, highest]: PortRange, value: string): Truth {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) ?? [];
  if (first === undefined) return value === 'bgp' ? isPortIn([lowest, highest], '179') : null;
  const [from, to] = [Number(first), Number(last ?? first)];
  if (highest < from || lowest > to) return false;
  return from <= lowest && highest <= to ? true : null;
}

/** A packet from or for another host never passes the loopback interface. */
function isInterface(name: string | null, value: string, isLocal: boolean): Truth {
  if (value === '*') return true;
  if (value === 'lo' && !isLocal) return false;
  if (name === null) return null;
  return value.endsWith('*') ? name.startsWith(value.slice(0, -1)) : name === value;
}

function isState(value: string, { state }: Packet, { isTracked }: Marks): Truth {
  const name = value.toUpperCase();
  if (isTracked !== true) return isTracked === false ? name === 'UNTRACKED' : null;
  // Whether its address was translated before, nobody says; a packet that no rule translates was not.
  return name === state;
}

function isType(value: string, isLocal: boolean): Truth {
  if (value === 'LOCAL') return isLocal;
  return /^(?:BROADCAST|MULTICAST|ANYCAST|BLACKHOLE|UNREACHABLE|PROHIBIT)$/.test(value) ? false : null;
}

function hasFlags([mask = '', set = '']: readonly string[], { tcpFlags }: Packet): boolean {
  const all = mask === 'ALL' ? ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] : mask.split(',');
  const wanted = set === 'NONE' ? [] : set === 'ALL' ? all : set.split(',');
  return all.every((flag) => tcpFlags.includes(flag) === wanted.includes(flag));
}

function hasMark(text: string, mark: number): Truth {
  const [value = Number.NaN, mask = 0xffff_ffff] = text.split('/').map(Number);
  return Number.isNaN(value) || Number.isNaN(mask) ? null : (mark & mask) >>> 0 === value >>> 0;
}
