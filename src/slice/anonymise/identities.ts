import { formatAddress } from '../../net/address.ts';
import { u8 } from '../../net/octets.ts';
import { createAddressMap } from './addresses.ts';
import { createAsMap } from './as-numbers.ts';
import { BLOCK, type Cipher } from './cipher.ts';

/** Who is who in a slice: the same stand-in for the same one, wherever it stands. */
export interface Identities {
  /** The address at `at`, or its first `bits`. */
  address(bytes: Uint8Array, at: number, length: 4 | 16, bits?: number): void;
  as(as: number): number;
  mac(bytes: Uint8Array, at: number): void;
  /** The stand-in of an end of a packet, by its text; `noteName` has told it. */
  nameOf(address: string): string;
  /** Replaces the address at `at`, and keeps its name. */
  end(bytes: Uint8Array, at: number, length: 4 | 16): void;
}

const MAC_LENGTH = 6;
/** Group and locally administered. */
const MAC_FLAGS = 0x03;

export function createIdentities(cipher: Cipher): Identities {
  const addresses = createAddressMap(cipher);
  const as = createAsMap(cipher);
  const names = new Map<string, string>();
  return {
    address: addresses.replace,
    as,
    nameOf: (address) => names.get(address) ?? address,
    end(bytes, at, length) {
      const before = formatAddress(bytes, at, length);
      addresses.replace(bytes, at, length);
      names.set(before, formatAddress(bytes, at, length));
    },
    mac(bytes, at) {
      const before = bytes.subarray(at, at + MAC_LENGTH);
      const isGroup = (u8(before, 0) & 1) !== 0;
      if (isGroup || before.every((octet) => octet === 0)) return;
      const block = new Uint8Array(BLOCK).fill(0x4d);
      block.set(before);
      const sealed = cipher(block);
      const flags = u8(before, 0) & MAC_FLAGS;
      bytes.set(sealed.subarray(0, MAC_LENGTH), at);
      bytes[at] = (u8(sealed, 0) & ~MAC_FLAGS) | flags;
    },
  };
}
