/**
 * What became of single prefixes that one end of a connection announces: which were withdrawn, how often, and whether they
 * came back. A prefix is remembered where something happened to it, which is a withdrawal; and so are the first ones that are
 * announced, so that a small table is known whole. A table of the Internet costs nothing after them.
 */
import { IPV4_UNICAST } from '../decoders/bgp/families.ts';
import type { DecodeContext } from '../decoders/bgp/message.ts';
import { addressBits } from '../decoders/bgp/scan-nlri.ts';
import type { UpdateScan } from '../decoders/bgp/scan-result.ts';
import { u32, u8 } from '../net/octets.ts';
import { type Budget, spend } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Stamp } from './stamp.ts';

/** Of each direction of a connection: announced ones, and with those that are withdrawn. */
const MAX_ANNOUNCED = 4096;
const MAX_PREFIXES = 2 * MAX_ANNOUNCED;
/** Paths of one prefix that ADD-PATH may tell apart. */
const MAX_PATHS = 64;
const STORY_OCTETS = 300;

export interface RouteLog {
  readonly stories: Map<number, RouteStory>;
  /** `stories` hold every prefix that was announced since the connection began. */
  isWhole: boolean;
  hasWithdrawals: boolean;
  /** Withdrawals of prefixes for which there was no room. */
  unfollowed: number;
  readonly budget: Budget;
}

export interface RouteStory {
  /** AFI × 256 + SAFI. */
  readonly family: number;
  readonly bits: number;
  readonly octets: Uint8Array;
  /** Path identifiers that are announced; 0 stands for the only path without ADD-PATH. */
  readonly paths: number[];
  /** More paths than are kept: whether one is left cannot be told. */
  isCrowded: boolean;
  /** How often its last path was withdrawn. */
  withdrawals: number;
  firstWithdrawn: Stamp | null;
  lastWithdrawn: Stamp | null;
  /** The last time that it was announced after it had been withdrawn. */
  returned: Stamp | null;
}

export const createRouteLog = (isWhole: boolean, budget: Budget): RouteLog => ({
  stories: new Map(),
  isWhole,
  hasWithdrawals: false,
  unfollowed: 0,
  budget,
});

/** Whether the UPDATE changes what is remembered. Of a large table none does, until something is withdrawn. */
export const concerns = ({ isWhole, hasWithdrawals }: RouteLog, { withdrawn, unreachCount }: UpdateScan): boolean =>
  isWhole || hasWithdrawals || withdrawn > 0 || unreachCount > 0;

/** `scan` is of the message that begins at `start`. */
export function logRoutes(
  log: RouteLog,
  bytes: Uint8Array,
  start: number,
  scan: UpdateScan,
  context: DecodeContext,
  clock: Clock,
): void {
  if (scan.withdrawn > 0 || scan.unreachCount > 0) log.hasWithdrawals = true;
  eachWithdrawn(bytes, start, scan, context, (family, bits, at, path) => {
    withdraw(log, family, bits, bytes, at, path, context, clock);
  });
  eachAnnounced(bytes, start, scan, context, (family, bits, at, path) => {
    announce(log, family, bits, bytes, at, path, clock);
  });
}

/** `at` is where the prefix's octets begin; `path` is its path identifier, 0 without ADD-PATH. */
type PrefixVisitor = (family: number, bits: number, at: number, path: number) => void;

export function eachAnnounced(
  bytes: Uint8Array,
  start: number,
  scan: UpdateScan,
  context: DecodeContext,
  visit: PrefixVisitor,
): void {
  if (scan.announced > 0)
    eachPrefix(bytes, start + scan.announcedAt, start + scan.announcedEnd, IPV4_UNICAST, context, visit);
  if (scan.reachCount > 0)
    eachPrefix(bytes, start + scan.reachAt, start + scan.reachEnd, scan.reachFamily, context, visit);
}

function eachWithdrawn(
  bytes: Uint8Array,
  start: number,
  scan: UpdateScan,
  context: DecodeContext,
  visit: PrefixVisitor,
): void {
  if (scan.withdrawn > 0)
    eachPrefix(bytes, start + scan.withdrawnAt, start + scan.withdrawnEnd, IPV4_UNICAST, context, visit);
  if (scan.unreachCount > 0)
    eachPrefix(bytes, start + scan.unreachAt, start + scan.unreachEnd, scan.unreachFamily, context, visit);
}

