/** `show bgp neighbors` of FRR and its kin, Cisco IOS, IOS XR and NX-OS, Yamaha's `show status bgp neighbor`, `gobgp neighbor ADDRESS`: one block a neighbour. */
import type { Daemon, PeerStatus, PrefixCounts, Since } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { ADMIN_DOWN, resetReason } from '../frr/reset-words.ts';
import { counts, toFamily, toPeerStatus } from '../peer.ts';
import { ownerOf } from '../owner.ts';
import { forDuration, toAs, toCount, toState } from '../values.ts';

export const bgpNeighbors: TextFormat = {
  name: 'show bgp neighbors',
  starts: (line) => line.startsWith('BGP neighbor is ') || line.startsWith('BGP neighbor on '),
  owns: (line) => line.startsWith('For address family: '),
  parse,
};

const HEAD =
  /^BGP neighbor (?:is|on(?: \S{1,60}:(?= ))?) ([^\s,]+)(?:,\s+vrf \S+)?(?:,\s+(?:remote|Remote) AS (\d[\d.]*)(?:,\s+local AS (\d[\d.]*))?|$)/;

/** Of one neighbour, as its lines come. */
interface Facts {
  readonly at: number;
  readonly address: string;
  as: number | null;
  daemon: Daemon;
  localAs: number | null;
  localId: string | null;
  remoteId: string | null;
  localAddress: string | null;
  name: string | null;
  printed: string;
  since: Since | null;
  reset: string | null;
  isShut: boolean;
  family: string | null;
  readonly prefixes: PrefixCounts[];
  readonly totals: Map<string, number | null>;
}

function parse(section: Section): Output {
  const all: Facts[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, address, as, localAs] = HEAD.exec(text) ?? [];
    if (address === undefined) {
      const facts = all.at(-1);
      if (facts !== undefined && text !== '')
        for (const [pattern, take] of LINES) applyLine(pattern, take, text, facts);
    } else all.push(toFacts(at, address, toAs(as), toAs(localAs), section));
  }
  return { peers: all.map((facts) => toPeer(facts, section)) };
}

function applyLine(pattern: RegExp, take: Take, text: string, facts: Facts): void {
  const found = pattern.exec(text);
  if (found !== null) take(facts, found[1] ?? '', found[2] ?? '');
}

function toFacts(at: number, address: string, as: number | null, localAs: number | null, { command }: Section): Facts {
  return {
    at,
    address,
    as,
    daemon: /\bcilium\b/.test(command ?? '') ? 'cilium' : 'unknown',
    localAs,
    localId: null,
    remoteId: null,
    localAddress: null,
    name: null,
    printed: '',
    since: null,
    reset: null,
    isShut: false,
    family: null,
    prefixes: [],
    totals: new Map(),
  };
}

type Take = (facts: Facts, first: string, second: string) => void;

const LINES: readonly (readonly [pattern: RegExp, take: Take])[] = [
  [
    /^BGP version \d+, remote router ID (\S+?),?(?: local router ID (\S+))?$/,
    (facts, remote, local) => {
      facts.remoteId = remote;
      if (local !== '') [facts.localId, facts.daemon] = [local, 'frr'];
    },
  ],
  [
    /^BGP state = (\w+)(?:.{0,20}, (?:up|down) for ([^\s,]+))?/,
    (facts, state, since) => {
      [facts.printed, facts.since] = [state, forDuration(since)];
    },
  ],
  [
    /^BGP version \d+, remote router-id (\S+)$/,
    (facts, remote) => {
      [facts.remoteId, facts.daemon] = [remote, 'openbgpd'];
    },
  ],
  [/^Last read \S+, holdtime \d+s/, (facts) => void (facts.daemon = 'openbgpd')],
  [/, marked down(?: with shutdown reason (".*"))?/, (facts) => void (facts.isShut = true)],
  [
    /^Last error (sent|received): (.+)$/,
    (facts, which, name) => void (facts.reset = `Notification ${which} (${name})`),
  ],
  [
    /^Prefixes\s+(\d+)\s+(\d+)$/,
    (facts, sent, received) => void facts.prefixes.push(counts(facts.family, toCount(received), null, toCount(sent))),
  ],
  [/^BGP OutQ = /, (facts) => void (facts.daemon = 'gobgp')],
  [/^(?:Local Role: |Hostname: \S)/, (facts) => void (facts.daemon = 'frr')],
  // IOS XR, whose first line has the address alone.
  [
    /^Remote AS (\d[\d.]*)(?:, local AS (\d[\d.]*))?/,
    (facts, as, localAs) => {
      [facts.as, facts.localAs, facts.daemon] = [toAs(as), toAs(localAs), 'cisco'];
    },
  ],
  [/^Remote router ID (\S+)$/, (facts, id) => void (facts.remoteId = id)],
  // NX-OS.
  [/^Neighbor vrf: |^Connections established \d+, dropped \d/, (facts) => void (facts.daemon = 'cisco')],
  [/^BGP state = Shut\b/, (facts) => void ([facts.printed, facts.isShut] = ['Idle', true])],
  [/^Last reset by us [\d:.wdhmy]+, due to (.+)$/, (facts, reset) => void (facts.reset = reset)],
  [/^Last reset by peer [\d:.wdhmy]+, due to (.+)$/, (facts, reset) => void (facts.reset ??= `by the peer: ${reset}`)],
  [/^Neighbor sessions:$/, (facts) => void (facts.daemon = 'cisco')],
  [/^Connection established \d+; dropped \d/, (facts) => void (facts.daemon = 'yamaha')],
  [/^Description: (.+)$/, (facts, name) => void (facts.name = name)],
  [
    /^(?:Administratively shut down|Shut down by administrator|AdminState = DOWN)/i,
    (facts) => void (facts.isShut = true),
  ],
  [/^Last reset (?:never|\S+),\s+(.+)$/, (facts, reset) => void (facts.reset = reset)],
  [/^Local host:\s+([^,\s]+)/, (facts, address) => void (facts.localAddress = address)],
  [/^For address family: (.+)$/i, (facts, family) => void (facts.family = toFamily(family))],
  [
    /^(\d+) accepted prefixes/,
    (facts, accepted) => void facts.prefixes.push(counts(facts.family, null, toCount(accepted), null)),
  ],
  [
    /^Prefixes Current:\s+(\d+)\s+(\d+)/,
    (facts, sent, received) => void facts.prefixes.push(counts(facts.family, toCount(received), null, toCount(sent))),
  ],
  [/^(Advertised|Received|Accepted):\s+(\d+)$/, (facts, what, count) => void facts.totals.set(what, toCount(count))],
];

function toPeer(facts: Facts, section: Section): PeerStatus {
  const { daemon, printed, totals, prefixes, reset, isShut } = facts;
  const state = toState(printed);
  const total = counts(
    null,
    totals.get('Received') ?? null,
    totals.get('Accepted') ?? null,
    totals.get('Advertised') ?? null,
  );
  return toPeerStatus(
    {
      daemon: daemon === 'gobgp' ? ownerOf(section, 'gobgp') : daemon,
      local: { address: facts.localAddress, as: facts.localAs, bgpId: facts.localId },
      address: facts.address.replace(/,$/, ''),
      name: facts.name,
      as: facts.as,
      bgpId: facts.remoteId,
      state,
      printed,
      since: facts.since,
      prefixes: totals.size > 0 ? [total] : prefixes,
      reason:
        state === 'Established' || state === null
          ? null
          : isShut
            ? ADMIN_DOWN
            : reset === null
              ? null
              : resetReason(reset),
    },
    section,
    facts.at,
  );
}
