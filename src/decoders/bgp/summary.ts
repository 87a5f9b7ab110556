/** A message in one line, for people. Texts that a peer chose stand in it as they are: who prints it escapes them. */
import type { Capability } from '../../model/session.ts';
import { familyName, familyNameOf } from './families.ts';
import type {
  BgpMessage,
  BgpNotification,
  BgpOpen,
  BgpRouteRefresh,
  BgpUpdate,
  DecodeContext,
  MessageFault,
  MpReach,
  MpUnreach,
} from './message.ts';
import { AttributeType } from './registry/attributes.ts';

/** `OPEN AS 64512, hold time 90 s, …`, `NOTIFICATION 2/4 OPEN Message Error / …`; what breaks the format stands at the end. */
export function messageSummary(message: BgpMessage): string {
  const body = bodySummary(message);
  return [body === '' ? message.type : `${message.type} ${body}`, ...faults(message)].join(', ');
}

/** The same without the type. */
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
      return updateSummary(message.update);
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

function updateSummary({ withdrawn, attributes, nlri, endOfRib }: BgpUpdate): string {
  if (endOfRib !== undefined) return `End-of-RIB ${familyNameOf(endOfRib)}`;
  const parts: string[] = [];
  if (nlri.length > 0) parts.push(`${nlri.length} announced`);
  if (withdrawn.length > 0) parts.push(`${withdrawn.length} withdrawn`);
  for (const { type, value } of attributes) {
    if (type === AttributeType.MP_REACH_NLRI && isMpReach(value)) {
      parts.push(`${someOf(value.nlri)} announced in ${familyName(value.afi, value.safi)}`);
    } else if (type === AttributeType.MP_UNREACH_NLRI && isMpUnreach(value)) {
      parts.push(`${someOf(value.withdrawn)} withdrawn in ${familyName(value.afi, value.safi)}`);
    }
  }
  return parts.length > 0 ? parts.join(', ') : 'nothing announced or withdrawn';
}

/** How many; not known where NLRI are kept raw. */
function someOf(nlri: MpReach['nlri']): string {
  return nlri.some((one) => 'kind' in one && one.kind === 'raw') ? 'routes' : String(nlri.length);
}

const isMpReach = (value: unknown): value is MpReach => typeof value === 'object' && value !== null && 'nlri' in value;
const isMpUnreach = (value: unknown): value is MpUnreach =>
  typeof value === 'object' && value !== null && 'withdrawn' in value;

function faultSummary({ offset, reason, treatment }: MessageFault): string {
  return `malformed at octet ${offset}: ${reason}${treatment === null ? '' : ` (${treatment})`}`;
}

function counted(n: number, one: string, more: string): string {
  return `${n} ${n === 1 ? one : more}`;
}
