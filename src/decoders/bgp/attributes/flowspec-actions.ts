/** Extended communities that say what becomes of a flow (RFC 8955 §7, RFC 8956 §6.1). */
import type { ByteReader } from '../../../bytes/reader.ts';
import { readIpv4 } from '../read-fields.ts';
import { administered2, administered4, administeredIpv4 } from './administered.ts';
import type { CommunityFields, CommunityKind } from './community-kind.ts';

export const FLOWSPEC_KINDS: Readonly<Record<number, CommunityKind>> = {
  0x01_0c: { type: 'redirect-to-ip', decode: redirectToIp },
  0x08_00: { type: 'redirect-to-next-hop', decode: redirectToNextHop },
  0x80_06: { type: 'traffic-rate-bytes', decode: rateBytes },
  0x80_07: { type: 'traffic-action', decode: action },
  0x80_08: { type: 'redirect', decode: administered2 },
  0x80_09: { type: 'traffic-marking', decode: marking },
  0x80_0c: { type: 'traffic-rate-packets', decode: ratePackets },
  0x81_08: { type: 'redirect', decode: administeredIpv4 },
  0x82_08: { type: 'redirect', decode: administered4 },
};

/** Bytes a second; 0 discards. */
function rateBytes(reader: ByteReader): CommunityFields {
  return { as: reader.u16('as'), bytesPerSecond: reader.f32('trafficRate') };
}

function ratePackets(reader: ByteReader): CommunityFields {
  return { as: reader.u16('as'), packetsPerSecond: reader.f32('trafficRate') };
}

/** Terminal Action (bit 47), by its name: where it is set, the rules after this one count too. */
function action(reader: ByteReader): CommunityFields {
  const flags = reader.bytes(6, 'trafficActionField')[5] ?? 0;
  return { terminalAction: (flags & 1) !== 0, sample: (flags & 2) !== 0 };
}

function marking(reader: ByteReader): CommunityFields {
  reader.bytes(5, 'reserved');
  return { value: reader.u8('dscp') & 0x3f };
}

/** draft-ietf-idr-flowspec-redirect-ip: a copy only, where the last bit is set. */
function redirectToIp(reader: ByteReader): CommunityFields {
  const value = readIpv4(reader, 'globalAdministrator');
  return { value, copy: (reader.u16('localAdministrator') & 1) !== 0 };
}

/** draft-simpson-idr-flowspec-redirect: to the route's own next hop. */
function redirectToNextHop(reader: ByteReader): CommunityFields {
  return { copy: ((reader.bytes(6, 'value')[5] ?? 0) & 1) !== 0 };
}
