import type { Chain, IpSet, Match, NamedSet } from '../model/firewall.ts';
import { isInSet } from './ipset.ts';
import { isIn, isInterface, isPortIn, type Packet, type Protocol, type Truth } from './packet.ts';

/** What rules before have done to a packet. */
export interface Marks {
  /** Null once nobody knows. */
  readonly mark: number | null;
  readonly isTracked: boolean | null;
}

const not = (truth: Truth): Truth => (truth === null ? null : !truth);

/** Whether any holds. */
const any = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes(null) ? null : false);

export interface Sets {
  readonly sets: ReadonlyMap<string, NamedSet>;
  readonly ipsets: ReadonlyMap<string, IpSet>;
}

/** Whether the match holds for the packet, by what iptables-extensions(8) and nft(8) say of it. */
export function holds(match: Match, packet: Packet, marks: Marks, chain: Chain, { sets, ipsets }: Sets): Truth {
  if (match.on === 'ipset') {
    const [name = '', ...directions] = match.values;
    const truth = isInSet(name, directions, packet, ipsets);
    return match.isNot ? not(truth) : truth;
  }
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
    case 'ipset':
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
