/** A path attribute's value as text. */
import { familyName } from '../families.ts';
import type { AsPathSegment, MpReach, MpUnreach, PathAttribute } from '../message.ts';
import { AttributeType } from '../registry/attributes.ts';
import { communityName } from '../registry/communities.ts';
import { describeNlri } from './nlri.ts';
import { describeFields, describeValue } from './value.ts';

/** The whole value. One that was kept raw is its hex. */
export function describeAttribute({ type, value }: PathAttribute): string {
  switch (type) {
    case AttributeType.AS_PATH:
    case AttributeType.AS4_PATH:
      return isPath(value) ? describePath(value) || 'empty' : describeValue(value);
    case AttributeType.COMMUNITIES:
    case AttributeType.LARGE_COMMUNITY:
    case AttributeType.EXTENDED_COMMUNITIES:
    case AttributeType.IPV6_EXTENDED_COMMUNITIES:
      return Array.isArray(value) ? value.map(describeCommunity).join(' ') : describeValue(value);
    case AttributeType.AGGREGATOR:
    case AttributeType.AS4_AGGREGATOR:
      return describeValue(value).replace(/^as /, 'AS ');
    case AttributeType.MP_REACH_NLRI:
      return isMpReach(value) ? describeReach(value) : describeValue(value);
    case AttributeType.MP_UNREACH_NLRI:
      return isMpUnreach(value) ? describeUnreach(value) : describeValue(value);
    default:
      return describeValue(value);
  }
}

/** `64512 64513 {1 2} (65001) [65002 65003]`: sets in braces, confederations in round and square brackets (RFC 5065 §3). */
export function describePath(segments: readonly AsPathSegment[]): string {
  return segments
    .map(({ type, asns }) => {
      const [open, close] = BRACKETS[type];
      return `${open}${asns.join(' ')}${close}`;
    })
    .join(' ');
}

const BRACKETS: Readonly<Record<AsPathSegment['type'], readonly [string, string]>> = {
  AS_SEQUENCE: ['', ''],
  AS_SET: ['{', '}'],
  AS_CONFED_SEQUENCE: ['(', ')'],
  AS_CONFED_SET: ['[', ']'],
};

/** `64512:100`, `NO_EXPORT`, `1:2:3`, `route-target:64512:100`: as `--community` takes it. */
export function describeCommunity(community: unknown): string {
  if (typeof community === 'string') return communityName(community) ?? community;
  if (typeof community !== 'object' || community === null) return describeValue(community);
  const { type, transitive: _, value, ...fields }: Record<string, unknown> = { ...community };
  const rest = describeFields(Object.entries(fields));
  return [[type, value].filter((part) => part !== undefined).join(':'), ...(rest === '' ? [] : [`(${rest})`])].join(
    ' ',
  );
}

function describeReach({ afi, safi, nextHop, nlri, ...rest }: MpReach): string {
  const more = describeFields(Object.entries(rest));
  return [
    familyName(afi, safi),
    ...(nextHop.length === 0 ? [] : [`next hop ${nextHop.join(' ')}`]),
    ...(more === '' ? [] : [more]),
    nlri.length === 0 ? 'nothing' : nlri.map(describeNlri).join(', '),
  ].join('; ');
}

function describeUnreach({ afi, safi, withdrawn }: MpUnreach): string {
  return `${familyName(afi, safi)}; ${withdrawn.length === 0 ? 'nothing' : withdrawn.map(describeNlri).join(', ')}`;
}

export const isPath = (value: unknown): value is readonly AsPathSegment[] => Array.isArray(value);
export const isMpReach = (value: unknown): value is MpReach =>
  typeof value === 'object' && value !== null && 'nlri' in value;
export const isMpUnreach = (value: unknown): value is MpUnreach =>
  typeof value === 'object' && value !== null && 'withdrawn' in value;
