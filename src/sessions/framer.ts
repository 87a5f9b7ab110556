/**
 * Cuts one direction of a connection into BGP messages (RFC 4271 §4.1), in place where a message lies in one segment.
 *
 * A stream whose framing is lost (it begins midstream, octets are missing, a header is wrong) is searched for the next
 * marker whose length and type are plausible.
 */
import { isWholeMarker } from '../decoders/bgp/header.ts';
import { HEADER_LENGTH, MAX_EXTENDED_LENGTH, MAX_LENGTH, MessageType } from '../decoders/bgp/message.ts';

const MARKER_LENGTH = 16;

export interface HeaderFault {
  readonly reason: string;
  /** From the message's first marker octet. */
  readonly offset: number;
  readonly answer: { readonly code: number; readonly subcode: number };
}

export interface FramerEvents {
  /** Asked first, where a message begins: takes whole ones for as long as it likes, and returns where it stopped. */
  pass(bytes: Uint8Array, start: number, end: number): number;
  /** One whole message, `bytes[start]` to `bytes[end - 1]`; valid during the call only. */
  message(bytes: Uint8Array, start: number, end: number): void;
  /** The beginning of a message whose end was not captured. */
  cut(bytes: Uint8Array, start: number, end: number): void;
  /** Where a message should begin stands `header`, which cannot be one; once until framing is found again. */
  fault(fault: HeaderFault, header: Uint8Array): void;
}

/** A class, since there is one for each stream: V8 takes the functions of many closures for different ones. */
export class Framer {
  readonly #events: FramerEvents;
  #synced = true;
  #midstream = false;
  #maxLength: number = MAX_LENGTH;
  /** What has arrived of a message whose end has not. */
  #carry = new Uint8Array(0);
  #have = 0;
  skipped = 0;

  constructor(events: FramerEvents) {
    this.#events = events;
  }

