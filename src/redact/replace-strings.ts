/** Words of our own, times, digests, and the paths of files that were written under stand-ins already. */
const OURS: ReadonlySet<string> = new Set(
  'schema url sha256 path generatedAt time firstSeen lastSeen establishedAt startedAt finishedAt severity state outcome event family'.split(
    ' ',
  ),
);
const IS_AS = /^(?:as|[a-z]+As)$/;

/** A copy of what can be JSON, with other strings in it; `as` is for numbers in fields that are called so. */
export function replaceStrings<T>(value: T, text: (text: string) => string, as?: (as: number) => number): T {
  return JSON.parse(JSON.stringify(value), (key: string, each: unknown) => {
    if (typeof each === 'string') return OURS.has(key) ? each : text(each);
    return typeof each === 'number' && as !== undefined && IS_AS.test(key) ? as(each) : each;
  });
}
