/** Seconds from one time of a report to another (ISO 8601, or `@SECONDS`); null where one of them is neither. */
export function secondsBetween(first: string, later: string): number | null {
  const from = parse(first);
  const to = parse(later);
  // Whole seconds and fractions apart: one double does not hold the nanoseconds of a date.
  return from === null || to === null ? null : to.whole - from.whole + (to.fraction - from.fraction);
}

function parse(time: string): { readonly whole: number; readonly fraction: number } | null {
  const [, calendar, seconds, decimals = ''] =
    /^(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)|@(-?\d+))(?:\.(\d+))?Z?$/.exec(time) ?? [];
  const whole = calendar === undefined ? Number(seconds) : Date.parse(`${calendar}Z`) / 1000;
  return Number.isNaN(whole) ? null : { whole, fraction: Number(`0.${decimals}0`) };
}
