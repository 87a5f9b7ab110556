/** What an UPDATE carries that deserves a word: loops, next hops, LOCAL_PREF, communities. Judged for each, kept of few. */
import type { DecodeContext } from '../decoders/bgp/message.ts';
import { AttributeType } from '../decoders/bgp/registry/attributes.ts';
import { addressBits } from '../decoders/bgp/scan-nlri.ts';
import { hasType, type UpdateScan } from '../decoders/bgp/scan-result.ts';
import { IPV4_UNICAST } from '../decoders/bgp/families.ts';
import { u32, u8 } from '../net/octets.ts';
import { addressOctets, formatAddress } from '../net/address.ts';
import { Afi, formatPrefix } from '../net/prefix.ts';
import { type Budget, spend } from './budget.ts';
import type { Clock } from './clock.ts';
import { type BadNextHop, badNextHop } from './next-hop.ts';
import { concerns, createRouteLog, eachAnnounced, findRoute, logRoutes, type RouteLog } from './route-log.ts';
import type { Stamp } from './stamp.ts';
import { announcementWords } from './update-words.ts';

const MAX_KEPT = 8;
const MAX_LOOPS = 64;
const LOOP_OCTETS = 400;

/** What one end of a connection sent. */
export interface Watch {
  readonly log: RouteLog;
  /** The octets of the address of the other end. */
  readonly receiver: Uint8Array;
  /** As a number; -1 where it is no IPv4 address. */
  readonly receiverIpv4: number;
  /** Prefixes whose path holds the receiver's AS, but for those that the receiver had announced before. */
  readonly loops: RouteMention[];
  /** Prefixes in all whose path holds it. */
  looped: number;
  /** There was no room for another one. */
  lostLoops: boolean;
  hasConfederation: boolean;
  localPref: RouteMention | null;
  readonly nextHops: NextHopMention[];
  readonly communities: CommunityMention[];
}

/** A prefix, and the UPDATE that announces it. */
export interface RouteMention {
  readonly family: number;
  readonly bits: number;
  readonly octets: Uint8Array;
  readonly words: string;
  readonly stamp: Stamp;
}
export interface NextHopMention extends RouteMention {
  readonly problem: BadNextHop;
  readonly nextHop: string;
}
export interface CommunityMention extends RouteMention {
  readonly community: number;
}

export function createWatch(address: string, isWhole: boolean, budget: Budget): Watch {
  const receiver = addressOctets(address);
  return {
    log: createRouteLog(isWhole, budget),
    receiver,
    receiverIpv4: receiver.length === 4 ? u32(receiver, 0) : -1,
    loops: [],
    looped: 0,
    lostLoops: false,
    hasConfederation: false,
    localPref: null,
    nextHops: [],
    communities: [],
  };
}

/** An UPDATE: `bytes[start]` to `bytes[end - 1]`, which `scan` is of. */
interface UpdateAtHand {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly scan: UpdateScan;
  readonly context: DecodeContext;
  readonly clock: Clock;
}

/** Whether there is anything to do for an UPDATE: of a table mostly not, which is why it is asked first. */
export const isWorthWatching = ({ log }: Watch, scan: UpdateScan): boolean => scan.isNotable || concerns(log, scan);

/** Sent by the end of `watch` to that of `peer`. */
export function watchUpdate(
  watch: Watch,
  peer: Watch,
  bytes: Uint8Array,
  start: number,
  end: number,
  scan: UpdateScan,
  context: DecodeContext,
  clock: Clock,
): void {
  // A receiver takes the routes of a broken one for withdrawn, or ends the session: that is a finding of its own.
  if (scan.fault !== null) return;
  if (concerns(watch.log, scan)) logRoutes(watch.log, bytes, start, scan, context, clock);
  if (scan.announced <= 0 && scan.reachCount <= 0) return;
  if (scan.hasConfederation) watch.hasConfederation = true;
  const ownHop = scan.announced > 0 ? badNextHop(bytes, start + scan.nextHopAt, 4, false, watch.receiver) : null;
  const reachHop = scan.reachCount > 0 ? badReachNextHop(bytes, start, scan, watch.receiver) : null;
  const hasNewLocalPref = watch.localPref === null && hasType(scan, AttributeType.LOCAL_PREF);
  if (!hasNewLocalPref && !scan.hasReceiverAs && scan.reservedCommunity === -1 && ownHop === null && reachHop === null)
    return;

  const update = { bytes, start, end, scan, context, clock };
  if (hasNewLocalPref) watch.localPref = mentionFirst(update);
  if (scan.hasReceiverAs) noteLoops(watch, peer, update);
  if (scan.reservedCommunity !== -1) noteCommunity(watch, update);
  if (ownHop !== null) noteNextHop(watch, peer, ownHop, start + scan.nextHopAt, 4, update);
  if (reachHop !== null)
    noteNextHop(watch, peer, reachHop, start + scan.reachNextHopAt, scan.reachNextHopLength, update);
}

