/** Which messages the table shows: of a session, of some types, with a text in what they say. */
import { el, say } from './dom.ts';
import { endpoint } from './inspector.ts';
import { type MessageIndex, typeName } from './log.ts';

export interface Filter {
  readonly element: HTMLElement;
  /** Shows all. */
  clear(): void;
}

interface FilterOptions {
  readonly log: MessageIndex;
  readonly sessionNames: readonly string[];
  readonly sessionOf: (flow: number) => number | null;
  readonly onChange: (indices: Uint32Array) => void;
}

const MOST_SESSIONS = 1000;
/** Messages that are read between two looks at the clock, and the time until the page may draw again. */
const BATCH = 256;
const SLICE_MILLISECONDS = 24;

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
  const texts: (string | undefined)[] = [];
  let run = 0;

  /** Made once for each message. */
  function textOf(index: number): string {
    const known = texts[index];
    if (known !== undefined) return known;
    const flow = log.flows[log.flowOf[index] ?? 0];
    const ends = flow === undefined ? '' : `${endpoint(flow.source)} ${endpoint(flow.destination)}`;
    const made =
      `${log.frames[index]} ${ends} ${typeName(log.types[index] ?? 0)} ${log.summaryOf(index)}`.toLowerCase();
    texts[index] = made;
    return made;
  }

  async function apply(): Promise<void> {
    run += 1;
    const own = run;
    const wanted = new Set(types.filter(({ box }) => box.checked).map(({ name }) => name));
    const isWanted = Array.from({ length: 256 }, (_, code) => wanted.has(typeName(code)));
    const ofSession = session.value === '' ? null : Number(session.value);
    const flows = log.flows.map((_, flow) => ofSession === null || sessionOf(flow) === ofSession);
    const words = search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const kept: number[] = [];
    let pause = performance.now() + SLICE_MILLISECONDS;
    for (let index = 0; index < log.count; index += 1) {
      if (words.length > 0 && index % BATCH === 0 && performance.now() > pause) {
        told.textContent = `Searching, ${Math.round((100 * index) / log.count)} %`;
        // oxlint-disable-next-line no-await-in-loop -- lets the page draw and listen
        await new Promise((resolve) => setTimeout(resolve));
        if (own !== run) return;
        pause = performance.now() + SLICE_MILLISECONDS;
      }
      if (isWanted[log.types[index] ?? 0] !== true || flows[log.flowOf[index] ?? 0] !== true) continue;
      if (words.every((word) => textOf(index).includes(word))) kept.push(index);
    }
    told.textContent = describe(kept.length);
    onChange(Uint32Array.from(kept));
  }

  function describe(count: number): string {
    const all = log.count.toLocaleString('en');
    return count === log.count ? `${all} messages` : `${count.toLocaleString('en')} of ${all} messages`;
  }

  let waiting: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void apply(), 150);
  });
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
