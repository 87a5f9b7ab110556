/**
 * Addresses, prefix-preserving in the manner of Crypto-PAn (Xu, Fan, Ammar, Moon: Prefix-Preserving IP Address Anonymization, 2002):
 * bit n of an address is flipped or not by its first n bits and the key, so that addresses keep exactly the prefixes that
 * they had in common.
 *
 * The bits that lead to a block with a meaning of its own (RFC 6890) are never flipped: 10.0.0.0/8 stays private, 2000::/3
 * public, and nothing else becomes so. Where every address has its meaning (loopback, multicast), none is changed.
 */
import { u8 } from '../../net/octets.ts';
import { BLOCK, type Cipher } from './cipher.ts';

interface SpecialBlock {
  readonly octets: readonly number[];
  readonly bits: number;
  /** Each of its addresses has a meaning. */
  readonly whole?: true;
}

const BLOCKS: Readonly<Record<4 | 16, readonly SpecialBlock[]>> = {
  4: [
    { octets: [0], bits: 8, whole: true },
    { octets: [10], bits: 8 },
    { octets: [100, 64], bits: 10 },
    { octets: [127], bits: 8, whole: true },
    { octets: [169, 254], bits: 16 },
    { octets: [172, 16], bits: 12 },
    { octets: [192, 0, 0], bits: 24 },
    { octets: [192, 0, 2], bits: 24 },
    { octets: [192, 168], bits: 16 },
    { octets: [198, 18], bits: 15 },
    { octets: [198, 51, 100], bits: 24 },
    { octets: [203, 0, 113], bits: 24 },
    { octets: [224], bits: 3, whole: true },
  ],
  16: [
    { octets: [0], bits: 8, whole: true },
    { octets: [0x20], bits: 3 },
    { octets: [0x20, 0x01, 0x0d, 0xb8], bits: 32 },
    { octets: [0xfc], bits: 7 },
    { octets: [0xfe, 0x80], bits: 64 },
    { octets: [0xff], bits: 8, whole: true },
  ],
};

const MAPPED_AT = 12;
const MAX_REMEMBERED = 100_000;

export interface AddressMap {
  /** Puts another prefix of the same length in the place of the first `bits` of the address at `at`, and 0 behind them. */
  replace(bytes: Uint8Array, at: number, length: 4 | 16, bits?: number): void;
}

export function createAddressMap(cipher: Cipher): AddressMap {
  const pads = { 4: cipher(new Uint8Array(BLOCK).fill(4)), 16: cipher(new Uint8Array(BLOCK).fill(6)) };
  /** By the prefix: whether the bit behind it is flipped. */
  const flips = new Map<string, boolean>();

  function isFlipped(address: Uint8Array, bit: number): boolean {
    const key = `${address.length} ${bit} ${prefixKey(address, bit)}`;
    const known = flips.get(key);
    if (known !== undefined) return known;
    const length = address.length === 4 ? 4 : 16;
    const block = new Uint8Array(pads[length]); // a Buffer's slice() would be a view
    for (let i = 0; i < bit; i += 1) setBit(block, i, bitOf(address, i));
    // Else the block of the next bit is the same one wherever the pad goes on as the address does, and whole octets stay.
    block[BLOCK - 1] = u8(block, BLOCK - 1) ^ (bit + 1);
    const flipped = !leadsToBlock(address, bit, BLOCKS[length]) && (u8(cipher(block), 0) & 0x80) !== 0;
    if (flips.size < MAX_REMEMBERED) flips.set(key, flipped);
    return flipped;
  }

  function map(address: Uint8Array, bits: number): Uint8Array {
    const mapped = new Uint8Array(address.length);
    for (let i = 0; i < bits; i += 1) setBit(mapped, i, bitOf(address, i) !== isFlipped(address, i));
    return mapped;
  }

  return {
    replace(bytes, at, length, bits = 8 * length) {
      const address = new Uint8Array(bytes.subarray(at, at + length));
      if (length === 16 && isMapped(address) && bits >= 96) {
        bytes.set(map(address.subarray(MAPPED_AT), bits - 96), at + MAPPED_AT);
        return;
      }
      const isWhole = BLOCKS[length].some((block) => block.whole && isInside(address, bits, block));
      if (!isWhole) bytes.set(map(address, bits), at);
    },
  };
}

const bitOf = (octets: ArrayLike<number>, bit: number): boolean =>
  (((octets[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;

function setBit(octets: Uint8Array, bit: number, value: boolean): void {
  const mask = 0x80 >> (bit & 7);
  const octet = u8(octets, bit >> 3);
  octets[bit >> 3] = value ? octet | mask : octet & ~mask;
}

function prefixKey(address: Uint8Array, bits: number): string {
  const whole = bits >> 3;
  const rest = bits & 7;
  return `${address.subarray(0, whole).join('.')}/${rest === 0 ? '' : u8(address, whole) >> (8 - rest)}`;
}

/** Whether the first `bits` of the address are some, not all, of a block's. */
const leadsToBlock = (address: Uint8Array, bits: number, blocks: readonly SpecialBlock[]): boolean =>
  blocks.some((block) => bits < block.bits && agrees(address, block, bits));

const isInside = (address: Uint8Array, bits: number, block: SpecialBlock): boolean =>
  bits >= block.bits && agrees(address, block, block.bits);

function agrees(address: Uint8Array, { octets }: SpecialBlock, bits: number): boolean {
  for (let i = 0; i < bits; i += 1) if (bitOf(address, i) !== bitOf(octets, i)) return false;
  return true;
}

/** ::ffff:0:0/96 (RFC 4291 §2.5.5.2): an IPv4 address, and mapped as one. */
const isMapped = (address: Uint8Array): boolean =>
  address.subarray(0, 10).every((octet) => octet === 0) && u8(address, 10) === 0xff && u8(address, 11) === 0xff;