  /** The next octets of the stream. */
  push(bytes: Uint8Array, start: number, end: number): void {
    // A segment that begins with a marker begins with a message, whatever its header says.
    if (this.#midstream && isMarker(bytes, start, start + MARKER_LENGTH)) this.#synced = true;
    this.#midstream = false;
    let at = start;
    while (this.#have > 0 && at < end) {
      // Take what the unfinished message still needs, first its header, and no more: the rest is read in place.
      const wanted = this.#synced && this.#have >= HEADER_LENGTH ? u16(this.#carry, 16) : HEADER_LENGTH;
      const take = Math.min(end - at, Math.max(wanted - this.#have, 1));
      this.#keep(bytes, at, at + take);
      at += take;
      const used = this.#cutMessages(this.#carry, 0, this.#have);
      this.#carry.copyWithin(0, used, this.#have);
      this.#have -= used;
    }
    if (at === end) return;
    const used = this.#cutMessages(bytes, at, end);
    if (used < end) this.#keep(bytes, used, end);
    else if (this.#carry.length > MAX_LENGTH) this.#carry = new Uint8Array(0);
  }

  /** `length` octets of the stream are not in the capture. */
  skip(length: number): void {
    if (this.#synced && this.#have >= HEADER_LENGTH) {
      const rest = u16(this.#carry, 16) - this.#have;
      this.#events.cut(this.#carry, 0, this.#have);
      // A hole that ends where the message ends leaves the framing as it is.
      if (length !== rest) this.#synced = false;
    } else {
      this.skipped += this.#have;
      this.#synced = false;
    }
    this.#have = 0;
  }

  /** A connection whose beginning was not captured: the stream may begin inside a message. */
  lose(): void {
    this.#synced = false;
    this.#midstream = true;
  }

  /** The stream ends here, maybe inside a message. */
  finish(): void {
    if (this.#synced && this.#have >= HEADER_LENGTH) this.#events.cut(this.#carry, 0, this.#have);
    this.#have = 0;
  }

  /** Lets messages be longer than 4,096 octets (RFC 8654). */
  allowExtended(): void {
    this.#maxLength = MAX_EXTENDED_LENGTH;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const need = this.#have + end - start;
    if (need > this.#carry.length) {
      const grown = new Uint8Array(Math.max(need, Math.min(this.#carry.length * 2, MAX_EXTENDED_LENGTH)));
      grown.set(this.#carry.subarray(0, this.#have));
      this.#carry = grown;
    }
    this.#carry.set(bytes.subarray(start, end), this.#have);
    this.#have = need;
  }

  /** Hands out the whole messages of the range; returns where the first unfinished one begins. */
  #cutMessages(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (;;) {
      if (!this.#synced) {
        const found = findHeader(bytes, at, end, this.#maxLength);
        this.skipped += found - at;
        at = found;
        if (end - at < HEADER_LENGTH) return at;
        this.#synced = true;
      }
      at = this.#events.pass(bytes, at, end);
      if (end - at < HEADER_LENGTH) {
        // A wrong marker shows before the header is whole.
        if (end > at && !isMarker(bytes, at, Math.min(end, at + MARKER_LENGTH)))
          this.#lose(badMarker(bytes, at), bytes, at, end);
        else return at;
        continue;
      }
      if (!isWholeMarker(bytes, at)) {
        this.#lose(badMarker(bytes, at), bytes, at, end);
        continue;
      }
      const length = u16(bytes, at + 16);
      if (length < HEADER_LENGTH || length > this.#maxLength) {
        this.#lose(badLength(length, this.#maxLength), bytes, at, end);
        at += HEADER_LENGTH;
        continue;
      }
      if (end - at < length) return at;
      this.#events.message(bytes, at, at + length);
      at += length;
    }
  }

  #lose(fault: HeaderFault, bytes: Uint8Array, start: number, end: number): void {
    this.#synced = false;
    this.#events.fault(fault, bytes.subarray(start, Math.min(end, start + HEADER_LENGTH)));
  }
}

/** By type, OPEN to ROUTE-REFRESH (RFC 4271 §6.1, RFC 2918 §3). */
const LEAST_LENGTH = [29, 23, 21, 19, 23];

/** Whether a BGP message may begin here: what tells BGP on any port, and where a stream goes on. */
export function looksLikeHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  maxLength: number = MAX_EXTENDED_LENGTH,
): boolean {
  if (end - at < HEADER_LENGTH || !isMarker(bytes, at, at + MARKER_LENGTH)) return false;
  const length = u16(bytes, at + 16);
  const type = bytes[at + 18] ?? 0;
  const least = LEAST_LENGTH[type - 1];
  return (
    least !== undefined && length >= least && length <= (type === MessageType.KEEPALIVE ? HEADER_LENGTH : maxLength)
  );
}

/** Where the next plausible header begins, or where one may begin whose rest has not arrived. */
function findHeader(bytes: Uint8Array, start: number, end: number, maxLength: number): number {
  let at = start;
  while (at < end) {
    if (bytes[at] !== 0xff) {
      at += 1;
      continue;
    }
    let run = at;
    while (run < end && bytes[run] === 0xff) run += 1;
    if (run === end) return Math.max(at, end - MARKER_LENGTH);
    const candidate = run - MARKER_LENGTH;
    if (candidate >= at) {
      if (end - candidate < HEADER_LENGTH || looksLikeHeader(bytes, candidate, end, maxLength)) return candidate;
    }
    at = run;
  }
  return end;
}

function isMarker(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== 0xff) return false;
  return true;
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function badMarker(bytes: Uint8Array, start: number): HeaderFault {
  let at = start;
  while (bytes[at] === 0xff) at += 1;
  return {
    reason: `marker octet ${at - start} is ${bytes[at]}, not 255: no message begins here`,
    offset: at - start,
    answer: { code: 1, subcode: 1 },
  };
}

function badLength(length: number, limit: number): HeaderFault {
  return {
    reason: `message length ${length}, allowed are ${HEADER_LENGTH} to ${limit}`,
    offset: 16,
    answer: { code: 1, subcode: 2 },
  };
}
