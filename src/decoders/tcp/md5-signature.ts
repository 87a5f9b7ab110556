/**
 * TCP MD5 signatures (RFC 2385 §2.0): the digest in option 19 is made of
 *
 *   +--------------------+-----------------------------+---------+-----+
 *   | IP pseudo-header   | TCP header without options, | payload | key |
 *   |                    | its checksum taken for 0    |         |     |
 *   +--------------------+-----------------------------+---------+-----+
 *
 * So whoever changes addresses or ports on the way breaks it.
 */
import { u8 } from '../../net/octets.ts';
import type { Dissected } from '../dissected.ts';
import { Protocol } from '../ip/protocol.ts';
import { MIN_TCP_HEADER } from './segment.ts';

/** 16 octets. The caller brings it: this code runs where there is no library that has it. */
export type Md5 = (octets: Uint8Array) => Uint8Array;

/** Whether one of the keys made the segment's digest; null if the segment has none, or was cut by the snap length. */
export type SignatureVerifier = (segment: Dissected) => 'fits' | 'differs' | null;

const DIGEST = 16;
const CHECKSUM_AT = 16;

export function createSignatureVerifier(keys: readonly Uint8Array[], md5: Md5): SignatureVerifier {
  return (segment) => {
    const { bytes, digestAt, payloadStart, payloadEnd, payloadLength } = segment;
    if (digestAt === -1 || payloadEnd - payloadStart < payloadLength) return null;
    const signed = signedOctets(segment);
    return keys.some((key) => isEqual(md5(concat(signed, key)), bytes, digestAt)) ? 'fits' : 'differs';
  };
}

function signedOctets(segment: Dissected): Uint8Array {
  const { bytes, addressLength, sourceAt, destinationAt, optionsStart, payloadStart, payloadEnd } = segment;
  const headerAt = optionsStart - MIN_TCP_HEADER;
  const source = bytes.subarray(sourceAt, sourceAt + addressLength);
  const destination = bytes.subarray(destinationAt, destinationAt + addressLength);
  const header = bytes.slice(headerAt, optionsStart);
  header.fill(0, CHECKSUM_AT, CHECKSUM_AT + 2);
  const length = payloadEnd - headerAt;
  return concat(
    source,
    destination,
    pseudoTrailer(addressLength, length),
    header,
    bytes.subarray(payloadStart, payloadEnd),
  );
}

/** What the pseudo-header has behind the addresses (RFC 9293 §3.1, RFC 8200 §8.1). */
function pseudoTrailer(addressLength: 4 | 16, length: number): Uint8Array {
  const lengthOctets = [length >> 24, length >> 16, length >> 8, length];
  return Uint8Array.from(
    addressLength === 4 ? [0, Protocol.TCP, ...lengthOctets.slice(2)] : [...lengthOctets, 0, 0, 0, Protocol.TCP],
  );
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isEqual(digest: Uint8Array, bytes: Uint8Array, at: number): boolean {
  return digest.length === DIGEST && digest.every((octet, i) => octet === u8(bytes, at + i));
}
