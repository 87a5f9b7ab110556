/** A packet as firewalls look at it, and what its fields are compared with. */
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

/** Null: nobody knows. */
export type Truth = boolean | null;

export function isIn(address: string | null, value: string): Truth {
  const dash = value.indexOf('-');
  if (dash !== -1) return isBetween(address, value.slice(0, dash), value.slice(dash + 1));
  return isWithin(address === null ? null : parsePrefix(address), parsePrefix(value));
}

export function isWithin(address: IpPrefix | null, prefix: IpPrefix | null): Truth {
  if (prefix?.bits === 0) return true;
  return prefix === null || address === null ? null : contains(prefix, address);
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

export function isPortIn([lowest, highest]: PortRange, value: string): Truth {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) ?? [];
  if (first === undefined) return value === 'bgp' ? isPortIn([lowest, highest], '179') : null;
  const [from, to] = [Number(first), Number(last ?? first)];
  if (highest < from || lowest > to) return false;
  return from <= lowest && highest <= to ? true : null;
}

/** A packet from or for another host never passes the loopback interface. */
export function isInterface(name: string | null, value: string, isLocal: boolean): Truth {
  if (value === '*') return true;
  if (value === 'lo' && !isLocal) return false;
  if (name === null) return null;
  return value.endsWith('*') ? name.startsWith(value.slice(0, -1)) : name === value;
}
