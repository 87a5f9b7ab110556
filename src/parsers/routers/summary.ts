/** `show bgp summary` and `show ip bgp summary`: of FRR (Quagga, VyOS, EdgeOS, Cumulus), Cisco IOS, IOS XR and NX-OS, Arista EOS and FortiOS, whose tables are kin. */
import type { Daemon, PeerStatus } from '../../model/peer-status.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { bracketReason, NO_POLICY, resetReason } from '../frr/reset-words.ts';
import { counts, toFamily, toPeerStatus } from '../peer.ts';
import { forDuration, isAddress, toAs, toCount, toState } from '../values.ts';

export const bgpSummary: TextFormat = {
  name: 'show bgp summary',
  starts: (line) => STARTS.test(line) || (line.includes('Neighbor') && (HEADER.test(line) || FAILED_HEADER.test(line))),
  owns: (line) => ROW.test(line),
  parse,
};

const STARTS =
  /^(?:(?:IPv[46]|L2VPN|VPNv[46]|L3VPN) [\w -]{1,30}Summary\b|BGP summary information for VRF |(?:VRF \d+ )?BGP router identifier \S+, local AS number |Router identifier \S+, local AS number |For address family: [\w ]{4,40}$)/;
const HEADER = /(?:^|\s)Neighbor\s+(?:V|Spk)\s+AS\s+(?:LocalAS\s+)?MsgRcvd\s+MsgSent\s/;
const FAILED_HEADER = /^Neighbor\s+EstdCnt\s+DropCnt\s+ResetTime\s+Reason/;
/** What precedes is a description; where the version stands, IOS XR has the number of a speaker, 0. */
const ROW =
  /^(?:(.*?)\s)??(?:(\S+)\s+)?[04]\s+(\d{1,10}(?:\.\d{1,5})?)\s+(\d[\d\s]*?\d)\s+(never|\d+[:dhwmy]\S*)\s+(\S.*)$/;
const FAILED_ROW = /^(\S+)\s+(\d+)\s+(\d+)\s+(never|\d+[:dhwmy]\S*)\s+(\S.*)$/;
/** A long address takes a line of its own, and so does a long AS number with the address. */
const BEGUN = /^[*]?[\da-fA-F:.]{7,45}(?:\s+[04]\s+\d{1,10}(?:\.\d{1,5})?)?$/;

interface Head {
  readonly daemon: Daemon;
  readonly family: string | null;
  readonly as: number | null;
  readonly bgpId: string | null;
  /** Of the table: columns after `Up/Down`. */
  readonly columns: readonly string[];
  readonly isFailed: boolean;
}
const NOTHING: Head = { daemon: 'unknown', family: null, as: null, bgpId: null, columns: [], isFailed: false };

function parse(section: Section): Output {
  const peers: PeerStatus[] = [];
  const gaps: Gap[] = [];
  let head = NOTHING;
  let begun: string | null = null;
  for (const [at, raw] of section.lines.entries()) {
    if (raw.trim() === '') continue;
    const text: string = begun === null ? raw.trim() : `${begun} ${raw.trim()}`;
    const row = head.isFailed ? null : ROW.exec(text);
    const failed = head.isFailed ? FAILED_ROW.exec(text) : null;
    if (row !== null) peers.push(toPeer(row, head, section, at));
    else if (failed !== null) peers.push(toFailed(failed, head, section, at));
    else if (begun === null && isTorn(text))
      gaps.push({ line: section.line + at, why: 'a row of `show bgp summary` that is not whole' });
    else head = readHead(raw.trim(), head);
    begun = BEGUN.test(text) ? text : null;
  }
  return { peers, gaps };
}

const isTorn = (text: string): boolean => isAddress(text.split(/\s/, 1)[0] ?? '') && !BEGUN.test(text);

