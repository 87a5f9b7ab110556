/** The first UPDATEs of an end, octet by octet: a NOTIFICATION that refuses one quotes what it refuses (RFC 4271 §6.3). */
import { type Budget, spend } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Stamp } from './stamp.ts';

const MAX_UPDATES = 64;
const MAX_OCTETS = 16_384;
const COPY_OCTETS = 150;

export interface UpdateCopies {
  readonly copies: { readonly octets: Uint8Array; readonly stamp: Stamp }[];
  size: number;
  isFull: boolean;
}

export interface BlamedUpdate {
  readonly stamp: Stamp;
  /** `quoted`: it alone holds what the NOTIFICATION quotes; `malformed`: it breaks the format in that way; else the last one before. */
  readonly by: 'quoted' | 'malformed' | 'last';
}

export const createUpdateCopies = (): UpdateCopies => ({ copies: [], size: 0, isFull: false });

export function keepUpdate(
  kept: UpdateCopies,
  budget: Budget,
  bytes: Uint8Array,
  start: number,
  end: number,
  clock: Clock,
): void {
  const length = end - start;
  const fits = kept.copies.length < MAX_UPDATES && kept.size + length <= MAX_OCTETS;
  if (!fits || !spend(budget, COPY_OCTETS + length)) {
    kept.isFull = true;
    return;
  }
  kept.copies.push({ octets: new Uint8Array(bytes.subarray(start, end)), stamp: clock.stamp() });
  kept.size += length;
}
