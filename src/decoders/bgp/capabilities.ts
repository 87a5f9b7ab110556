/**
 * Capabilities (RFC 5492 §4), of OPEN's parameter 2 and of the data of NOTIFICATION 2/7.
 *
 *   +------------------+--------------------+-------------------+
 *   | Capability Code  | Capability Length  | Capability Value  |
 *   | 1 octet          | 1 octet            | variable          |
 *   +------------------+--------------------+-------------------+
 */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
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
    const capability = reader.group('capability', () => decodeCapability(reader));
    reader.note(capability.name);
    into.push(capability);
  }
}

function decodeCapability(reader: ByteReader): Capability {
  const code = reader.u8('capabilityCode');
  const name = reader.note(capabilityName(code));
  const value = reader.sub(reader.u8('capabilityLength'), 'capabilityValue');
  const decodeValue = CAPABILITY_VALUES[code];
  if (decodeValue === undefined) return { code, name, value: toHex(value.octets) };
  try {
    const fields = decodeValue(value);
    const { octets, remaining } = value;
    if (remaining > 0) return { code, name, value: toHex(octets), error: `${remaining} octets too many` };
    return { code, name, ...fields };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { code, name, value: toHex(value.octets), error: `${error.field}: ${error.reason}` };
  }
}