/** Of families whose NLRI are bare prefixes; the scan has checked them. */
function eachPrefix(
  bytes: Uint8Array,
  from: number,
  end: number,
  family: number,
  { addPath }: DecodeContext,
  visit: PrefixVisitor,
): void {
  if (addressBits(family >> 8, family & 0xff) === 0) return;
  const hasPathIds = addPath.has(family);
  let at = from;
  while (at < end) {
    const path = hasPathIds ? u32(bytes, at) : 0;
    if (hasPathIds) at += 4;
    const bits = u8(bytes, at);
    visit(family, bits, at + 1, path);
    at += 1 + ((bits + 7) >> 3);
  }
}

function announce(
  log: RouteLog,
  family: number,
  bits: number,
  bytes: Uint8Array,
  at: number,
  path: number,
  clock: Clock,
): void {
  let story = findRoute(log, family, bits, bytes, at);
  if (story === undefined) {
    if (!log.isWhole) return;
    story = log.stories.size < MAX_ANNOUNCED ? addStory(log, family, bits, bytes, at) : undefined;
    if (story === undefined) {
      log.isWhole = false;
      return;
    }
  }
  const { paths } = story;
  if (paths.length === 0 && story.withdrawals > 0) story.returned = clock.stamp();
  if (paths.includes(path)) return;
  if (paths.length < MAX_PATHS) paths.push(path);
  else story.isCrowded = true;
}

function withdraw(
  log: RouteLog,
  family: number,
  bits: number,
  bytes: Uint8Array,
  at: number,
  path: number,
  { addPath }: DecodeContext,
  clock: Clock,
): void {
  let story = findRoute(log, family, bits, bytes, at);
  if (story === undefined) {
    // It was never announced; or, of several paths that were, one may be left.
    if (log.isWhole || addPath.has(family)) return;
    story = addStory(log, family, bits, bytes, at);
    if (story === undefined) {
      log.unfollowed += 1;
      return;
    }
  } else {
    const known = story.paths.indexOf(path);
    if (known === -1) return;
    story.paths.splice(known, 1);
    if (story.paths.length > 0) return;
  }
  story.withdrawals += 1;
  story.lastWithdrawn = clock.stamp();
  story.firstWithdrawn ??= story.lastWithdrawn;
}

export function findRoute(
  { stories }: RouteLog,
  family: number,
  bits: number,
  bytes: Uint8Array,
  at: number,
): RouteStory | undefined {
  const story = stories.get(hashOf(family, bits, bytes, at));
  return story !== undefined && isOf(story, family, bits, bytes, at) ? story : undefined;
}

/** Undefined where there is no room, or another prefix has the same place. */
function addStory(log: RouteLog, family: number, bits: number, bytes: Uint8Array, at: number): RouteStory | undefined {
  const { stories, budget } = log;
  const hash = hashOf(family, bits, bytes, at);
  if (stories.size >= MAX_PREFIXES || stories.has(hash) || !spend(budget, STORY_OCTETS)) return undefined;
  const octets = new Uint8Array(bytes.subarray(at, at + ((bits + 7) >> 3))); // a copy, of a Buffer too
  const story: RouteStory = {
    family,
    bits,
    octets,
    paths: [],
    isCrowded: false,
    withdrawals: 0,
    firstWithdrawn: null,
    lastWithdrawn: null,
    returned: null,
  };
  stories.set(hash, story);
  return story;
}

/** Of the bits that count: those behind them in the last octet mean nothing (RFC 4271 §4.3). */
const lastMask = (bits: number): number => (0xff << (-bits & 7)) & 0xff;

function hashOf(family: number, bits: number, bytes: Uint8Array, at: number): number {
  const last = at + ((bits + 7) >> 3) - 1;
  let hash = Math.imul(family, 0x9e3779b1) ^ bits;
  for (let index = at; index < last; index++) hash = Math.imul(hash ^ u8(bytes, index), 0x01000193);
  if (bits > 0) hash = Math.imul(hash ^ (u8(bytes, last) & lastMask(bits)), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 2; // so that it stays a small integer
}

function isOf(story: RouteStory, family: number, bits: number, bytes: Uint8Array, at: number): boolean {
  if (story.family !== family || story.bits !== bits) return false;
  const { octets } = story;
  const last = octets.length - 1;
  for (let index = 0; index < last; index++) if (octets[index] !== bytes[at + index]) return false;
  return bits === 0 || ((u8(octets, last) ^ u8(bytes, at + last)) & lastMask(bits)) === 0;
}
