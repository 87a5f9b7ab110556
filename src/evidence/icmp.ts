import type { IcmpError } from '../model/bgp-session.ts';
import type { Side } from '../model/moment.ts';
import type { End } from '../sessions/ladder.ts';
import type { IcmpState } from '../sessions/session.ts';
import { momentOf } from '../sessions/stamp.ts';

type Kind = IcmpError['kind'];

/** RFC 792, 1122 §3.2.2.1, 1812 §5.2.7.1; names as in IANA's registry of ICMP parameters. */
const UNREACHABLE_V4 = [
  'Net Unreachable',
  'Host Unreachable',
  'Protocol Unreachable',
  'Port Unreachable',
  'Fragmentation Needed',
  'Source Route Failed',
  'Destination Network Unknown',
  'Destination Host Unknown',
  'Source Host Isolated',
  'Communication with Destination Network is Administratively Prohibited',
  'Communication with Destination Host is Administratively Prohibited',
  'Destination Network Unreachable for Type of Service',
  'Destination Host Unreachable for Type of Service',
  'Communication Administratively Prohibited',
  'Host Precedence Violation',
  'Precedence cutoff in effect',
];
const PROHIBITED_V4: ReadonlySet<number> = new Set([9, 10, 13]);

/** RFC 4443 §3.1. */
const UNREACHABLE_V6 = [
  'No route to destination',
  'Communication with destination administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
  'Source address failed ingress/egress policy',
  'Reject route to destination',
];
const PROHIBITED_V6: ReadonlySet<number> = new Set([1, 5, 6]);

export function icmpErrors(seen: readonly IcmpState[], sideOf: (end: End) => Side): IcmpError[] {
  return seen.map(({ sender, version, type, code, quotes, mtu, stamp, count }) => {
    const { kind, name } = version === 4 ? nameV4(type, code) : nameV6(type, code);
    const protocol = version === 4 ? 'ICMP' : 'ICMPv6';
    return {
      kind,
      name,
      type,
      code,
      sender,
      quotes: sideOf(quotes),
      mtu: mtu === 0 ? null : mtu,
      count,
      at: momentOf(stamp, `${protocol} ${type}/${code} ${name}${mtu === 0 ? '' : `, MTU ${mtu},`} from ${sender}`),
    };
  });
}

function nameV4(type: number, code: number): { readonly kind: Kind; readonly name: string } {
  if (type === 3 && code === 4) return { kind: 'too-big', name: 'Fragmentation Needed' };
  if (type === 3) {
    return {
      kind: PROHIBITED_V4.has(code) ? 'prohibited' : 'unreachable',
      name: UNREACHABLE_V4[code] ?? 'Destination Unreachable',
    };
  }
  if (type === 11 && code === 0) return { kind: 'time-exceeded', name: 'Time to Live exceeded in Transit' };
  if (type === 11 && code === 1) return { kind: 'other', name: 'Fragment Reassembly Time Exceeded' };
  return { kind: 'other', name: `type ${type}` };
}

function nameV6(type: number, code: number): { readonly kind: Kind; readonly name: string } {
  if (type === 1) {
    return {
      kind: PROHIBITED_V6.has(code) ? 'prohibited' : 'unreachable',
      name: UNREACHABLE_V6[code] ?? 'Destination Unreachable',
    };
  }
  if (type === 2) return { kind: 'too-big', name: 'Packet Too Big' };
  if (type === 3 && code === 0) return { kind: 'time-exceeded', name: 'Hop limit exceeded in transit' };
  if (type === 3 && code === 1) return { kind: 'other', name: 'Fragment reassembly time exceeded' };
  return { kind: 'other', name: `type ${type}` };
}
