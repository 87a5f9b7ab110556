/**
 * Capabilities (RFC 5492 §4), of OPEN's parameter 2 and of the data of NOTIFICATION 2/7.
 *
 *   +------------------+--------------------+-------------------+
 *   | Capability Code  | Capability Length  | Capability Value  |
 *   | 1 octet          | 1 octet            | variable          |
 *   +------------------+--------------------+-------------------+
 */
import { ByteReader, DecodeError } from '../../bytes/reader.ts';
import type { Capability } from '../../model/session.ts';
import { CAPABILITY_VALUES } from './capability-values.ts';
import { toHex } from './hex.ts';
import { capabilityName } from './registry/capabilities.ts';

/**
 * Reads all capabilities of `reader` into `into`, where those read so far remain if one runs over the end (DecodeError).
 * A value that breaks its own format is kept as hex, with `error`: it does no harm to its neighbours.
 */
export function decodeCapabilities(reader: ByteReader, into: Capability[]): void {
  while (reader.remaining > 0) {
    const code = reader.u8('capabilityCode');
    const length = reader.u8('capabilityLength');
    const at = reader.offset;
    into.push(decodeCapability(code, reader.bytes(length, 'capabilityValue'), at));
  }
}

function decodeCapability(code: number, octets: Uint8Array, at: number): Capability {
  const name = capabilityName(code);
  const decodeValue = CAPABILITY_VALUES[code];
  if (decodeValue === undefined) return { code, name, value: toHex(octets) };
  const reader = new ByteReader(octets, 'bgp.capability', at);
  try {
    const fields = decodeValue(reader);
    if (reader.remaining > 0) return { code, name, value: toHex(octets), error: `${reader.remaining} octets too many` };
    return { code, name, ...fields };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { code, name, value: toHex(octets), error: `${error.field}: ${error.reason}` };
  }
}
