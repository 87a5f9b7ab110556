/** Measures round trips, windows and repeats of one TCP connection, from the packets of a capture. */
import { type Dissected, TcpFlag } from '../decoders/dissected.ts';
import { CopyFilter } from './copies.ts';
import type { End } from './ladder.ts';
import { isBehind } from './sequence.ts';

export interface FlowMeter {
  /** The next packet, which `from` sent `at` so many seconds. */
  packet(from: End, packet: Dissected, at: number): void;
}

export interface Readings {
  /** What `from` had sent was acknowledged after so many seconds. */
  wait(from: End, seconds: number, at: number): void;
  /** `from` takes so many octets. */
  window(from: End, octets: number, at: number): void;
  /** `from` sent what it had sent before. */
  again(from: End, at: number): void;
}

interface Direction {
  /** The octet behind all that was sent. */
  next: number | null;
  /** What waits to be acknowledged, oldest first: the octet behind it, and when it was sent. */
  flying: { readonly end: number; readonly at: number }[];
  /** -1 of a SYN without the option; null where no SYN was captured. */
  scale: number | null;
}

/** Of more segments in flight the first ones are timed. */
const MOST_FLYING = 64;
/** RFC 7323 §2.3 */
const MAX_SCALE = 14;

const fresh = (): Direction => ({ next: null, flying: [], scale: null });

export function createFlowMeter(readings: Readings): FlowMeter {
  const directions: [Direction, Direction] = [fresh(), fresh()];

  const copies = new CopyFilter();

  function packet(from: End, dissected: Dissected, at: number): void {
    if (copies.isCopy(dissected, at)) return;
    const { sequence, acknowledgement, flags, window, windowScale, payloadLength } = dissected;
    const has = (flag: number): boolean => (flags & flag) !== 0;
    const length = payloadLength + Number(has(TcpFlag.SYN)) + Number(has(TcpFlag.FIN));
    const end = (sequence + length) >>> 0;
    const opens = has(TcpFlag.SYN) && !has(TcpFlag.ACK);
    if (opens && directions[from].next !== end) directions.splice(0, 2, fresh(), fresh());
    const own = directions[from];
    const other = directions[from === 0 ? 1 : 0];
    if (has(TcpFlag.SYN)) own.scale = windowScale;
    if (length > 0 && !sent(own, end, at) && !isProbe(length, payloadLength)) readings.again(from, at);
    const since = has(TcpFlag.ACK) ? acknowledged(other, acknowledgement) : null;
    if (since !== null) readings.wait(from === 0 ? 1 : 0, at - since, at);
    const granted = has(TcpFlag.RST) ? null : grantedBy(own, other, window, has(TcpFlag.SYN));
    if (granted !== null) readings.window(from, granted, at);
  }

  return { packet };
}

/** A probe repeats an octet at most (RFC 9293 §3.8.4, §3.8.6.1). */
const isProbe = (length: number, payloadLength: number): boolean => length === 1 && payloadLength === 1;

/** False if it was sent before: then nothing is timed that an answer to either may be for (RFC 6298 §3). */
function sent(own: Direction, end: number, at: number): boolean {
  if (own.next !== null && !isBehind(end, own.next)) {
    own.flying = [];
    return false;
  }
  if (own.flying.length < MOST_FLYING) own.flying.push({ end, at });
  own.next = end;
  return true;
}

/** When the oldest octets were sent that this acknowledges; null if nothing that is timed. */
function acknowledged({ flying }: Direction, acknowledgement: number): number | null {
  const rest = flying.findIndex(({ end }) => isBehind(end, acknowledgement));
  const [oldest] = flying.splice(0, rest < 0 ? flying.length : rest);
  return oldest?.at ?? null;
}

/** RFC 7323 §2.2: the window of a SYN is never scaled, others are if both SYNs say by how much. Null where that is not known. */
function grantedBy(own: Direction, other: Direction, window: number, isSyn: boolean): number | null {
  if (isSyn || window === 0) return window;
  if (own.scale === null || other.scale === null) return null;
  return own.scale < 0 || other.scale < 0 ? window : window * 2 ** Math.min(own.scale, MAX_SCALE);
}
