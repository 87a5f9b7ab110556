/** 2026-01-01T00:00:00Z in microseconds: when every generated capture begins. */
export const START = Date.UTC(2026, 0, 1) * 1_000;
