/** A message in one line, for people. Texts that a peer chose stand in it as they are: who prints it escapes them. */
import type { Capability } from '../../model/session.ts';
import {
  describeAttribute,
  describeCommunity,
  describePath,
  isMpReach,
  isMpUnreach,
  isPath,
} from './describe/attribute.ts';
import { describeNlri } from './describe/nlri.ts';
import { familyName, familyNameOf } from './families.ts';
import type { MessageFault } from './fault.ts';
import type {
  BgpMessage,
  BgpNotification,
  BgpOpen,
  BgpRouteRefresh,
  BgpUpdate,
  DecodeContext,
  MpNlri,
  MpReach,
  MpUnreach,
  PathAttribute,
} from './message.ts';
import { Safi } from './registry/address-families.ts';
import { AttributeType } from './registry/attributes.ts';
import { addressBits } from './scan-nlri.ts';

/** `OPEN AS 64512, hold time 90 s, …`, `NOTIFICATION 2/4 OPEN Message Error / …`; what breaks the format stands at the end. */
export function messageSummary(message: BgpMessage): string {
  return `${message.type} ${messageDetails(message)}`.trimEnd();
}

/** `AS 64512, hold time 90 s, …`, `2/4 OPEN Message Error / …`, without its type; what breaks the format stands at the end. */
export function messageDetails(message: BgpMessage): string {
  return [bodySummary(message), ...faults(message)].filter((part) => part !== '').join(', ');
}

/** `inferred without OPENs: AS numbers of 4 octets, path identifiers in ipv4-unicast`. */
export function inferredSummary({ fourOctetAs, addPath }: DecodeContext): string {
  const families = [...addPath].map(familyNameOf);
  const pathIds = families.length === 0 ? 'no path identifiers' : `path identifiers in ${families.join(', ')}`;
  return `inferred without OPENs: AS numbers of ${fourOctetAs ? 4 : 2} octets, ${pathIds}`;
}

const faults = ({ fault }: BgpMessage): string[] => (fault === null ? [] : [faultSummary(fault)]);

function bodySummary(message: BgpMessage): string {
  switch (message.type) {
    case 'OPEN':
      return message.open === null ? '' : openSummary(message.open);
    case 'UPDATE':
      return updateSummary(message.update, message.fault !== null);
    case 'NOTIFICATION':
      return message.notification === null ? '' : notificationSummary(message.notification);
    case 'KEEPALIVE':
      return '';
    case 'ROUTE-REFRESH':
      return message.routeRefresh === null ? '' : routeRefreshSummary(message.routeRefresh);
    case 'UNKNOWN':
      return `type ${message.typeCode}`;
  }
}

function openSummary({ version, as, holdTime, bgpId, capabilities }: BgpOpen): string {
  const about = `AS ${as}, hold time ${holdTime} s, id ${bgpId}`;
  return `${version === 4 ? '' : `version ${version}, `}${about}, ${capabilitiesSummary(capabilities)}`;
}

function capabilitiesSummary(capabilities: readonly Capability[]): string {
  if (capabilities.length === 0) return 'no capabilities';
  const names = capabilities.map(({ name, ...fields }) =>
    typeof fields['family'] === 'string' ? `${name} ${fields['family']}` : name,
  );
  return `${counted(capabilities.length, 'capability', 'capabilities')}: ${names.join(', ')}`;
}

function notificationSummary({ code, subcode, name, shutdownText, detail }: BgpNotification): string {
  const { wrapped } = detail;
  const hard = wrapped === undefined ? '' : ` (${wrapped.code}/${wrapped.subcode} ${wrapped.name})`;
  return `${code}/${subcode} ${name}${hard}${shutdownText === null ? '' : `: “${shutdownText}”`}`;
}

function routeRefreshSummary({ afi, safi, subtype }: BgpRouteRefresh): string {
  const purposes: Readonly<Record<number, string>> = { 0: '', 1: ', begin', 2: ', end' };
  return `${familyName(afi, safi)}${purposes[subtype] ?? `, subtype ${subtype}`}`;
}

/** What is announced and where it goes, the path and the communities, then what is withdrawn: the first few of each. */
function updateSummary({ withdrawn, attributes, nlri, endOfRib, asPath }: BgpUpdate, isBroken: boolean): string {
  if (endOfRib !== undefined) return `End-of-RIB ${familyNameOf(endOfRib)}`;
  const announces: string[] = nlri.length > 0 ? [some(nlri, PREFIXES, describeRoute)] : [];
  const withdraws: string[] = withdrawn.length > 0 ? [some(withdrawn, PREFIXES, describeRoute)] : [];
  const nextHops: string[] = [];
  const about: string[] = [];
  for (const attribute of attributes) {
    const { type, value } = attribute;
    if (type === AttributeType.MP_REACH_NLRI && isMpReach(value)) {
      if (value.nlri.length > 0) announces.push(`${familyPrefix(value)}${some(value.nlri, PREFIXES, describeRoute)}`);
      nextHops.push(...value.nextHop);
    } else if (type === AttributeType.MP_UNREACH_NLRI && isMpUnreach(value)) {
      if (value.withdrawn.length > 0)
        withdraws.push(`${familyPrefix(value)}${some(value.withdrawn, PREFIXES, describeRoute)}`);
    } else if (type === AttributeType.NEXT_HOP && nlri.length > 0) {
      nextHops.push(describeAttribute(attribute));
    } else {
      const text = brief(attribute, asPath);
      if (text !== null) about.push(text);
    }
  }
  const parts = [
    ...announces.map((text) => `announces ${text}`),
    ...(nextHops.length > 0 ? [`next hop ${nextHops.join(' ')}`] : []),
    ...about,
    ...withdraws.map((text) => `withdraws ${text}`),
  ];
  if (announces.length + withdraws.length === 0 && !isBroken) parts.unshift('no routes');
  return parts.join(', ');
}

