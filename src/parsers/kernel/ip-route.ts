import type { TextLine } from '../../model/finding.ts';
import type { IpFamily, NextHop, Route } from '../../model/kernel.ts';
import { type Gap, type Origin, type Read, familyOf, isAddress, toNumber, toPrefix } from './read.ts';

const TYPES = 'unicast|local|broadcast|anycast|multicast|blackhole|unreachable|prohibit|throw|nat|xresolve';
const TYPE: ReadonlySet<string> = new Set(TYPES.split('|'));
/** They drop or pass on packets themselves. */
const WITHOUT_NEXT_HOP: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit', 'throw']);

const STARTS = new RegExp(
  `^(?:(?:${TYPES}) +(?:default|[\\da-fA-F:.]{2,45}(?:/\\d{1,3})?)(?: |$)|` +
    '(?:default|[\\da-fA-F:.]{2,45}(?:/\\d{1,3})?) +' +
    '(?:via +(?:inet6? +)?[\\da-fA-F:.]+ +dev |dev \\S|proto |scope |nhid |table |metric |tos |encap |src |from ))',
);
const NEIGHBOUR = /(?:PERMANENT|NOARP|REACHABLE|STALE|NONE|INCOMPLETE|DELAY|PROBE|FAILED)(?: proxy)?$/;

/** Whether `line` (trimmed) is a route as `ip route` prints it. */
export const isRouteLine = (line: string): boolean =>
  (STARTS.test(line) && !NEIGHBOUR.test(line)) || line.startsWith('nexthop via ');

/** Most lines of a long table: nothing else prints them. */
export const isPlainRoute = (line: string): boolean => PLAIN.test(line);
const PLAIN =
  /^(?:[\da-f.:]{2,39}(?:\/\d{1,3})? (?:via [\da-f.:]+ dev |dev \S{1,16} scope |proto [a-z\d]{1,16} (?:metric|scope) )|nexthop via )/;

/** Words that one value follows, of no interest here. */
const SKIPPED: ReadonlySet<string> = new Set(
  'from pref error advmss window rtt rttvar ssthresh cwnd reordering hoplimit initcwnd initrwnd rto_min quickack congctl features realm realms age users used uid mark ttl-propagate fastopen_no_cookie iif as'.split(
    ' ',
  ),
);
const FLAGS: ReadonlySet<string> = new Set(
  'onlink linkdown dead pervasive offload trap notify unresolved rt_offload rt_trap rt_offload_failed offload_failed cache'.split(
    ' ',
  ),
);

/**
 * Reads what `ip route` prints, of any table and either family. A line that is not understood is left out, and with it the whole
 * route: half of its next hops would be a wrong one.
 * @param told by the command: the family of a default route that nothing else tells it of, and the table of `show table NAME`,
 * whose routes don't name it
 */
export function parseIpRoute(
  lines: readonly string[],
  origin: Origin,
  { family = null, table = null }: { readonly family?: IpFamily | null; readonly table?: string | null } = {},
): Read<Route> {
  const values: Route[] = [];
  const gaps: Gap[] = [];
  const fallback = family ?? familyOf(lines.find((line) => /^\s*(?:\w+ +)?[\da-fA-F:.]+\/\d/.test(line))?.trim() ?? '');
  const readWords = createWordReader();
  for (let index = 0; index < lines.length; index++) {
    const text = textOf(lines[index] ?? '');
    if (text === '' || text.startsWith('nh_info ')) continue;
    const at: TextLine = { source: origin.source, line: origin.line + index, text };
    const hops: NextHop[] = [];
    let broken: string | null = null;
    for (; isHop(lines[index + 1] ?? ''); index++) {
      const hop = readNextHop(textOf(lines[index + 1] ?? ''), readWords);
      if (hop === null) broken ??= 'a next hop of it is not understood';
      else if (hop !== 'none') hops.push(hop);
    }
    const route = broken ?? readRoute(at, { family: fallback, table }, hops, readWords);
    if (typeof route === 'string') gaps.push({ line: at.line, why: route });
    else values.push(route);
  }
  return { values, gaps };
}

function textOf(line: string): string {
  const text = line.trim();
  return text.includes('\t') ? text.replaceAll('\t', ' ') : text;
}

const isHop = (line: string): boolean => line.charCodeAt(0) <= SPACE && /^\s+n(?:exthop|h_info) /.test(line);
const SPACE = 0x20;

type ReadWords = (text: string) => Words | string;

/** Of many routes all but the destination is the same: it is read once. */
function createWordReader(): ReadWords {
  const known = new Map<string, Words | string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const words = toWords(text === '' ? [] : text.split(/\s+/));
    if (known.size < MOST_KNOWN) known.set(text, words);
    return words;
  };
}
const MOST_KNOWN = 1024;

