/** What is kept of UPDATEs and OPENs: counts by family, and the AS numbers that deserve a word. */
import type { BgpOpen } from '../decoders/bgp/message.ts';
import type { UpdateScan } from '../decoders/bgp/scan-update.ts';
import { IPV4_UNICAST } from '../decoders/bgp/families.ts';
import { CapabilityCode } from '../decoders/bgp/registry/capabilities.ts';
import { isDocumentationAs, isReservedAs } from '../net/asn.ts';
import type { Clock } from './clock.ts';
import type { AsMention, Half } from './connection.ts';

const MAX_AS_KEPT = 8;
const MAX_FAMILIES = 64;
const MAX_TWO_OCTET_AS = 65_535;

export function countRoutes(half: Half, scan: UpdateScan, clock: Clock): void {
  if (scan.announced + scan.withdrawn > 0) count(half, IPV4_UNICAST, scan.announced, scan.withdrawn);
  if (scan.reachFamily !== -1) count(half, scan.reachFamily, scan.reachCount, 0);
  if (scan.unreachFamily !== -1) count(half, scan.unreachFamily, 0, scan.unreachCount);
  if (scan.endOfRib !== -1) {
    const routes = count(half, scan.endOfRib, 0, 0);
    if (routes !== undefined) routes.endOfRib = true;
  }
  if (scan.reservedAs !== -1) mention(half, scan.reservedAs, scan.reservedIn, clock);
  if (scan.documentationAs !== -1) mention(half, scan.documentationAs, 'AS_PATH', clock);
  if (scan.maxAs > MAX_TWO_OCTET_AS) half.wideAs ??= { as: scan.maxAs, where: 'AS_PATH', stamp: clock.stamp() };
}

/** IPv4 prefixes that were announced. */
export const countPrefixes = (half: Half, announced: number): void => {
  count(half, IPV4_UNICAST, announced, 0);
};

function count(half: Half, family: number, announced: number, withdrawn: number) {
  let routes = half.routes.get(family);
  if (routes === undefined) {
    if (half.routes.size >= MAX_FAMILIES) return undefined;
    routes = { announced: 0, withdrawn: 0, endOfRib: false };
    half.routes.set(family, routes);
  }
  routes.announced += announced;
  routes.withdrawn += withdrawn;
  return routes;
}

export function noteAsNumbers(half: Half, { myAs, as, capabilities }: BgpOpen, clock: Clock): void {
  const fourOctet = capabilities.some(({ code }) => code === CapabilityCode.FOUR_OCTET_AS);
  // 23456 in the OPEN beside capability 65 is what RFC 6793 §4.2.1 asks for.
  if (fourOctet) mentionIfSpecial(half, as, 'capability 65', clock);
  else mentionIfSpecial(half, myAs, 'My Autonomous System', clock);
}

function mentionIfSpecial(half: Half, as: number, where: AsMention['where'], clock: Clock): void {
  if (isReservedAs(as) || isDocumentationAs(as)) mention(half, as, where, clock);
}

function mention(half: Half, as: number, where: AsMention['where'], clock: Clock): void {
  if (half.reservedAs.length >= MAX_AS_KEPT) return;
  if (half.reservedAs.some((known) => known.as === as && known.where === where)) return;
  half.reservedAs.push({ as, where, stamp: clock.stamp() });
}
