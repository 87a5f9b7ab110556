/**
 * AIGP (RFC 7311 §3): TLVs whose length counts type and length too; only the first of type 1 is used.
 *
 *   +----------+----------+-------------------------------+
 *   | Type, 1  | Length   | Accumulated IGP Metric        |
 *   | 1 octet  | 2 octets | 8 octets                      |
 *   +----------+----------+-------------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';
import { readU64 } from '../read-fields.ts';

export interface Aigp {
  /** A number up to 2^53 - 1, above it decimal digits; null without a TLV of type 1. */
  readonly metric: number | string | null;
  /** All TLVs but that one, their values in hex; absent where there are none. */
  readonly otherTlvs?: readonly AigpTlv[];
}
interface AigpTlv {
  readonly type: number;
  readonly value: string;
}

const METRIC = 1;
const HEADER = 3;
const METRIC_LENGTH = 11;

export function decodeAigp(reader: ByteReader): Aigp {
  let metric: Aigp['metric'] = null;
  const otherTlvs: AigpTlv[] = [];
  while (reader.remaining > 0) {
    const type = reader.u8('type');
    const { offset } = reader;
    const length = reader.u16('length');
    if (length < HEADER || (type === METRIC && length !== METRIC_LENGTH)) {
      const rule = type === METRIC ? `not ${METRIC_LENGTH}` : `minimum ${HEADER}`;
      throw new DecodeError('bgp.aigp', 'length', offset, `is ${length}, ${rule}`);
    }
    const value = reader.sub(length - HEADER, 'tlv');
    if (type === METRIC && metric === null) metric = decodeMetric64(value);
    else otherTlvs.push({ type, value: toHex(value.bytes(value.remaining, 'value')) });
  }
  return { metric, ...(otherTlvs.length > 0 && { otherTlvs }) };
}

function decodeMetric64(reader: ByteReader): number | string {
  const digits = readU64(reader, 'accumulatedIgpMetric');
  const metric = Number(digits);
  return Number.isSafeInteger(metric) ? metric : digits;
}
