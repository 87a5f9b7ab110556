/** Capabilities to octets (RFC 5492 §4): what `capability-values.ts` reads. */
import { ByteWriter, EncodeError } from '../../../bytes/writer.ts';
import type { Capability } from '../../../model/session.ts';
import { fromHex, isHex } from '../hex.ts';
import { CapabilityCode } from '../registry/capabilities.ts';

type Fields = Readonly<Record<string, unknown>>;
type Write = (capability: Fields, into: ByteWriter) => void;

const WRITERS: Readonly<Record<number, Write>> = {
  [CapabilityCode.MULTIPROTOCOL]: writeMultiprotocol,
  [CapabilityCode.ROUTE_REFRESH]: writeNothing,
  [CapabilityCode.OUTBOUND_ROUTE_FILTERING]: writeOutboundRouteFiltering,
  [CapabilityCode.EXTENDED_NEXT_HOP]: writeExtendedNextHop,
  [CapabilityCode.EXTENDED_MESSAGE]: writeNothing,
  [CapabilityCode.MULTIPLE_LABELS]: ofFamilies((family, into) => into.u8(numberOf(family, 'count'), 'count')),
  [CapabilityCode.ROLE]: (capability, into) => into.u8(numberOf(capability, 'role'), 'role'),
  [CapabilityCode.GRACEFUL_RESTART]: writeGracefulRestart,
  [CapabilityCode.FOUR_OCTET_AS]: (capability, into) => into.u32(numberOf(capability, 'as'), 'as'),
  [CapabilityCode.ADD_PATH]: ofFamilies((family, into) => into.u8(sendReceive(family), 'sendReceive')),
  [CapabilityCode.ENHANCED_ROUTE_REFRESH]: writeNothing,
  [CapabilityCode.LONG_LIVED_GRACEFUL_RESTART]: ofFamilies(writeStaleTime),
  [CapabilityCode.FQDN]: writeFqdn,
  [CapabilityCode.SOFTWARE_VERSION]: writeSoftwareVersion,
  [CapabilityCode.PATHS_LIMIT]: ofFamilies((family, into) => into.u16(numberOf(family, 'limit'), 'limit')),
  [CapabilityCode.PRESTANDARD_ROUTE_REFRESH]: writeNothing,
  [CapabilityCode.PRESTANDARD_OUTBOUND_ROUTE_FILTERING]: writeOutboundRouteFiltering,
};

/** One that was kept raw is written as it was. Throws EncodeError where a field is missing or too large. */
export function encodeCapability(capability: Capability, into: ByteWriter): void {
  const { code, value } = capability;
  into.u8(code, 'capabilityCode').behindLength(1, 'capabilityLength', (octets) => {
    if (typeof value === 'string' && isHex(value)) {
      octets.bytes(fromHex(value));
      return;
    }
    const write = WRITERS[code];
    if (write === undefined) throw new EncodeError('capability', `nothing writes one of code ${code}`);
    write(capability, octets);
  });
}

function writeNothing(): void {}

function writeMultiprotocol(capability: Fields, into: ByteWriter): void {
  into.u16(numberOf(capability, 'afi'), 'afi').u8(0, 'reserved').u8(numberOf(capability, 'safi'), 'safi');
}

function writeOutboundRouteFiltering(capability: Fields, into: ByteWriter): void {
  for (const family of listOf(capability, 'families')) {
    writeMultiprotocol(family, into);
    const orfs = listOf(family, 'orfs');
    into.u8(orfs.length, 'numberOfOrfs');
    for (const orf of orfs) into.u8(numberOf(orf, 'type'), 'orfType').u8(sendReceive(orf), 'sendReceive');
  }
}

function writeExtendedNextHop(capability: Fields, into: ByteWriter): void {
  for (const family of listOf(capability, 'families'))
    for (const field of ['afi', 'safi', 'nextHopAfi']) into.u16(numberOf(family, field), field);
}

function writeGracefulRestart(capability: Fields, into: ByteWriter): void {
  const time = numberOf(capability, 'restartTime');
  if (time > 0x0fff) throw new EncodeError('restartTime', `${time}, maximum ${0x0fff}`);
  into.u16(
    flagOf(capability, 'restartState', 0x8000) | flagOf(capability, 'notification', 0x4000) | time,
    'restartTime',
  );
  ofFamilies((family, each) => each.u8(flagOf(family, 'forwardingState', 0x80), 'flags'))(capability, into);
}

function writeStaleTime(family: Fields, into: ByteWriter): void {
  const time = numberOf(family, 'staleTime');
  into.u8(flagOf(family, 'forwardingState', 0x80), 'flags');
  into.u8(Math.floor(time / 0x1_0000), 'staleTime').u16(time % 0x1_0000, 'staleTime');
}

function writeFqdn(capability: Fields, into: ByteWriter): void {
  for (const field of ['hostname', 'domain'])
    into.behindLength(1, field, (text) => text.bytes(new TextEncoder().encode(textOf(capability, field))));
}

/** Behind its length, as FRR writes it. */
function writeSoftwareVersion(capability: Fields, into: ByteWriter): void {
  into.behindLength(1, 'version', (text) => text.bytes(new TextEncoder().encode(textOf(capability, 'version'))));
}

/** AFI, SAFI and what follows, for each family. */
function ofFamilies(writeRest: Write): Write {
  return (capability, into) => {
    for (const family of listOf(capability, 'families')) {
      into.u16(numberOf(family, 'afi'), 'afi').u8(numberOf(family, 'safi'), 'safi');
      writeRest(family, into);
    }
  };
}

const sendReceive = (fields: Fields): number => flagOf(fields, 'send', 2) | flagOf(fields, 'receive', 1);

function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw missing(name);
  return value;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw missing(name);
  return value;
}

const flagOf = (fields: Fields, name: string, bit: number): number => (fields[name] === true ? bit : 0);

function listOf(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  if (!Array.isArray(value) || !value.every(isFields)) throw missing(name);
  return value;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const missing = (name: string): EncodeError => new EncodeError(name, 'is missing');
