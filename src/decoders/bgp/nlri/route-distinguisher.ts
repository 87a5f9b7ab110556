import type { ByteReader } from '../../../bytes/reader.ts';
import { formatAddress } from '../../../net/address.ts';
import { toHex } from '../hex.ts';

/** RFC 4364 §4.2: `64512:100`, `10.0.0.1:100`, `4200000001:100`; one of an unknown type is its octets in hex. */
export function decodeRouteDistinguisher(reader: ByteReader): string {
  const type = reader.u16('rdType');
  const rest = reader.sub(6, 'rd');
  switch (type) {
    case 0:
      return `${rest.u16('administrator')}:${rest.u32('assignedNumber')}`;
    case 1:
      return `${formatAddress(rest.bytes(4, 'administrator'), 0, 4)}:${rest.u16('assignedNumber')}`;
    case 2:
      return `${rest.u32('administrator')}:${rest.u16('assignedNumber')}`;
    default:
      return type.toString(16).padStart(4, '0') + toHex(rest.bytes(6, 'value'));
  }
}