/** No more than a line can hold; of what is kept raw only how much it is. */
function describeRoute(nlri: MpNlri): string {
  if ('kind' in nlri && nlri.kind === 'raw' && typeof nlri.value === 'string') return `${nlri.value.length / 2} octets`;
  const text = briefNlri(nlri);
  if (text.length <= ROUTE_LENGTH) return text;
  const shown = text.slice(0, ROUTE_LENGTH);
  return `${shown}…${shown.includes('(') ? ')' : ''}`;
}

/** What tells one route of its family from another; `-v` has the rest. */
function briefNlri(nlri: MpNlri): string {
  if (!('kind' in nlri)) return describeNlri(nlri);
  switch (nlri.kind) {
    case 'flowspec':
      return [nlri.rd, nlri.rule].filter((part) => part !== undefined).join(' ');
    case 'evpn':
      return [`[${nlri.name}]`, nlri.rd, nlri.mac, nlri.ip, nlri.prefix, nlri.originatingRouterIp]
        .filter((part) => part !== undefined && part !== null)
        .join(' ');
    case 'mup':
    case 'mcast-vpn':
    case 'link-state': {
      const codes = new Set(['kind', 'name', 'type', 'routeType', 'architectureType']);
      return `[${nlri.name}] ${describeNlri(Object.fromEntries(Object.entries(nlri).filter(([key]) => !codes.has(key))))}`;
    }
    default:
      return describeNlri(nlri);
  }
}

const ROUTE_LENGTH = 100;
const PREFIXES = 3;
const COMMUNITIES = 4;
const AS_NUMBERS = 12;

/** What people look for in a line: the path, what decides between paths, communities. */
function brief(attribute: PathAttribute, asPath: BgpUpdate['asPath']): string | null {
  const { type, value } = attribute;
  switch (type) {
    case AttributeType.AS_PATH:
      return isPath(value)
        ? `path ${shorten(describePath(asPath ?? value).split(' ')) || 'empty'}`
        : 'path not readable';
    case AttributeType.MULTI_EXIT_DISC:
      return `MED ${describeAttribute(attribute)}`;
    case AttributeType.LOCAL_PREF:
      return `local pref ${describeAttribute(attribute)}`;
    case AttributeType.COMMUNITIES:
    case AttributeType.LARGE_COMMUNITY:
    case AttributeType.EXTENDED_COMMUNITIES:
      if (!Array.isArray(value) || value.length === 0) return null;
      return `${COMMUNITY_NAMES[type]} ${some(value, COMMUNITIES, describeCommunity)}`;
    default:
      return null;
  }
}

const COMMUNITY_NAMES = {
  [AttributeType.COMMUNITIES]: 'communities',
  [AttributeType.LARGE_COMMUNITY]: 'large communities',
  [AttributeType.EXTENDED_COMMUNITIES]: 'extended communities',
} as const;

/** The first AS numbers and the last: the neighbour and the origin. */
function shorten(path: readonly string[]): string {
  if (path.length <= AS_NUMBERS) return path.join(' ');
  const hidden = path.length - AS_NUMBERS;
  return [...path.slice(0, AS_NUMBERS - 1), `… ${hidden} more …`, ...path.slice(-1)].join(' ');
}

/** `10.0.0.0/8 10.1.0.0/16 10.2.0.0/16 and 4 more`. */
function some<T>(all: readonly T[], most: number, describe: (one: T) => string): string {
  const shown = all.slice(0, most).map(describe).join(' ');
  return all.length <= most ? shown : `${shown} and ${all.length - most} more`;
}

/** A family that its prefixes don't show. */
function familyPrefix({ afi, safi }: MpReach | MpUnreach): string {
  return addressBits(afi, safi) > 0 && safi === Safi.UNICAST ? '' : `${familyName(afi, safi)} `;
}

function faultSummary({ offset, reason, treatment }: MessageFault): string {
  return `malformed at octet ${offset}: ${reason}${treatment === null ? '' : ` (${treatment})`}`;
}

function counted(n: number, one: string, more: string): string {
  return `${n} ${n === 1 ? one : more}`;
}
