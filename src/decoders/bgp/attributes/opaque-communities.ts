/** Extended communities whose value has a form of its own, EVPN's and flowspec's apart. */
import type { ByteReader } from '../../../bytes/reader.ts';
import { TUNNEL_TYPES } from '../registry/tunnels.ts';
import { unknownName } from '../registry/unknown.ts';
import { readIpv4 } from '../read-fields.ts';
import { administered2, administeredIpv4 } from './administered.ts';
import type { CommunityFields, CommunityKind } from './community-kind.ts';

export const OPAQUE_KINDS: Readonly<Record<number, CommunityKind>> = {
  0x03_01: { type: 'cost', decode: cost },
  0x03_06: { type: 'ospf-route-type', decode: ospfRouteType },
  0x03_0b: { type: 'color', decode: color },
  0x03_0c: { type: 'encapsulation', decode: encapsulation },
  0x03_0d: { type: 'default-gateway', decode: () => ({}) },
  0x43_00: { type: 'origin-validation-state', decode: originValidation },
  0x43_01: { type: 'cost', decode: cost },
  // As they were before RFC 4577 and RFC 4761 had code points of their own.
  0x80_00: { type: 'ospf-route-type', decode: ospfRouteType },
  0x80_01: { type: 'ospf-router-id', decode: administeredIpv4 },
  0x80_05: { type: 'ospf-domain-id', decode: administered2 },
  0x80_0a: { type: 'layer2-info', decode: layer2Info },
};

/** draft-retana-idr-bgp-custom-decision: where in the decision it counts, and how much. */
function cost(reader: ByteReader): CommunityFields {
  return { pointOfInsertion: reader.u8('pointOfInsertion'), id: reader.u8('communityId'), value: reader.u32('cost') };
}

/** RFC 4577 §4.2.6. */
function ospfRouteType(reader: ByteReader): CommunityFields {
  const area = readIpv4(reader, 'areaNumber');
  return { area, routeType: reader.u8('routeType'), options: reader.u8('options') };
}

/** RFC 9012 §4.3. */
function color(reader: ByteReader): CommunityFields {
  return { flags: reader.u16('flags'), value: reader.u32('colorValue') };
}

/** RFC 9012 §4.1. */
function encapsulation(reader: ByteReader): CommunityFields {
  reader.u32('reserved');
  const tunnelType = reader.u16('tunnelType');
  return { tunnelType, value: TUNNEL_TYPES[tunnelType] ?? unknownName(tunnelType) };
}

const VALIDATION_STATES: readonly string[] = ['valid', 'not-found', 'invalid'];

/** RFC 8097 §2. */
function originValidation(reader: ByteReader): CommunityFields {
  reader.bytes(5, 'reserved');
  const state = reader.u8('validationState');
  return { value: VALIDATION_STATES[state] ?? unknownName(state) };
}

/** RFC 4761 §3.2.4. */
function layer2Info(reader: ByteReader): CommunityFields {
  const encapsType = reader.u8('encapsType');
  const controlFlags = reader.u8('controlFlags');
  return { encapsType, controlFlags, mtu: reader.u16('layer2Mtu'), preference: reader.u16('preference') };
}
