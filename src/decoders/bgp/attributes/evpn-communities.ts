/** EVPN's extended communities (RFC 7432 §7.5 to 7.8, and the documents named below). */
import type { ByteReader } from '../../../bytes/reader.ts';
import { decodeLabelField, labelOf } from '../nlri/labels.ts';
import { formatMac } from '../read-fields.ts';
import { administered2, administered4, administeredIpv4 } from './administered.ts';
import type { CommunityFields, CommunityKind } from './community-kind.ts';

export const EVPN_KINDS: Readonly<Record<number, CommunityKind>> = {
  0x06_00: { type: 'mac-mobility', decode: macMobility },
  0x06_01: { type: 'esi-label', decode: esiLabel },
  0x06_02: { type: 'es-import', decode: mac },
  0x06_03: { type: 'router-mac', decode: mac }, // RFC 9135 §8.1
  0x06_04: { type: 'layer2-attributes', decode: layer2Attributes },
  0x06_05: { type: 'e-tree', decode: eTree },
  0x06_06: { type: 'df-election', decode: dfElection },
  0x06_08: { type: 'arp-nd', decode: arpNd },
  0x06_09: { type: 'multicast-flags', decode: multicastFlags },
  0x06_0a: { type: 'evi-rt', decode: administered2 }, // RFC 9251 §9.5, as the next two
  0x06_0b: { type: 'evi-rt', decode: administeredIpv4 },
  0x06_0c: { type: 'evi-rt', decode: administered4 },
};

function mac(reader: ByteReader): CommunityFields {
  return { value: formatMac(reader.bytes(6, 'macAddress')) };
}

/** RFC 7432 §7.7. */
function macMobility(reader: ByteReader): CommunityFields {
  const sticky = (reader.u8('flags') & 1) !== 0;
  reader.u8('reserved');
  return { sequence: reader.u32('sequenceNumber'), sticky };
}

/** RFC 7432 §7.5. */
function esiLabel(reader: ByteReader): CommunityFields {
  const singleActive = (reader.u8('flags') & 1) !== 0;
  reader.u16('reserved');
  return { label: labelOf(decodeLabelField(reader)), singleActive };
}

/** RFC 8214 §3.1. */
function layer2Attributes(reader: ByteReader): CommunityFields {
  const controlFlags = reader.u16('controlFlags');
  const mtu = reader.u16('l2Mtu');
  reader.u16('reserved');
  return { controlFlags, mtu };
}

/** RFC 8317 §6.1. */
function eTree(reader: ByteReader): CommunityFields {
  const leaf = (reader.u8('flags') & 1) !== 0;
  reader.u16('reserved');
  return { leaf, label: labelOf(decodeLabelField(reader)) };
}

/** RFC 8584 §2.2. */
function dfElection(reader: ByteReader): CommunityFields {
  const algorithm = reader.u8('dfAlg') & 0x1f;
  const capabilities = reader.u16('bitmap');
  reader.bytes(3, 'reserved');
  return { algorithm, capabilities };
}

/** RFC 9047 §2. */
function arpNd(reader: ByteReader): CommunityFields {
  const flags = reader.u8('flags');
  reader.bytes(5, 'reserved');
  return { flags };
}

/** RFC 9251 §9.4. */
function multicastFlags(reader: ByteReader): CommunityFields {
  const flags = reader.u16('flags');
  reader.u32('reserved');
  return { flags };
}
