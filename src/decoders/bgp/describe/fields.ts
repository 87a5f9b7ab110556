/** Every field of a message, as people read it. */
import type { Field } from '../../../model/field.ts';
import type { Capability } from '../../../model/session.ts';
import { familyName, familyNameOf } from '../families.ts';
import { toHex } from '../hex.ts';
import type { MessageFault } from '../fault.ts';
import type { BgpMessage, BgpNotification, BgpOpen, BgpRouteRefresh, BgpUpdate, PathAttribute } from '../message.ts';
import { flagsName } from '../registry/attributes.ts';
import { notificationName } from '../registry/notifications.ts';
import { describeAttribute, describePath } from './attribute.ts';
import { describeNlri } from './nlri.ts';
import { describeFields, spaced } from './value.ts';

/** In the order of the wire: length, then the fields of its type, and at last what breaks the format. */
export function messageFields(message: BgpMessage): readonly Field[] {
  const { length, fault } = message;
  return [
    { name: 'length', text: `${length} octets` },
    ...bodyFields(message),
    ...(fault === null ? [] : faultFields(fault)),
  ];
}

function bodyFields(message: BgpMessage): readonly Field[] {
  switch (message.type) {
    case 'OPEN':
      return message.open === null ? [] : openFields(message.open);
    case 'UPDATE':
      return updateFields(message.update);
    case 'NOTIFICATION':
      return message.notification === null ? [] : notificationFields(message.notification);
    case 'KEEPALIVE':
      return [];
    case 'ROUTE-REFRESH':
      return message.routeRefresh === null ? [] : routeRefreshFields(message.routeRefresh);
    case 'UNKNOWN':
      return [{ name: 'type', text: String(message.typeCode) }];
  }
}

function openFields(open: BgpOpen): readonly Field[] {
  const { version, myAs, as, holdTime, bgpId, capabilities, otherParameters } = open;
  return [
    { name: 'version', text: String(version) },
    { name: 'AS', text: as === myAs ? String(as) : `${as} (My Autonomous System ${myAs})` },
    { name: 'hold time', text: `${holdTime} s` },
    { name: 'identifier', text: bgpId },
    ...(capabilities.length === 0 ? [{ name: 'capabilities', text: 'none' }] : capabilities.map(capabilityField)),
    ...otherParameters.map((type) => ({ name: 'parameter', text: `type ${type}` })),
  ];
}

function capabilityField({ code, name, family, afi, safi, ...fields }: Capability): Field {
  const known =
    family === undefined
      ? ([
          ['afi', afi],
          ['safi', safi],
        ] as const)
      : [];
  const rest = describeFields([
    ...known,
    ...Object.entries(fields).map(([key, value]) => [key, withFamilies(value)] as const),
  ]);
  const about = typeof family === 'string' ? `${name} ${family}` : name;
  const text = rest === '' ? about : `${about}: ${rest}`;
  return { name: 'capability', remark: String(code), text };
}

/** `{afi: 1, safi: 1, limit: 5}` as `{family: 'ipv4-unicast', limit: 5}`. */
function withFamilies(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFamilies);
  if (typeof value !== 'object' || value === null) return value;
  const { afi, safi, ...rest }: Record<string, unknown> = { ...value };
  if (typeof afi !== 'number' || typeof safi !== 'number') return value;
  return { [familyName(afi, safi)]: true, ...rest };
}

function updateFields({ withdrawn, attributes, nlri, endOfRib, asPath, aggregator }: BgpUpdate): readonly Field[] {
  return [
    ...(endOfRib === undefined ? [] : [{ name: 'End-of-RIB', text: familyNameOf(endOfRib) }]),
    ...(withdrawn.length === 0 ? [] : [{ name: 'withdrawn', text: withdrawn.map(describeNlri).join(', ') }]),
    ...attributes.map(attributeField),
    ...(asPath === undefined ? [] : [{ name: 'path, all 4-octet', text: describePath(asPath) }]),
    ...(aggregator === undefined
      ? []
      : [{ name: 'aggregator', text: `AS ${aggregator.as}, address ${aggregator.address}` }]),
    ...(nlri.length === 0 ? [] : [{ name: 'announced', text: nlri.map(describeNlri).join(', ') }]),
  ];
}

export function attributeField(attribute: PathAttribute): Field {
  return { name: attribute.name, remark: flagsName(attribute.flags), text: describeAttribute(attribute) };
}

function notificationFields({ code, subcode, name, data, shutdownText, detail }: BgpNotification): readonly Field[] {
  const { wrapped, capabilities, ...details } = detail;
  return [
    { name: 'error', remark: `${code}/${subcode}`, text: name },
    ...(wrapped === undefined
      ? []
      : [{ name: 'stands for', remark: `${wrapped.code}/${wrapped.subcode}`, text: wrapped.name }]),
    ...(shutdownText === null ? [] : [{ name: 'text', text: `“${shutdownText}”` }]),
    ...(capabilities ?? []).map(capabilityField),
    ...Object.entries(details).map(([key, value]) => ({ name: spaced(key), text: String(value) })),
    ...(data.length === 0 ? [] : [{ name: 'data', text: toHex(data) }]),
  ];
}

function routeRefreshFields({ afi, safi, subtype, orf }: BgpRouteRefresh): readonly Field[] {
  const purposes: Readonly<Record<number, string>> = { 0: 'request', 1: 'begin', 2: 'end' };
  return [
    { name: 'family', text: familyName(afi, safi) },
    { name: 'subtype', text: `${subtype} ${purposes[subtype] ?? 'unknown'}` },
    ...(orf === undefined ? [] : [{ name: 'filters', text: orf }]),
  ];
}

function faultFields({ offset, reason, treatment, answer: { code, subcode } }: MessageFault): readonly Field[] {
  return [
    { name: 'malformed', text: `at octet ${offset}: ${reason}`, fault: true },
    ...(treatment === null ? [] : [{ name: 'treatment', text: `${treatment} (RFC 7606)` }]),
    { name: 'answer', remark: `${code}/${subcode}`, text: `NOTIFICATION ${notificationName(code, subcode)}` },
  ];
}
