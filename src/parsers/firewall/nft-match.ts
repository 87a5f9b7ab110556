/** What a match of nftables is about, in the words of nft(8), which its JSON uses too. */
import type { FirewallFamily, Match, NamedSet } from '../../model/firewall.ts';

export const FAMILIES: Readonly<Record<string, FirewallFamily>> = { ip: 'ipv4', ip6: 'ipv6', inet: 'inet' };

const SUBJECTS: Readonly<Record<string, Match['on']>> = {
  'ip saddr': 'source',
  'ip6 saddr': 'source',
  'ip daddr': 'destination',
  'ip6 daddr': 'destination',
  'ip protocol': 'protocol',
  'ip6 nexthdr': 'protocol',
  'meta l4proto': 'protocol',
  'meta iif': 'in-interface',
  'meta iifname': 'in-interface',
  'meta oif': 'out-interface',
  'meta oifname': 'out-interface',
  'meta nfproto': 'family',
  'meta protocol': 'family',
  'meta mark': 'mark',
  'ct state': 'state',
  'tcp sport': 'source-port',
  'udp sport': 'source-port',
  'th sport': 'source-port',
  'tcp dport': 'destination-port',
  'udp dport': 'destination-port',
  'th dport': 'destination-port',
  'fib daddr type': 'destination-type',
  'fib saddr type': 'source-type',
};
/** What a header's field asks of a packet before it is looked at: nft(8), "Payload expressions". */
const TRANSPORT = /^(tcp|udp|udplite|sctp|dccp|icmp|icmpv6|igmp|esp|ah|comp) /;

/** @param values null where they are of a kind that is not read */
export function toSubjectMatches(subject: string, values: readonly string[] | null, isNot: boolean): readonly Match[] {
  const [, transport] = TRANSPORT.exec(subject) ?? [];
  const [, network] = /^(ip6?) /.exec(subject) ?? [];
  const found = toSubjectMatch(subject, values, isNot);
  if (transport !== undefined) return [{ on: 'protocol', values: [transport], isNot: false }, found];
  if (network !== undefined) return [{ on: 'family', values: [network], isNot: false }, found];
  return [found];
}

function toSubjectMatch(subject: string, values: readonly string[] | null, isNot: boolean): Match {
  if (subject === 'ct status' && values?.every((value) => /^[ds]nat$/.test(value)) === true) {
    return { on: 'state', values, isNot };
  }
  const on = SUBJECTS[subject];
  if (on === undefined || values === null) return unknownMatch(`${subject} ${values?.join(',') ?? ''}`);
  return { on, values: on.endsWith('-type') ? values.map((value) => value.toUpperCase()) : values, isNot };
}

export const unknownMatch = (text: string): Match => ({
  on: 'unknown',
  values: [text.trim().slice(0, 200)],
  isNot: false,
});

const KINDS: Readonly<Record<string, NamedSet['on']>> = {
  ipv4_addr: 'address',
  ipv6_addr: 'address',
  inet_service: 'port',
  ifname: 'interface',
};
export const kindOfSet = (type: string): NamedSet['on'] => KINDS[type] ?? 'unknown';
