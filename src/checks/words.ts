/** `1 time`, `3 times`: so that a title reads as a sentence. */
export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

const HOUR = 3600;
const DAY = 24 * HOUR;

/** As exact as a person needs: milliseconds to days. */
export function seconds(value: number): string {
  if (value < 0.1) return `${value < 0.01 ? Math.round(value * 10_000) / 10 : Math.round(value * 1000)} ms`;
  if (value >= 2 * DAY) return `${Math.round(value / DAY)} days`;
  if (value >= 2 * HOUR) return `${Math.round(value / HOUR)} h`;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
}

export const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
