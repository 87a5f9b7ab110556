/** A packet's time: whole seconds since the epoch and nanoseconds, since one double cannot hold both. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Decimals that the source has: 6 in most captures, 9 in some. */
  readonly digits: number;
}

const LAST_SECOND = 253_402_300_799; // 9999-12-31T23:59:59Z: ISO 8601 has four digits for a year

/** ISO 8601 in UTC, with as many decimals as the source has. A time that no calendar shows is given as `@SECONDS`. */
export function toIso({ seconds, nanoseconds, digits }: Timestamp): string {
  const fraction = digits === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').slice(0, digits)}`;
  if (seconds < 0 || seconds > LAST_SECOND) return `@${seconds}${fraction}`;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fraction}Z`;
}
