/** Which messages the table shows: of a session, of some types, with a text in what they say. */
import { el, say } from './dom.ts';
import { type MessageIndex, typeName } from './log.ts';
import { createSearchTexts } from './search-texts.ts';

export interface Filter {
  readonly element: HTMLElement;
  /** Shows all. */
  clear(): void;
}

interface FilterOptions {
  readonly log: MessageIndex;
  readonly sessionNames: readonly string[];
  readonly sessionOf: (flow: number) => number | null;
  /** `isMore`: the same, and some behind them. */
  readonly onChange: (indices: Uint32Array, isMore: boolean) => void;
}

const MOST_SESSIONS = 1000;
/** Messages that are read between two looks at the clock, and the time until the page may draw again. */
const BATCH = 256;
const SLICE_MILLISECONDS = 16;
/** Until what was found so far is shown, and from then on until more is. */
const FIRST_MILLISECONDS = 50;
const MORE_MILLISECONDS = 250;

export function createFilter({ log, sessionNames, sessionOf, onChange }: FilterOptions): Filter {
  const counts = new Map<string, number>();
  for (const code of log.types) counts.set(typeName(code), (counts.get(typeName(code)) ?? 0) + 1);
  const types = [...counts].map(([name, count]) => {
    const box = el('input', { type: 'checkbox', checked: true });
    return {
      name,
      box,
      label: el('label', { class: 'choice' }, box, ` ${name} `, el('small', {}, count.toLocaleString('en'))),
    };
  });
  const session = el(
    'select',
    { 'aria-label': 'Session' },
    el('option', { value: '' }, 'All sessions'),
    ...sessionNames.slice(0, MOST_SESSIONS).map((name, index) => el('option', { value: index }, name)),
  );
  const search = el('input', {
    type: 'search',
    placeholder: 'Prefix, AS, community, address …',
    'aria-label': 'Search in messages',
  });
  const told = el('p', { class: 'faint told', role: 'status' });
  const element = el(
    'div',
    { class: 'filter', role: 'search', 'aria-label': 'Filter the messages' },
    el('div', { class: 'filter-row' }, search, session),
    el('fieldset', {}, el('legend', { class: 'hidden-words' }, 'Types'), ...types.map(({ label }) => label)),
    told,
  );
  const textOf = createSearchTexts(log);
  let run = 0;
  let last: Answer | null = null;

  function question(): Question {
    const wanted = new Set(types.filter(({ box }) => box.checked).map(({ name }) => name));
    const isWanted = Array.from({ length: 256 }, (_, code) => wanted.has(typeName(code)));
    const ofSession = session.value === '' ? null : Number(session.value);
    const flows = log.flows.map((_, flow) => ofSession === null || sessionOf(flow) === ofSession);
    const words = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return {
      words,
      others: `${session.value} ${[...wanted].join(' ')}`,
      takes: (index) =>
        isWanted[log.types[index] ?? 0] === true &&
        flows[log.flowOf[index] ?? 0] === true &&
        (words.length === 0 || hasAll(textOf(index), words)),
    };
  }

  async function apply(): Promise<void> {
    run += 1;
    const own = run;
    const { words, others, takes } = question();
    // One letter more finds nothing that was not found without it.
    const among = last !== null && last.others === others && narrows(words, last.words) ? last.found : null;
    const count = among?.length ?? log.count;
    const found = new Uint32Array(count);
    let length = 0;
    let pause = performance.now() + SLICE_MILLISECONDS;
    let show = performance.now() + FIRST_MILLISECONDS;
    let isShown = false;
    for (let place = 0; place < count; place += 1) {
      if (words.length > 0 && place % BATCH === 0 && performance.now() > pause) {
        told.textContent = `Searching, ${Math.round((100 * place) / count)} %`;
        if (length > 0 && performance.now() > show) {
          onChange(found.slice(0, length), isShown);
          isShown = true;
          show = performance.now() + MORE_MILLISECONDS;
        }
        // oxlint-disable-next-line no-await-in-loop -- lets the page draw and listen
        await letDraw();
        if (own !== run) return;
        pause = performance.now() + SLICE_MILLISECONDS;
      }
      const index = among?.[place] ?? place;
      if (!takes(index)) continue;
      found[length] = index;
      length += 1;
    }
    last = { words, others, found: found.slice(0, length) };
    told.textContent = describe(length);
    onChange(last.found, isShown);
  }

  function describe(count: number): string {
    const all = log.count.toLocaleString('en');
    return count === log.count ? `${all} messages` : `${count.toLocaleString('en')} of ${all} messages`;
  }

  search.addEventListener('input', () => void apply());
  for (const control of [session, ...types.map(({ box }) => box)])
    control.addEventListener('change', () => void apply());
  told.textContent = describe(log.count);

  return {
    element,
    clear() {
      search.value = '';
      session.value = '';
      for (const { box } of types) box.checked = true;
      say('The filter was taken off');
      void apply();
    },
  };
}

/** Timers of timers wait for 4 ms or more each, messages don't. */
function letDraw(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  const drawn = new Promise((resolve) => port1.addEventListener('message', resolve, { once: true }));
  port1.start();
  port2.postMessage(null);
  return drawn.then(() => port1.close());
}

interface Question {
  readonly words: readonly string[];
  /** What is asked besides. */
  readonly others: string;
  readonly takes: (index: number) => boolean;
}
/** What was found last. */
interface Answer extends Omit<Question, 'takes'> {
  readonly found: Uint32Array;
}

const narrows = (words: readonly string[], before: readonly string[]): boolean =>
  before.every((old) => words.some((word) => word.includes(old)));

function hasAll(text: string, words: readonly string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}
