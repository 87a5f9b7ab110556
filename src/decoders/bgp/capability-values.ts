/** The values of capabilities, by code: one decoder each, which throws DecodeError at what it cannot read. */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { familyName } from './families.ts';
import { CapabilityCode } from './registry/capabilities.ts';
import { unknownName } from './registry/unknown.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Codes that are not here are kept raw. */
export const CAPABILITY_VALUES: Readonly<Record<number, (reader: ByteReader) => Fields>> = {
  [CapabilityCode.MULTIPROTOCOL]: multiprotocol,
  [CapabilityCode.ROUTE_REFRESH]: nothing,
  [CapabilityCode.OUTBOUND_ROUTE_FILTERING]: outboundRouteFiltering,
  [CapabilityCode.EXTENDED_NEXT_HOP]: extendedNextHop,
  [CapabilityCode.EXTENDED_MESSAGE]: nothing,
  [CapabilityCode.MULTIPLE_LABELS]: multipleLabels,
  [CapabilityCode.ROLE]: role,
  [CapabilityCode.GRACEFUL_RESTART]: gracefulRestart,
  [CapabilityCode.FOUR_OCTET_AS]: (reader) => ({ as: reader.u32('as') }),
  [CapabilityCode.ADD_PATH]: addPath,
  [CapabilityCode.ENHANCED_ROUTE_REFRESH]: nothing,
  [CapabilityCode.LONG_LIVED_GRACEFUL_RESTART]: longLivedGracefulRestart,
  [CapabilityCode.FQDN]: fqdn,
  [CapabilityCode.SOFTWARE_VERSION]: softwareVersion,
  [CapabilityCode.PATHS_LIMIT]: pathsLimit,
  [CapabilityCode.PRESTANDARD_ROUTE_REFRESH]: nothing,
  [CapabilityCode.PRESTANDARD_OUTBOUND_ROUTE_FILTERING]: outboundRouteFiltering,
};

function nothing(): Fields {
  return {};
}

/** RFC 4760 §8: AFI, a reserved octet, SAFI. */
function multiprotocol(reader: ByteReader): Fields {
  const afi = reader.u16('afi');
  reader.u8('reserved');
  const safi = reader.u8('safi');
  return { afi, safi, family: reader.note(familyName(afi, safi)) };
}

/** RFC 5291 §5: for each family a list of ORF types with a direction. */
function outboundRouteFiltering(reader: ByteReader): Fields {
  return {
    families: untilEnd(reader, () => {
      const afi = reader.u16('afi');
      reader.u8('reserved');
      const safi = reader.u8('safi');
      const orfs: Fields[] = [];
      for (let left = reader.u8('numberOfOrfs'); left > 0; left--) {
        orfs.push({ type: reader.u8('orfType'), ...sendReceive(reader) });
      }
      return { afi, safi, orfs };
    }),
  };
}

/** RFC 8950 §4: unlike elsewhere, the SAFI has two octets. */
function extendedNextHop(reader: ByteReader): Fields {
  return {
    families: untilEnd(reader, () => ({
      afi: reader.u16('afi'),
      safi: reader.u16('safi'),
      nextHopAfi: reader.u16('nextHopAfi'),
    })),
  };
}

/** RFC 8277 §2.1. */
function multipleLabels(reader: ByteReader): Fields {
  return { families: untilEnd(reader, () => ({ ...family(reader), count: reader.u8('count') })) };
}

const ROLES: readonly string[] = ['Provider', 'RS', 'RS-Client', 'Customer', 'Peer'];

/** RFC 9234 §4.1. */
function role(reader: ByteReader): Fields {
  const value = reader.u8('role');
  return { role: value, roleName: reader.note(ROLES[value] ?? unknownName(value)) };
}

const RESTART_STATE = 0x8000;
const RESTART_NOTIFICATION = 0x4000; // RFC 8538 §2
const FORWARDING_STATE = 0x80;

/** RFC 4724 §3: four flag bits and twelve of restart time in seconds, then the families. */
function gracefulRestart(reader: ByteReader): Fields {
  const first = reader.u16('restartTime');
  return {
    restartState: (first & RESTART_STATE) !== 0,
    notification: (first & RESTART_NOTIFICATION) !== 0,
    restartTime: first & 0x0fff,
    families: untilEnd(reader, () => ({ ...family(reader), forwardingState: forwardingState(reader) })),
  };
}

/** RFC 9494 §3.1: as above, with a stale time of 24 bits, in seconds. */
function longLivedGracefulRestart(reader: ByteReader): Fields {
  return {
    families: untilEnd(reader, () => ({
      ...family(reader),
      forwardingState: forwardingState(reader),
      staleTime: reader.u8('staleTime') * 0x1_0000 + reader.u16('staleTime'),
    })),
  };
}

/** RFC 7911 §4. */
function addPath(reader: ByteReader): Fields {
  return { families: untilEnd(reader, () => ({ ...family(reader), ...sendReceive(reader) })) };
}

/** draft-abraitis-idr-addpath-paths-limit. */
function pathsLimit(reader: ByteReader): Fields {
  return { families: untilEnd(reader, () => ({ ...family(reader), limit: reader.u16('limit') })) };
}

/** draft-walton-bgp-hostname-capability: two texts, each behind its length. */
function fqdn(reader: ByteReader): Fields {
  const hostname = text(reader, reader.u8('hostnameLength'), 'hostname');
  return { hostname, domain: text(reader, reader.u8('domainLength'), 'domain') };
}

/** draft-abraitis-bgp-version-capability: some daemons put the text behind its length, some do not. */
function softwareVersion(reader: ByteReader): Fields {
  const octets = reader.bytes(reader.remaining, 'version');
  const behindLength = octets[0] === octets.length - 1;
  return { version: reader.note(new TextDecoder().decode(behindLength ? octets.subarray(1) : octets)) };
}

function family(reader: ByteReader): { readonly afi: number; readonly safi: number } {
  return { afi: reader.u16('afi'), safi: reader.u8('safi') };
}

function forwardingState(reader: ByteReader): boolean {
  return (reader.u8('flags') & FORWARDING_STATE) !== 0;
}

/** As the sender sees it: 1 it can receive, 2 it can send, 3 both. Of another value RFC 7911 §4 says to ignore the capability. */
function sendReceive(reader: ByteReader): { readonly send: boolean; readonly receive: boolean } {
  const { offset } = reader;
  const value = reader.u8('sendReceive');
  if (value < 1 || value > 3)
    throw new DecodeError('bgp.capability', 'sendReceive', offset, `is ${value}, not 1, 2 or 3`);
  return { send: (value & 2) !== 0, receive: (value & 1) !== 0 };
}

function text(reader: ByteReader, length: number, field: string): string {
  return reader.note(new TextDecoder().decode(reader.bytes(length, field)));
}

function untilEnd(reader: ByteReader, decodeOne: () => Fields): readonly Fields[] {
  const all: Fields[] = [];
  while (reader.remaining > 0) all.push(decodeOne());
  return all;
}
