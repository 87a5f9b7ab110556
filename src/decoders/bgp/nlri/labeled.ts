/**
 * Labelled unicast (RFC 8277 §2): the length counts the bits of labels and prefix.
 *
 *   +----------+---------------------+--------------------------------+
 *   | Length   | Labels              | Prefix, in as few octets       |
 *   | 1 octet  | 3 octets each       | as hold the bits               |
 *   +----------+---------------------+--------------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { Afi, formatPrefix } from '../../../net/prefix.ts';
import { decodeLabelStack } from './labels.ts';
import type { NlriFamily } from './nlri-decoder.ts';

export interface LabeledNlri {
  readonly prefix: string;
  /** From the top of the stack; none where a withdrawal names none. */
  readonly labels: readonly number[];
  readonly pathId?: number;
}

export function decodeLabeledPrefix(reader: ByteReader, { afi, withdrawn }: NlriFamily): LabeledNlri {
  const { offset } = reader;
  const length = reader.u8('length');
  const body = reader.sub((length + 7) >> 3, 'labeledPrefix');
  const labels = decodeLabelStack(body, length, withdrawn);
  return { prefix: lastPrefix(body, (length + 7) >> 3, length, offset, afi), labels };
}

/** The prefix at the end of a body of `octets` octets and `length` bits, of which labels and the like have been read. */
export function lastPrefix(body: ByteReader, octets: number, length: number, offset: number, afi: number): string {
  const family = afi === Afi.IPv4 ? Afi.IPv4 : Afi.IPv6;
  const maxBits = family === Afi.IPv4 ? 32 : 128;
  const before = 8 * (octets - body.remaining);
  const bits = length - before;
  if (bits < 0 || bits > maxBits) {
    const reason = `is ${length}, of which ${before} bits are no prefix, whose maximum is ${maxBits}`;
    throw new DecodeError('bgp.nlri', 'length', offset, reason);
  }
  return body.note(formatPrefix(body.bytes(body.remaining, 'prefix'), 0, bits, family));
}
