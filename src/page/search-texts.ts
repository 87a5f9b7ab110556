/** What is searched: all that the messages say, in lower case. Made while nobody waits, and kept. */
import { endpoint } from './inspector.ts';
import { type MessageIndex, typeName } from './log.ts';

/** Of texts that are kept; of what is beyond them each search makes them anew. */
const MOST_CHARACTERS = 64 << 20;
const BATCH = 64;
/** While the page has other work. */
const SLICE_MILLISECONDS = 8;

/** The text of a message, by its index. */
export type SearchTexts = (index: number) => string;

export function createSearchTexts(log: MessageIndex): SearchTexts {
  const ends = log.flows.map(({ source, destination }) => `${endpoint(source)} ${endpoint(destination)}`);
  const texts: (string | undefined)[] = Array.from({ length: log.count });
  let characters = 0;

  function textOf(index: number): string {
    const known = texts[index];
    if (known !== undefined) return known;
    const between = ends[log.flowOf[index] ?? 0] ?? '';
    const made =
      `${log.frames[index]} ${log.captureOf(index) ?? ''} ${between} ${typeName(log.types[index] ?? 0)} ${log.textOf(index)}`.toLowerCase();
    characters += made.length;
    if (characters <= MOST_CHARACTERS) texts[index] = made;
    return made;
  }

  whenIdle(function make(left, from = 0): void {
    const until = performance.now() + left;
    let index = from;
    while (index < log.count && characters <= MOST_CHARACTERS) {
      if (index % BATCH === 0 && index > from && performance.now() > until) {
        whenIdle((again) => make(again, index));
        return;
      }
      textOf(index);
      index += 1;
    }
  });
  return textOf;
}

/** Calls with the milliseconds that may be taken. Safari does not tell when it is idle. */
function whenIdle(work: (milliseconds: number) => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback((deadline) => work(deadline.timeRemaining()));
  else setTimeout(() => work(SLICE_MILLISECONDS));
}
