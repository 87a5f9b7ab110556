/** `/routing/bgp/session print` of RouterOS 7, `/routing bgp peer print`, with `status` or without, of RouterOS 6. */
import { type PeerStatus, type Reason, ReasonKind } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { ADMIN_DOWN } from '../frr/reset-words.ts';
import { notificationReason } from '../notification-words.ts';
import { counts, passive, toFamily, toPeerStatus } from '../peer.ts';
import { forDuration, toAs, toCount, toState } from '../values.ts';

export const mikrotikSession: TextFormat = {
  name: '/routing/bgp/session print',
  starts: (line) => /^Flags: (?=.{0,80}\bE - established)/i.test(line) || TABLE.test(line) || ENTRY.test(line),
  parse,
};

const ENTRY =
  /^(?:(?:\d+ +)?(?:([A-Z]{1,3}) +)?name="([^"]{1,128})"(?: instance=\S+)?(?= remote[.-]address=|\s*$)|\d+ +(?:([A-Z]{1,3}) +)?(?=remote\.address=))/;
const TABLE = /^# +INSTANCE +REMOTE-ADDRESS +REMOTE-AS$/;
const TABLE_ROW = /^\d+ +(?:([A-Z]{1,3}) +)?\S{1,128} +([\da-fA-F.:]{2,45}) +(\d{1,10})$/;
const PROPERTY = /(?:^|\s)([a-z][a-z-]{0,30})?(?:(\.)([a-z][a-z-]{0,30}))?=("[^"]{0,200}"|\S{0,300})/g;

function parse(section: Section): Output {
  const entries: Entry[] = [];
  let isTable = false;
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    isTable ||= TABLE.test(text);
    const [row, mark = '', address, as] = (isTable ? TABLE_ROW.exec(text) : null) ?? [];
    if (row !== undefined) {
      entries.push({ at, flags: mark, name: null, lines: [`remote-address=${address ?? ''} remote-as=${as ?? ''}`] });
      continue;
    }
    const [entry, ofNamed, name = null, ofOther] = ENTRY.exec(text) ?? [];
    if (entry !== undefined) entries.push({ at, flags: ofNamed ?? ofOther ?? '', name, lines: [] });
    entries.at(-1)?.lines.push(text);
  }
  return { peers: entries.map((entry) => toPeer(entry, propertiesOf(entry.lines), section)) };
}

interface Entry {
  readonly at: number;
  readonly flags: string;
  readonly name: string | null;
  readonly lines: string[];
}

/** `remote.address=10.0.0.1 .as=65001`: a name that begins with a dot belongs to the group before it. */
function propertiesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  let group = '';
  for (const line of lines) {
    for (const [, first, dot, last = '', value = ''] of line.matchAll(PROPERTY)) {
      if (dot !== undefined) group = first ?? group;
      properties.set(dot === undefined ? (first ?? '') : `${group}.${last}`, value.replaceAll('"', ''));
    }
  }
  return properties;
}

function toPeer(
  { at, flags, name, lines }: Entry,
  properties: ReadonlyMap<string, string>,
  section: Section,
): PeerStatus {
  // RouterOS 6 joins by a hyphen, and knows the state.
  const of = (key: string): string | undefined => properties.get(key) ?? properties.get(key.replace('.', '-'));
  const isUp = flags.includes('E');
  const state = toState(of('state') ?? '');
  const families = (of('remote.afi') ?? of('address-families') ?? '').split(',').filter((family) => family !== '');
  const total = toCount(of('prefix-count'));
  return toPeerStatus(
    {
      daemon: 'mikrotik',
      local: { address: of('local.address') ?? null, as: toAs(of('local.as')), bgpId: of('local.id') ?? null },
      address: of('remote.address')?.replace(/%.*/, '') ?? null,
      name,
      as: toAs(of('remote.as')),
      bgpId: of('remote.id') ?? null,
      state: isUp ? 'Established' : state === 'Established' ? null : state,
      established: isUp,
      printed: isUp ? 'E' : (of('state') ?? (flags.includes('X') ? 'X' : 'not established')),
      since: forDuration(of('uptime')),
      prefixes:
        total === null ? [] : [counts(families.length === 1 ? familyOf(families[0] ?? '') : null, total, null, null)],
      reason: isUp ? toLimit(lines) : toReason(flags, of),
    },
    section,
    at,
  );
}

/** A word alone, behind the role of the session. */
const toLimit = (lines: readonly string[]): Reason | null =>
  lines.some((line) => /(?:^|\s)limit-exceeded(?:\s|$)/.test(line)) ? LIMIT : null;

const LIMIT: Reason = {
  text: 'limit-exceeded',
  kind: ReasonKind.Local,
  code: '6/1',
  means: 'more prefixes came than the configured maximum',
};

function toReason(flags: string, of: (key: string) => string | undefined): Reason | null {
  if (flags.includes('X')) return ADMIN_DOWN;
  const last = toNotification(of('input.last-notification') ?? of('output.last-notification'));
  return last ?? (of('passive') === 'yes' ? passive('passive=yes') : null);
}

const familyOf = (afi: string): string => (afi === 'ip' ? 'ipv4-unicast' : toFamily(afi));

/** The message in hexadecimal, marker and all; which side sent it the manual does not say. */
function toNotification(message: string | undefined): Reason | null {
  const [, code, subcode] = /^f{32}[\da-f]{4}03([\da-f]{2})([\da-f]{2})/i.exec(message ?? '') ?? [];
  if (code === undefined || subcode === undefined) return null;
  const name = `${Number.parseInt(code, 16)}/${Number.parseInt(subcode, 16)}`;
  return notificationReason(`last NOTIFICATION ${name}`, null, name);
}
