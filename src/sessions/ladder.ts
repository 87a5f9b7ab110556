import type { Stamp } from './stamp.ts';

/** Which end of a connection: 0 is the one whose address (then port) is the lower. */
export type End = 0 | 1;
export const otherEnd = (end: End): End => (end === 0 ? 1 : 0);

export interface Rung {
  readonly stamp: Stamp;
  readonly from: End | null;
  readonly event: string;
  readonly text: string;
  readonly fault: boolean;
  count: number;
}

export interface Ladder {
  readonly rungs: readonly Rung[];
  add(stamp: Stamp, from: End | null, event: string, text: string, fault?: boolean): void;
  /** One more of what repeats all the time (KEEPALIVE, UPDATE): counted where it stood first since the last other event. */
  repeat(event: 'KEEPALIVE' | 'UPDATE', from: End, stamp: () => Stamp, times?: number): void;
}

/** The first ones tell how a connection came up, the last ones how it ended. */
const FIRST = 40;
const LAST = 24;

export function createLadder(): Ladder {
  const rungs: Rung[] = [];
  /** Rungs that count on: KEEPALIVE and UPDATE of each end. */
  const counting: (Rung | undefined)[] = [];

  function push(rung: Rung): void {
    rungs.push(rung);
    if (rungs.length > FIRST + LAST) rungs.splice(FIRST, 1);
  }

  return {
    rungs,
    add(stamp, from, event, text, fault = false) {
      const last = rungs.at(-1);
      if (last !== undefined && last.event === event && last.from === from && last.text === text) {
        last.count += 1;
        return;
      }
      counting.length = 0;
      push({ stamp, from, event, text, fault, count: 1 });
    },
    repeat(event, from, stamp, times = 1) {
      const slot = (event === 'UPDATE' ? 2 : 0) + from;
      const known = counting[slot];
      if (known !== undefined) {
        known.count += times;
        return;
      }
      const rung: Rung = { stamp: stamp(), from, event, text: '', fault: false, count: times };
      counting[slot] = rung;
      push(rung);
    },
  };
}
