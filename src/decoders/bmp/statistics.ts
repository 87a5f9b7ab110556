/**
 * Statistics Report (RFC 7854 §4.8, RFC 8671 §6.2): a count, then that many TLVs of a counter (4 octets), a gauge (8),
 * or a gauge of one family (AFI 2, SAFI 1, gauge 8).
 */
import type { ByteReader } from '../../bytes/reader.ts';
import { familyName } from '../bgp/families.ts';
import { toHex } from '../bgp/hex.ts';
import { unknownName } from '../bgp/registry/unknown.ts';
import { faultIn } from '../records/attempt.ts';
import type { Content } from '../records/exported.ts';
import { STATISTICS } from './registry.ts';

const COUNTER_LENGTH = 4;
const GAUGE_LENGTH = 8;
const FAMILY_GAUGE_LENGTH = 11;

interface Statistic {
  readonly type: number;
  readonly name: string;
  readonly family?: string;
  /** Lower-case hex where it has another length, or is more than a number can hold exactly. */
  readonly value: number | string;
}

export function decodeStatistics(reader: ByteReader): Content {
  const statistics: Statistic[] = [];
  const fault = faultIn(() => {
    const count = reader.u32('statsCount');
    for (let index = 0; index < count; index++) statistics.push(decodeStatistic(reader));
  });
  const count = `${statistics.length} ${statistics.length === 1 ? 'counter' : 'counters'}`;
  const told = statistics
    .filter(({ value }) => value !== 0)
    .map(({ name, family, value }) => `${name}${family === undefined ? '' : ` (${family})`} ${value}`);
  return {
    kind: 'event',
    type: 'STATISTICS_REPORT',
    fields: { statistics },
    text: [count, ...told].join(', '),
    fault,
  };
}

function decodeStatistic(reader: ByteReader): Statistic {
  const type = reader.u16('statType');
  const name = STATISTICS[type] ?? unknownName(type);
  const value = reader.sub(reader.u16('statLen'), 'bmp.statData');
  switch (value.remaining) {
    case COUNTER_LENGTH:
      return { type, name, value: value.u32('counter') };
    case GAUGE_LENGTH:
      return { type, name, value: gauge(value) };
    case FAMILY_GAUGE_LENGTH:
      return { type, name, family: familyName(value.u16('afi'), value.u8('safi')), value: gauge(value) };
    default:
      return { type, name, value: toHex(value.bytes(value.remaining, 'statData')) };
  }
}

function gauge(reader: ByteReader): number | string {
  const octets = reader.bytes(GAUGE_LENGTH, 'gauge');
  const value = Number.parseInt(toHex(octets), 16);
  return Number.isSafeInteger(value) ? value : toHex(octets);
}
