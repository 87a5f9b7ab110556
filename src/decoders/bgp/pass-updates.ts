/**
 * Passes over UPDATEs that only count: they announce IPv4 prefixes, withdraw none, break no rule and hold nothing that
 * deserves a word. Of a table nearly every one is such, and one loop over a whole segment costs a fraction of a scan of
 * each. It may stop in vain; it never passes over what `scanUpdate` would find, by which whatever it stops at is judged.
 *
 * Octets are loaded in place: V8 inlines only so many helpers into one function, and half the speed is lost with them.
 */
import { u32 } from '../../net/octets.ts';
import { JUDGED_FLAGS } from './attribute-rules.ts';
import { isWholeMarker } from './header.ts';
import { HEADER_LENGTH, MAX_LENGTH, MessageType } from './message.ts';
import { AttributeFlag, AttributeType } from './registry/attributes.ts';
import { isSpecial } from './scan-as-path.ts';
import { isOddNextHop, MAX_ORIGIN } from './scan-attribute.ts';

/** What is passed over, and what has been. */
export interface PassedUpdates {
  /** Of the sender's AS numbers: octets of each, and whether those above 65,535 say nothing new. */
  asWidth: 2 | 4;
  passWideAs: boolean;
  passLocalPref: boolean;
  /** The receiver, as in `UpdateScan`. */
  receiverAs: number;
  receiverIpv4: number;
  /** Counted since both were set to 0. */
  messages: number;
  prefixes: number;
}

const UPDATE_HEADER = HEADER_LENGTH + 4;
const MAX_TYPE = 31; // as many as a number has bits
const WELL_KNOWN = AttributeFlag.TRANSITIVE;
const OPTIONAL = AttributeFlag.OPTIONAL;
const OPTIONAL_TRANSITIVE = AttributeFlag.OPTIONAL | AttributeFlag.TRANSITIVE;
const MANDATORY = (1 << AttributeType.ORIGIN) | (1 << AttributeType.AS_PATH) | (1 << AttributeType.NEXT_HOP);
const AS_SEQUENCE = 2;
const LAST_RANGE = 0xffff;
const IPV4_BITS = 32;

/** Where the first message begins that is not passed over, `bytes[start]` being the first octet of one. */
export function passUpdates(bytes: Uint8Array, start: number, end: number, passed: PassedUpdates): number {
  let at = start;
  while (end - at > UPDATE_HEADER) {
    const length = ((bytes[at + 16] ?? 0) << 8) | (bytes[at + 17] ?? 0);
    const next = at + length;
    if (bytes[at + 18] !== MessageType.UPDATE || length > MAX_LENGTH || next > end) break;
    if (!isWholeMarker(bytes, at) || bytes[at + 19] !== 0 || bytes[at + 20] !== 0) break;
    const announcedAt = at + UPDATE_HEADER + (((bytes[at + 21] ?? 0) << 8) | (bytes[at + 22] ?? 0));
    if (announcedAt >= next || !arePlain(bytes, at + UPDATE_HEADER, announcedAt, passed)) break;
    let prefixes = 0;
    for (at = announcedAt; at < next; prefixes += 1) {
      const bits = bytes[at] ?? 0;
      at += 1 + ((bits + 7) >> 3);
      if (bits > IPV4_BITS || at > next) return next - length;
    }
    passed.messages += 1;
    passed.prefixes += prefixes;
  }
  return at;
}

/** The path attributes of a message. */
function arePlain(bytes: Uint8Array, from: number, end: number, passed: PassedUpdates): boolean {
  let seen = 0;
  let at = from;
  while (end - at >= 3) {
    const type = bytes[at + 1] ?? 0;
    let length = bytes[at + 2] ?? 0;
    let flags = bytes[at] ?? 0;
    at += 3;
    if ((flags & AttributeFlag.EXTENDED_LENGTH) !== 0) {
      length = (length << 8) | (bytes[at] ?? 0);
      at += 1;
    }
    flags &= JUDGED_FLAGS;
    const next = at + length;
    if (next > end || type > MAX_TYPE || (seen & (1 << type)) !== 0) return false;
    seen |= 1 << type;
    switch (type) {
      case AttributeType.ORIGIN:
        if (flags !== WELL_KNOWN || length !== 1 || (bytes[at] ?? 0) > MAX_ORIGIN) return false;
        break;
      case AttributeType.AS_PATH:
        if (flags !== WELL_KNOWN || !isPlainPath(bytes, at, next, passed)) return false;
        break;
      case AttributeType.NEXT_HOP:
        if (flags !== WELL_KNOWN || length !== 4 || isOddNextHop(bytes[at] ?? 0)) return false;
        if (u32(bytes, at) === passed.receiverIpv4) return false;
        break;
      case AttributeType.LOCAL_PREF:
        if (flags !== WELL_KNOWN || length !== 4 || !passed.passLocalPref) return false;
        break;
      case AttributeType.ATOMIC_AGGREGATE:
        if (flags !== WELL_KNOWN || length !== 0) return false;
        break;
      case AttributeType.MULTI_EXIT_DISC:
      case AttributeType.ORIGINATOR_ID:
        if (flags !== OPTIONAL || length !== 4) return false;
        break;
      case AttributeType.COMMUNITIES:
        if (flags !== OPTIONAL_TRANSITIVE || length === 0 || length % 4 !== 0) return false;
        for (let each = at; each < next; each += 4) {
          const range = ((bytes[each] ?? 0) << 8) | (bytes[each + 1] ?? 0);
          if (range === 0 || range === LAST_RANGE) return false;
        }
        break;
      default:
        return false;
    }
    at = next;
  }
  return at === end && (seen & MANDATORY) === MANDATORY;
}

/** One AS_SEQUENCE, or none. */
function isPlainPath(bytes: Uint8Array, at: number, end: number, passed: PassedUpdates): boolean {
  const { asWidth, passWideAs, receiverAs } = passed;
  if (at === end) return true;
  const count = bytes[at + 1] ?? 0;
  if (bytes[at] !== AS_SEQUENCE || count === 0 || at + 2 + count * asWidth !== end) return false;
  for (let lowAt = at + asWidth; lowAt < end; lowAt += asWidth) {
    const high = asWidth === 4 ? ((bytes[lowAt - 2] ?? 0) << 8) | (bytes[lowAt - 1] ?? 0) : 0;
    const low = ((bytes[lowAt] ?? 0) << 8) | (bytes[lowAt + 1] ?? 0);
    if (high !== 0 && !passWideAs) return false;
    if (isSpecial(high, low) || high * 0x1_0000 + low === receiverAs) return false;
  }
  return true;
}