function readHead(text: string, head: Head): Head {
  const [, family] = /^((?:IPv[46]|L2VPN|VPNv[46]|L3VPN) [\w -]{1,30}?) Summary\b/.exec(text) ?? [];
  if (family !== undefined) return { ...NOTHING, daemon: 'frr', family: toFamily(family) };
  const [, ofCisco] = /^For address family: ([\w ]{4,40})$/.exec(text) ?? [];
  if (ofCisco !== undefined) return { ...NOTHING, family: toFamily(ofCisco) };
  const [title, ofNexus] =
    /^BGP summary information for VRF \S+(?:, address family (\w[\w ]{3,40}))?$/.exec(text) ?? [];
  if (title !== undefined) {
    return {
      ...NOTHING,
      ...(ofNexus === undefined ? { daemon: 'arista' } : { daemon: 'cisco', family: toFamily(ofNexus) }),
    };
  }
  const [, id, as] = /^(?:VRF \d+ )?(?:BGP router|Router) identifier (\S+), local AS number (\S+)/.exec(text) ?? [];
  if (id !== undefined) {
    const before = head.columns.length > 0 ? NOTHING : head; // another summary without a title
    return { ...before, bgpId: id, as: toAs(as), daemon: /\bvrf-id\b/.test(text) ? 'frr' : before.daemon };
  }
  if (/^RIB entries \d/.test(text)) return { ...head, daemon: 'frr' };
  if (/\bmain routing table version\b/.test(text)) return { ...head, daemon: 'cisco' };
  if (FAILED_HEADER.test(text)) return { ...head, isFailed: true };
  if (!HEADER.test(text)) return head;
  const columns = text.split(/\s+/);
  const isArista = columns.includes('PfxAcc');
  return {
    ...head,
    columns: columns.slice(columns.indexOf('Up/Down') + 1),
    daemon: isArista ? 'arista' : columns.includes('PfxSnt') ? 'frr' : head.daemon,
    isFailed: false,
  };
}

function toPeer(row: RegExpExecArray, head: Head, section: Section, at: number): PeerStatus {
  const [, before = '', beside, as, , uptime, rest = ''] = row;
  const { address, name } = toNeighbor(beside ?? before);
  const { printed, numbers, after } = toStateCell(rest);
  const isUp = /^\d+$/.test(printed) || printed === '(Policy)' || printed.startsWith('Estab');
  const of = (column: string): number | null => toCount(numbers[head.columns.indexOf(column) - 1]);
  const received = toCount(printed) ?? of('PfxRcd');
  const description = head.columns.includes('Desc') ? after : before.trim();
  const bracket = bracketReason(printed);
  return toPeerStatus(
    {
      daemon: head.daemon,
      local: { as: head.as, bgpId: head.bgpId },
      address,
      name: name ?? (description === '' || description === 'N/A' ? null : description),
      as: toAs(as),
      state: isUp ? 'Established' : toState(printed.replace(/\s*\(.*/, '')),
      established: isUp,
      printed,
      since: forDuration(uptime),
      prefixes: [counts(head.family, received, of('PfxAcc'), of('PfxSnt') ?? of('PfxAdv'))],
      reason: isUp ? (printed === NO_POLICY.text || numbers.includes(NO_POLICY.text) ? NO_POLICY : null) : bracket,
    },
    section,
    at,
  );
}

/** `Idle (Admin)        0 N/A`: the state, the counts behind it, and the description. */
function toStateCell(rest: string): {
  readonly printed: string;
  readonly numbers: readonly string[];
  readonly after: string;
} {
  const [whole = '', printed = ''] = /^((?:[A-Za-z]+ ?)?\([\w -]{1,20}\)|\S+)\s*/.exec(rest) ?? [];
  const tail = rest.slice(whole.length);
  const [counted = ''] = /^(?:(?:\d+|\(Policy\))(?:\s+|$))*/.exec(tail) ?? [];
  return { printed: printed.trim(), numbers: counted.trim().split(/\s+/), after: tail.slice(counted.length).trim() };
}

/** `*10.0.0.1` is one that was not configured; `host(10.0.0.1)` carries its name. */
function toNeighbor(text: string): { readonly address: string; readonly name: string | null } {
  const plain = text.replace(/^\*/, '');
  const [, name = null, inner] = /^([^()]+)\(([^()]+)\)$/.exec(plain) ?? [];
  return inner !== undefined && isAddress(inner) ? { address: inner, name } : { address: plain, name: null };
}

function toFailed(row: RegExpExecArray, head: Head, section: Section, at: number): PeerStatus {
  const [, neighbor = '', , , , reason = ''] = row;
  return toPeerStatus(
    {
      daemon: 'frr',
      local: { as: head.as, bgpId: head.bgpId },
      ...toNeighbor(neighbor),
      state: null,
      established: false,
      printed: 'failed',
      reason: resetReason(reason),
    },
    section,
    at,
  );
}
