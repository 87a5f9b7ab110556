/**
 * Information TLVs (RFC 7854 §4.4, RFC 9736): of initiation, Peer Up, termination and Peer Down.
 *
 *   +----------+----------+----------+
 *   | Type     | Length   | Value    |
 *   | 2 octets | 2 octets | variable |
 *   +----------+----------+----------+
 */
import type { ByteReader } from '../../bytes/reader.ts';
import { toHex } from '../bgp/hex.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import { TERMINATION_REASONS } from './registry.ts';

export interface Information {
  readonly type: number;
  readonly name: string;
  /** Text; lower-case hex where the type is not known. */
  readonly value: string;
}

/** Reads to the end of `reader` into `into`, where those read so far remain if one runs over the end (DecodeError). */
export function decodeInformation(
  reader: ByteReader,
  names: Readonly<Record<number, string>>,
  into: Information[],
): void {
  while (reader.remaining > 0) {
    const type = reader.u16('informationType');
    const octets = reader.bytes(reader.u16('informationLength'), 'information');
    into.push({ type, name: names[type] ?? unknownName(type), value: valueOf(names[type], octets) });
  }
}

function valueOf(name: string | undefined, octets: Uint8Array): string {
  if (name === undefined) return toHex(octets);
  if (name !== 'Reason') return new TextDecoder().decode(octets);
  const [high, low] = octets;
  if (high === undefined || low === undefined || octets.length !== 2) return toHex(octets);
  const reason = (high << 8) | low;
  return TERMINATION_REASONS[reason] ?? unknownName(reason);
}

/** `sysName worker-1, sysDescr …`. */
export const informationText = (information: readonly Information[]): string =>
  information.map(({ name, value }) => (name === 'String' ? `“${value}”` : `${name} ${value}`)).join(', ');
