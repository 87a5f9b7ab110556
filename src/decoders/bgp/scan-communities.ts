/** COMMUNITIES (RFC 1997): of each four octets, those of the two reserved ranges, 0:* and 65535:*. */
import { u16 } from '../../net/octets.ts';
import { communityName } from './registry/communities.ts';
import type { UpdateScan } from './scan-result.ts';

const LAST_RANGE = 0xffff;
const BLACKHOLE = 666; // of 65535:*, RFC 7999 §5

/** The value's length is a multiple of 4. */
export function scanCommunities(bytes: Uint8Array, from: number, end: number, scan: UpdateScan): void {
  for (let at = from; at < end; at += 4) {
    const range = u16(bytes, at);
    if (range === LAST_RANGE) {
      scan.isNotable = true;
      const value = u16(bytes, at + 2);
      if (value === BLACKHOLE) scan.isBlackhole = true;
      const isFirst = scan.reservedCommunity <= LAST_RANGE;
      if (isFirst && communityName(`${range}:${value}`) === undefined)
        scan.reservedCommunity = range * 0x1_0000 + value;
    } else if (range === 0 && scan.reservedCommunity === -1) {
      scan.isNotable = true;
      scan.reservedCommunity = u16(bytes, at + 2);
    }
  }
}
