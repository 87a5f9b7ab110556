/** A packet as evidence, and the two sides of a session. */
import type { EvidenceRef } from './finding.ts';

/** `local` is the side known to be the cluster's, whichever side opened the connection. */
export type Side = 'local' | 'remote';

export const otherSide = (side: Side): Side => (side === 'local' ? 'remote' : 'local');

export const SIDES: readonly Side[] = ['local', 'remote'];

/** A packet, with what stands in it. `seconds` (since the epoch) is for differences; `time` is exact. */
export interface Moment extends EvidenceRef {
  readonly frame: number;
  readonly time: string;
  readonly seconds: number;
}
