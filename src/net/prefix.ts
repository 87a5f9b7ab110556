/** IP prefixes as text. */
import { formatAddress } from './address.ts';
import { u8 } from './octets.ts';

/** Address families as in the IANA registry. */
export const Afi = { IPv4: 1, IPv6: 2 } as const;
export type Afi = (typeof Afi)[keyof typeof Afi];

/**
 * The prefix of NLRI (RFC 4271 §4.3, RFC 4760 §5): `bitLength` bits in as few octets as hold them, from `at`.
 * The bits after them in the last octet have no meaning and are shown as 0. `bitLength` must not exceed the family's 32 or 128.
 */
export function formatPrefix(bytes: Uint8Array, at: number, bitLength: number, afi: Afi): string {
  const whole = bitLength >> 3;
  const rest = bitLength & 7;
  if (afi === Afi.IPv4 && rest === 0) return `${formatWhole(bytes, at, whole)}/${bitLength}`;
  const address = new Uint8Array(afi === Afi.IPv4 ? 4 : 16);
  for (let index = 0; index < whole; index++) address[index] = u8(bytes, at + index);
  if (rest !== 0) address[whole] = u8(bytes, at + whole) & (0xff << (8 - rest));
  return `${formatAddress(address, 0, afi === Afi.IPv4 ? 4 : 16)}/${bitLength}`;
}

/** Most prefixes of IPv4 end with an octet: theirs needs no copy. */
function formatWhole(bytes: Uint8Array, at: number, octets: number): string {
  const second = octets > 1 ? u8(bytes, at + 1) : 0;
  const third = octets > 2 ? u8(bytes, at + 2) : 0;
  return `${octets > 0 ? u8(bytes, at) : 0}.${second}.${third}.${octets > 3 ? u8(bytes, at + 3) : 0}`;
}
