/** TLVs of the BGP-LS Attribute, by type, but for those of segment routing: RFC 9552 §5.3, RFC 8571 §2. */
import type { ByteReader } from '../../../bytes/reader.ts';
import { decodeRaw, type ValueDecoder } from '../tlv.ts';
import { flagNames, readAll, readIpv4, readIpv6, readNumber, readText } from '../read-fields.ts';

export const ATTRIBUTE_VALUES: Readonly<Record<number, ValueDecoder>> = {
  263: (reader) => readAll(reader, () => reader.u16('mtId') & 0x0fff),
  266: maximumSidDepths,
  267: maximumSidDepths,
  1024: (reader) => flagNames(reader.u8('nodeFlags'), ['overload', 'attached', 'external', 'abr', 'router', 'v6']),
  1026: (reader) => readText(reader, 'nodeName'),
  1027: decodeRaw,
  1028: (reader) => readIpv4(reader, 'routerId'),
  1029: (reader) => readIpv6(reader, 'routerId'),
  1030: (reader) => readIpv4(reader, 'routerId'),
  1031: (reader) => readIpv6(reader, 'routerId'),
  1032: (reader) => readAll(reader, () => reader.u32('discriminator')),
  1088: (reader) => reader.u32('administrativeGroup'),
  1089: bandwidth,
  1090: bandwidth,
  1091: (reader) => Array.from({ length: 8 }, () => bandwidth(reader)),
  1092: wholeNumber,
  1093: (reader) => flagNames(reader.u16('linkProtection') >> 8, PROTECTIONS),
  1094: (reader) => flagNames(reader.u8('mplsProtocolMask'), ['LDP', 'RSVP-TE']),
  1095: wholeNumber,
  1096: (reader) => readAll(reader, () => reader.u32('srlg')),
  1098: (reader) => readText(reader, 'linkName'),
  1114: delay,
  1115: (reader) => ({ ...anomaly(reader), min: microseconds(reader), max: reader.u32('max') & MAX_24 }),
  1116: (reader) => reader.u32('delayVariation') & MAX_24,
  1117: (reader) => ({ ...anomaly(reader), loss: readNumber(reader, 3, 'loss') }),
  1118: bandwidth,
  1119: bandwidth,
  1120: bandwidth,
  1152: (reader) => flagNames(reader.u8('igpFlags'), ['down', 'no-unicast', 'local-address', 'propagate-nssa']),
  1153: (reader) => readAll(reader, () => reader.u32('tag')),
  1154: (reader) => readAll(reader, () => decodeRaw(reader.sub(8, 'extendedTag'))),
  1155: (reader) => reader.u32('prefixMetric'),
  1156: forwardingAddress,
  1171: forwardingAddress,
  1173: (reader) => readAll(reader, () => reader.u32('extendedAdministrativeGroup')),
  1174: (reader) => readIpv4(reader, 'routerId'),
};

const MAX_24 = 0xff_ffff;
/** RFC 5307 §1.2, of the first octet; the least significant bit stands last. */
const PROTECTIONS = ['', '', 'enhanced', 'dedicated 1+1', 'dedicated 1:1', 'shared', 'unprotected', 'extra traffic'];

/** IEEE 754, octets a second. */
function bandwidth(reader: ByteReader): number {
  return reader.f32('bandwidth');
}

/** The IGP metric has 1 octet (IS-IS, six bits), 2 (OSPF) or 3 (IS-IS, wide), the TE metric 3 or 4 (RFC 9552 §5.3.2.3, §5.3.2.4). */
function wholeNumber(reader: ByteReader): number {
  return readNumber(reader, Math.min(Math.max(reader.remaining, 1), 4), 'metric');
}

/** RFC 8814 §3, §4: types of limit, each with its number of SIDs. */
function maximumSidDepths(reader: ByteReader): unknown {
  return readAll(reader, () => ({ msdType: reader.u8('msdType'), msd: reader.u8('msdValue') }));
}

/** RFC 8571 §2: the first bit says that a threshold is passed; three octets of microseconds follow. */
function delay(reader: ByteReader): unknown {
  return { ...anomaly(reader), delay: microseconds(reader) };
}

function anomaly(reader: ByteReader): { readonly anomalous: boolean } {
  return { anomalous: (reader.u8('flags') & 0x80) !== 0 };
}

function microseconds(reader: ByteReader): number {
  return readNumber(reader, 3, 'microseconds');
}

function forwardingAddress(reader: ByteReader): string {
  return reader.remaining === 4 ? readIpv4(reader, 'address') : readIpv6(reader, 'address');
}