function readNextHop(text: string, readWords: ReadWords): NextHop | 'none' | null {
  if (text.startsWith('nh_info ')) return 'none';
  const words = readWords(text.slice('nexthop '.length).trim());
  return typeof words === 'string' ? null : (words.nextHop ?? null);
}

/** The first word of `text`, and what follows it. */
function cut(text: string): readonly [string, string] {
  const end = text.indexOf(' ');
  return end === -1 ? [text, ''] : [text.slice(0, end), text.slice(end + 1).trimStart()];
}

/** A route whose next hops may stand on lines of their own; why it is not understood, if it is not. */
function readRoute(
  at: TextLine,
  told: { readonly family: IpFamily; readonly table: string | null },
  hops: readonly NextHop[],
  readWords: ReadWords,
): Route | string {
  const [first, afterFirst] = cut(at.text);
  const type = TYPE.has(first) ? first : null;
  const [target, rest] = type === null ? [first, afterFirst] : cut(afterFirst);
  const words = readWords(rest);
  if (typeof words === 'string') return words;
  const { nextHop } = words;
  const family = target === 'default' ? (words.family ?? told.family) : familyOf(target);
  const destination = toPrefix(target, family);
  if (destination === null) return `${target} is no destination`;
  const isDropped = type !== null && WITHOUT_NEXT_HOP.has(type);
  if (nextHop === null && hops.length === 0 && !isDropped) return 'a route without next hop';
  const isOwn = type === 'local' || type === 'broadcast' || type === 'anycast';
  return {
    family,
    type: type ?? 'unicast',
    destination,
    table: words.table ?? told.table ?? (isOwn ? 'local' : 'main'),
    protocol: words.protocol ?? 'boot',
    metric: words.metric ?? 0,
    scope: words.scope,
    source: words.source,
    tos: words.tos,
    nextHops: isDropped || nextHop === null ? hops : [nextHop, ...hops],
    nextHopId: words.nextHopId,
    flags: nextHop?.flags ?? [],
    mtu: words.mtu,
    expires: words.expires,
    at,
  };
}

interface Words {
  family: IpFamily | null;
  table: string | null;
  protocol: string | null;
  metric: number | null;
  scope: string | null;
  source: string | null;
  tos: string | null;
  nextHopId: number | null;
  mtu: number | null;
  expires: number | null;
  nextHop: NextHop | null;
}

/** The words of a route after its destination, or of a next hop: why they are not understood, if they are not. */
function toWords(tokens: readonly string[]): Words | string {
  const words: Words = {
    family: null,
    table: null,
    protocol: null,
    metric: null,
    scope: null,
    source: null,
    tos: null,
    nextHopId: null,
    mtu: null,
    expires: null,
    nextHop: null,
  };
  const flags: string[] = [];
  let via: string | null = null;
  let device: string | null = null;
  let weight = 1;
  let encapsulation: string | null = null;
  let at = 0;
  while (at < tokens.length) {
    const word = tokens[at] ?? '';
    if (FLAGS.has(word)) {
      flags.push(word);
      at += 1;
      continue;
    }
    const isVia = word === 'via' && /^inet6?$/.test(tokens[at + 1] ?? '');
    if (isVia || (word === 'mtu' && tokens[at + 1] === 'lock')) at += 1;
    const value = tokens[at + 1];
    if (value === undefined) return `it ends after ${word}`;
    at += 2;
    if (word === 'via') {
      if (!isAddress(value)) return `${value} is no address`;
      via = value;
      if (!isVia) words.family = familyOf(value);
    } else if (word === 'dev') device = value;
    else if (word === 'table') words.table = value;
    else if (word === 'proto') words.protocol = value;
    else if (word === 'scope') words.scope = value;
    else if (word === 'tos' || word === 'dsfield') words.tos = value;
    else if (word === 'src') {
      words.source = value;
      words.family ??= familyOf(value);
    } else if (word === 'encap') {
      encapsulation = value;
      at = endOfEncapsulation(tokens, at);
    } else if (word === 'expires') words.expires = toNumber(value.replace(/sec$/, ''));
    else if (word === 'metric' || word === 'nhid' || word === 'mtu' || word === 'weight') {
      const number = toNumber(value);
      if (number === null) return `${word} ${value} is no number`;
      if (word === 'metric') words.metric = number;
      else if (word === 'nhid') words.nextHopId = number;
      else if (word === 'mtu') words.mtu = number;
      else weight = number;
    } else if (!SKIPPED.has(word)) return `${word} is not understood`;
    if (word === 'pref') words.family ??= 'ipv6';
  }
  if (via !== null || device !== null) words.nextHop = { via, device, weight, flags, encapsulation };
  return words;
}

/** What it holds is different for each kind; a next hop or the protocol follows. */
function endOfEncapsulation(tokens: readonly string[], from: number): number {
  const end = tokens.findIndex((token, index) => index >= from && /^(?:via|dev|table|proto|scope)$/.test(token));
  return end === -1 ? tokens.length : end;
}