/** Of other families than bare prefixes a next hop means other things: of VPNs one that is mapped is right (RFC 4659 §3.2.1.2). */
function badReachNextHop(bytes: Uint8Array, start: number, scan: UpdateScan, receiver: Uint8Array): BadNextHop | null {
  const afi = scan.reachFamily >> 8;
  if (addressBits(afi, scan.reachFamily & 0xff) === 0) return null;
  return badNextHop(bytes, start + scan.reachNextHopAt, scan.reachNextHopLength, afi === Afi.IPv6, receiver);
}

/** A receiver's own route that comes back to it is no loop: FRR sends each back. */
function noteLoops(watch: Watch, peer: Watch, update: UpdateAtHand): void {
  const { bytes, start, scan, context } = update;
  eachAnnounced(bytes, start, scan, context, (family, bits, at) => {
    watch.looped += 1;
    if (findRoute(peer.log, family, bits, bytes, at) !== undefined) return;
    if (watch.loops.some((known) => isSame(known, family, bits, bytes, at))) return;
    if (watch.loops.length < MAX_LOOPS && spend(peer.log.budget, LOOP_OCTETS))
      watch.loops.push(mention(update, family, bits, at, 0));
    else watch.lostLoops = true;
  });
}

function noteCommunity(watch: Watch, update: UpdateAtHand): void {
  const { reservedCommunity: community } = update.scan;
  if (watch.communities.length >= MAX_KEPT || watch.communities.some((known) => known.community === community)) return;
  const first = mentionFirst(update);
  if (first !== null) watch.communities.push({ ...first, community });
}

/** A black hole's next hop means nothing (RFC 7999 §3.1). The receiver's own address is right for a route of its own. */
function noteNextHop(
  watch: Watch,
  peer: Watch,
  problem: BadNextHop,
  at: number,
  length: number,
  update: UpdateAtHand,
): void {
  const { bytes, scan } = update;
  if (scan.isBlackhole) return;
  if (problem === 'receiver' && !isForeign(peer, update)) return;
  const nextHop = formatAddress(bytes, at, length === 4 ? 4 : 16);
  const { nextHops } = watch;
  if (nextHops.length >= MAX_KEPT || nextHops.some((known) => known.nextHop === nextHop)) return;
  const first = mentionFirst(update);
  if (first !== null) nextHops.push({ ...first, problem, nextHop });
}

/** No prefix of it is one that the receiver announces, as far as can be told. */
function isForeign({ log }: Watch, { bytes, start, scan, context }: UpdateAtHand): boolean {
  if (scan.hasReceiverAs || hasType(scan, AttributeType.ORIGINATOR_ID) || !log.isWhole) return false;
  let isKnown = false;
  eachAnnounced(bytes, start, scan, context, (family, bits, at) => {
    if (findRoute(log, family, bits, bytes, at) !== undefined) isKnown = true;
  });
  return !isKnown;
}

/** Null where its NLRI are no bare prefixes. */
function mentionFirst(update: UpdateAtHand): RouteMention | null {
  const { bytes, start, scan, context } = update;
  const isOwn = scan.announced > 0;
  const family = isOwn ? IPV4_UNICAST : scan.reachFamily;
  if (addressBits(family >> 8, family & 0xff) === 0) return null;
  const at = start + (isOwn ? scan.announcedAt : scan.reachAt) + (context.addPath.has(family) ? 4 : 0);
  return mention(update, family, u8(bytes, at), at + 1, (isOwn ? scan.announced : scan.reachCount) - 1);
}

function mention(update: UpdateAtHand, family: number, bits: number, at: number, more: number): RouteMention {
  const { bytes, start, end, context, clock } = update;
  const octets = new Uint8Array(bytes.subarray(at, at + ((bits + 7) >> 3)));
  const words = announcementWords(
    new Uint8Array(bytes.subarray(start, end)),
    context,
    prefixText(family, bits, octets),
    more,
  );
  return { family, bits, octets, words, stamp: clock.stamp() };
}

export const prefixText = (family: number, bits: number, octets: Uint8Array): string =>
  formatPrefix(octets, 0, bits, family >> 8 === Afi.IPv4 ? Afi.IPv4 : Afi.IPv6);

function isSame(known: RouteMention, family: number, bits: number, bytes: Uint8Array, at: number): boolean {
  if (known.family !== family || known.bits !== bits) return false;
  return known.octets.every((octet, index) => octet === bytes[at + index]);
}
