import { visible } from '../reporters/visible.ts';
import type { Io } from './io.ts';

const PATIENCE_MS = 1000;
const INTERVAL_MS = 100;
const BAR = 24;

export interface Progress {
  /** `total` is null where nobody knows it: a stream. */
  update(name: string, read: number, total: number | null): void;
  /** Wipes the bar. */
  done(): void;
}

/** A bar on standard error for what takes over a second, if a person is looking. */
export function createProgress({ stderr }: Io, now: () => number): Progress {
  if (stderr.isTTY !== true) return { update: () => undefined, done: () => undefined };
  const begun = now();
  let drawn = begun + PATIENCE_MS - INTERVAL_MS;
  let shown = false;
  return {
    update(name, read, total) {
      const time = now();
      if (total === null || time - drawn < INTERVAL_MS) return;
      drawn = time;
      shown = true;
      stderr.write(`\r${describe(name, read, total).slice(0, (stderr.columns ?? 80) - 1)}\u{1b}[K`);
    },
    done() {
      if (shown) stderr.write('\r\u{1b}[K');
      shown = false;
    },
  };
}

function describe(name: string, read: number, total: number): string {
  const share = Math.min(1, total === 0 ? 1 : read / total);
  const filled = Math.round(share * BAR);
  return `${String(Math.floor(share * 100)).padStart(3)}% [${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] ${visible(name)}`;
}
