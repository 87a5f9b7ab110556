/** `show bgp ipv4 unicast` of FRR and `show ip bgp` of Cisco IOS and Arista EOS: a table whose columns its header tells. */
import type { BgpRoute } from '../../model/daemon-routes.ts';
import type { Daemon } from '../../model/peer-status.ts';
import type { Gap, Output, Section, TextFormat } from '../format.ts';
import { ownerOf } from '../owner.ts';
import { named, toBgpRoute } from '../route.ts';
import { isAddress, isPrefix, toAs } from '../values.ts';

export const bgpTable: TextFormat = {
  name: 'show bgp',
  starts: (line) => STARTS.test(line),
  owns: (line) => ROW.test(line) || line.startsWith('Router identifier '),
  parse,
};

const HEADER = /^(?:RPKI )?Network +Next ?Hop +Metric +/i;
const STARTS =
  /^(?:BGP table version is \d+, local router ID is|BGP routing table information for VRF|(?:RPKI )?Network +Next ?Hop +Metric +)/i;
/** Status codes, the network (of the first path only), next hop, and the rest: numbers, path and origin. */
const ROW =
  /^((?:[VNI] ?)?[*>=sdhirSRbfxactmLeEcC%# ]{0,10}?)\s*(\d[\d.]{3,14}(?:\/\d{1,2})?(?= )|[\da-fA-F]{0,4}:[\da-fA-F:.]{1,40}\/\d{1,3}(?= ))? *([\d.]{7,15}|[\da-fA-F]{0,4}:[\da-fA-F:.]{1,40}|-)(?:@\S{1,8})?<? +(\S.*)$/;
/** An IPv6 network, or next hop, that is too long for its column ends the line. */
const BEGIN =
  /^((?:[VNI] ?)?[*>=sdhirSRbfxactmLeEcC%# ]{0,10}?)\s*([\da-fA-F.:]{4,45}\/\d{1,3})?(?: *([\da-fA-F]{0,4}:[\da-fA-F:.]{1,40})(?:@\S{1,8})?<?)?$/;

interface Head {
  readonly daemon: Daemon;
  readonly bgpId: string | null;
  readonly as: number | null;
  readonly vrf: string | null;
  /** Where the column of the path begins; -1 where that is not known. */
  readonly path: number;
}

function parse(section: Section): Output {
  const bgpRoutes: BgpRoute[] = [];
  const gaps: Gap[] = [];
  let head: Head = { daemon: 'unknown', bgpId: null, as: null, vrf: null, path: -1 };
  let network: string | null = null;
  let waiting: Begun | null = null;
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const next = readHead(raw, text, head, section);
    if (next !== null) {
      head = next;
      network = null;
      continue;
    }
    const begun = readBegin(text, network);
    if (begun !== null) {
      network = begun.network;
      waiting = begun.flags === '' && waiting !== null ? { ...begun, flags: waiting.flags } : begun;
      continue;
    }
    const row = readRow(text, waiting, network);
    if (row === null) continue;
    waiting = null;
    network = row.network ?? network;
    if (network === null) {
      gaps.push({ line: section.line + at, why: 'a path whose network is not given' });
      continue;
    }
    bgpRoutes.push(toRoute(row, network, raw, head, section, at));
  }
  const { daemon, bgpId, as } = head;
  return { routing: [{ ...named(section, daemon), bgpId, as, bgpRoutes }], gaps };
}

function readHead(raw: string, text: string, head: Head, section: Section): Head | null {
  if (HEADER.test(text)) return { ...head, path: raw.search(/\bPath\b/) };
  const [, id, vrfId] = /^BGP table version is \d+, local router ID is (\S+?)(?:, vrf id (\d+))?$/.exec(text) ?? [];
  if (id !== undefined) {
    return { ...head, daemon: vrfId === undefined ? 'unknown' : ownerOf(section, 'frr'), bgpId: id };
  }
  const [, vrf] = /^BGP routing table information for VRF (\S+)$/.exec(text) ?? [];
  if (vrf !== undefined) return { ...head, daemon: 'arista', vrf };
  const [, router = head.bgpId, local] =
    /^(?:Router identifier (\S+), local AS number|Default local pref \d+, local AS) (\S+)$/.exec(text) ?? [];
  if (local !== undefined) return { ...head, bgpId: router, as: toAs(local) };
  return /^(?:Status codes|Origin codes|Nexthop codes|RPKI validation codes|AS Path Attributes)\b/.test(text)
    ? head
    : null;
}

interface Row {
  readonly flags: string;
  readonly network: string | null;
  readonly nextHop: string;
}

function readRow(text: string, waiting: Begun | null, known: string | null): Row | null {
  if (waiting?.nextHop !== undefined && waiting.nextHop !== null) {
    return /[ie?]$/.test(text) ? { flags: waiting.flags, network: known, nextHop: waiting.nextHop } : null;
  }
  const [, flags = '', printed, nextHop = '', rest = ''] = ROW.exec(text) ?? [];
  if ((!isAddress(nextHop) && nextHop !== '-') || !/(?:^|\s|\d)[ie?]$/.test(rest)) return null;
  const network = printed === undefined ? null : withLength(printed);
  if (printed !== undefined && network === null) return null;
  return { flags: waiting?.flags ?? flags, network, nextHop };
}

interface Begun {
  readonly flags: string;
  readonly network: string;
  readonly nextHop: string | null;
}

function readBegin(text: string, known: string | null): Begun | null {
  const [, flags = '', network = known, nextHop = null] = BEGIN.exec(text) ?? [];
  const isOne = text !== '' && network !== null && isPrefix(network) && (nextHop === null || isAddress(nextHop));
  return isOne && (nextHop !== null || network !== known) ? { flags, network, nextHop } : null;
}

/** Without a length it is that of the class of RFC 791. */
function withLength(text: string): string | null {
  if (text.includes('/')) return isPrefix(text) ? text : null;
  const first = Number(text.split('.', 1)[0]);
  const bits = text === '0.0.0.0' ? 0 : first < 128 ? 8 : first < 192 ? 16 : 24;
  return isPrefix(`${text}/${bits}`) ? `${text}/${bits}` : null;
}

function toRoute(
  { flags, nextHop }: Row,
  prefix: string,
  raw: string,
  head: Head,
  section: Section,
  at: number,
): BgpRoute {
  return toBgpRoute(
    {
      table: 'chosen-from',
      vrf: head.vrf,
      prefix,
      nextHops: [nextHop === '-' ? '0.0.0.0' : nextHop], // as Arista EOS writes its own
      asPath: pathOf(raw, head.path),
      isBest: flags.includes('>'),
      isMultipath: /[=mMeE]/.test(flags),
      isValid: flags.includes('*') || flags.includes('r'),
    },
    section,
    at,
  );
}

/** Numbers of other columns are no AS numbers: where the columns have moved, nobody can say. */
function pathOf(raw: string, column: number): string | null {
  if (column < 1 || raw.charAt(column - 1) !== ' ') return null;
  const [, path] = /^((?:[\d.{},()]+ )*)[ie?]$/.exec(raw.slice(column).trimEnd()) ?? [];
  return path === undefined ? null : path.trim();
}
