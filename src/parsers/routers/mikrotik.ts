/** `/routing/bgp/session print` of RouterOS 7. */
import type { PeerStatus, Reason } from '../../model/peer-status.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { notificationReason } from '../notification-words.ts';
import { counts, toFamily, toPeerStatus } from '../peer.ts';
import { forDuration, toAs, toCount } from '../values.ts';

export const mikrotikSession: TextFormat = {
  name: '/routing/bgp/session print',
  starts: (line) => /^Flags: (?=.{0,80}\bE - established)/i.test(line) || ENTRY.test(line),
  parse,
};

const ENTRY = /^(?:\d+ +)?(?:([A-Z]{1,3}) +)?name="([^"]{1,128})"(?: instance=\S+)?(?= remote\.address=|\s*$)/;
const PROPERTY = /(?:^|\s)([a-z][a-z-]{0,30})?(?:(\.)([a-z][a-z-]{0,30}))?=("[^"]{0,200}"|\S{0,300})/g;

function parse(section: Section): Output {
  const entries: { readonly at: number; readonly flags: string; readonly name: string; lines: string[] }[] = [];
  for (const [at, raw] of section.lines.entries()) {
    const text = raw.trim();
    const [, flags = '', name] = ENTRY.exec(text) ?? [];
    if (name !== undefined) entries.push({ at, flags, name, lines: [] });
    entries.at(-1)?.lines.push(text);
  }
  return { peers: entries.map(({ at, flags, name, lines }) => toPeer(at, flags, name, propertiesOf(lines), section)) };
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
  at: number,
  flags: string,
  name: string,
  properties: ReadonlyMap<string, string>,
  section: Section,
): PeerStatus {
  const of = (key: string): string | undefined => properties.get(key);
  const isUp = flags.includes('E');
  const families = (of('remote.afi') ?? '').split(',').filter((family) => family !== '');
  const total = toCount(of('prefix-count'));
  return toPeerStatus(
    {
      daemon: 'mikrotik',
      local: { address: of('local.address') ?? null, as: toAs(of('local.as')), bgpId: of('local.id') ?? null },
      address: of('remote.address')?.replace(/%.*/, '') ?? null,
      name,
      as: toAs(of('remote.as')),
      bgpId: of('remote.id') ?? null,
      state: isUp ? 'Established' : null,
      established: isUp,
      printed: isUp ? 'E' : 'not established',
      since: forDuration(of('uptime')),
      prefixes:
        total === null ? [] : [counts(families.length === 1 ? familyOf(families[0] ?? '') : null, total, null, null)],
      reason: isUp ? null : toReason(of('input.last-notification') ?? of('output.last-notification')),
    },
    section,
    at,
  );
}

const familyOf = (afi: string): string => (afi === 'ip' ? 'ipv4-unicast' : toFamily(afi));

/** The message in hexadecimal, marker and all; which side sent it the manual does not say. */
function toReason(message: string | undefined): Reason | null {
  const [, code, subcode] = /^f{32}[\da-f]{4}03([\da-f]{2})([\da-f]{2})/i.exec(message ?? '') ?? [];
  if (code === undefined || subcode === undefined) return null;
  const name = `${Number.parseInt(code, 16)}/${Number.parseInt(subcode, 16)}`;
  return notificationReason(`last NOTIFICATION ${name}`, null, name);
}
