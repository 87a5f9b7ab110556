/**
 * The table of messages. Only the rows in sight are in the page, so that 100,000 scroll like ten; the grid has the focus and
 * names its active row, since a row may leave the page while it is active.
 */
import { el } from './dom.ts';
import { type Filter, createFilter } from './filter.ts';
import { endpoint } from './inspector.ts';
import { type MessageIndex, typeName } from './log.ts';

export interface MessageTable {
  /** Scrolls to a message, without the filter if that hides it. */
  reveal(index: number): void;
}

interface TableOptions {
  readonly log: MessageIndex;
  readonly sessionNames: readonly string[];
  readonly sessionOf: (flow: number) => number | null;
  readonly open: (index: number) => void;
}

/** Pixels, as in the style sheet. */
const ROW = 34;
const NARROW_ROW = 58;
const AROUND = 8; // rows above and below those in sight
const COLUMNS = ['Frame', 'Seconds', 'From', 'To', 'Type', 'What it says'];

export function createTable(host: HTMLElement, options: TableOptions): MessageTable {
  const { log, open } = options;
  const narrow = matchMedia('(max-width: 56rem)');
  const start = log.seconds[0] ?? 0;
  const isSeveral = log.count > 0 && log.captureOf(0) !== null;
  const [frame = '', ...others] = COLUMNS;
  const columns = isSeveral ? [frame, 'Capture', ...others] : COLUMNS;
  let shown: Uint32Array = Uint32Array.from({ length: log.count }, (_, index) => index);
  let active = 0;
  let wants = false;

  const header = el(
    'div',
    { role: 'row', class: 'row head', 'aria-rowindex': 1 },
    ...columns.map((name) => el('span', { role: 'columnheader' }, name)),
  );
  const spacer = el('div', { role: 'rowgroup', class: 'rows' });
  const grid = el(
    'div',
    {
      role: 'grid',
      class: isSeveral ? 'grid several' : 'grid',
      tabindex: 0,
      'aria-label': 'Messages',
      'aria-colcount': columns.length,
      'aria-readonly': 'true',
    },
    el('div', { role: 'rowgroup' }, header),
    spacer,
  );
  const empty = el('p', { class: 'empty', hidden: true }, 'No message is like this.');
  const filter: Filter = createFilter({ ...options, onChange: take });
  host.append(
    filter.element,
    grid,
    empty,
    el(
      'p',
      { class: 'faint hint' },
      'Arrow keys move in the table, Enter shows a message in full with its octets, Escape closes it.',
    ),
  );

  function take(indices: Uint32Array, isMore: boolean): void {
    const before = shown[active];
    shown = indices;
    if (!isMore) active = Math.max(0, before === undefined ? 0 : shown.indexOf(before));
    grid.hidden = shown.length === 0;
    empty.hidden = shown.length > 0;
    grid.setAttribute('aria-rowcount', String(shown.length + 1));
    if (!isMore) scrollToActive();
    draw();
  }

  const rowHeight = (): number => (narrow.matches ? NARROW_ROW : ROW);
  /** The head stays above the rows. */
  const room = (): number => grid.clientHeight - header.offsetHeight;

  function draw(): void {
    wants = false;
    const height = rowHeight();
    spacer.style.height = `${shown.length * height}px`;
    const first = Math.max(0, Math.floor(grid.scrollTop / height) - AROUND);
    const last = Math.min(shown.length, Math.ceil((grid.scrollTop + room()) / height) + AROUND);
    const rows: HTMLElement[] = [];
    for (let place = first; place < last; place += 1) rows.push(renderRow(place, height));
    spacer.replaceChildren(...rows);
    if (active >= first && active < last) grid.setAttribute('aria-activedescendant', rowId(active));
    else grid.removeAttribute('aria-activedescendant');
  }

  function drawSoon(): void {
    if (wants) return;
    wants = true;
    requestAnimationFrame(draw);
  }

  function renderRow(place: number, height: number): HTMLElement {
    const index = shown[place] ?? 0;
    const type = typeName(log.types[index] ?? 0);
    const flow = log.flows[log.flowOf[index] ?? 0];
    const broken = log.isBroken(index);
    const row = el(
      'div',
      {
        role: 'row',
        id: rowId(place),
        class: `row${place === active ? ' active' : ''}${broken || type === 'NOTIFICATION' ? ' fault' : ''}`,
        'aria-rowindex': place + 2,
        'aria-selected': String(place === active),
        'data-index': index,
      },
      cell('frame', String(log.frames[index])),
      isSeveral ? cell('capture', log.captureOf(index) ?? '') : null,
      cell('seconds', ((log.seconds[index] ?? 0) - start).toFixed(3)),
      cell('from', flow === undefined ? '' : endpoint(flow.source)),
      cell('to', flow === undefined ? '' : endpoint(flow.destination)),
      cell(`type type-${type.toLowerCase()}`, `${broken ? '✗ ' : ''}${type}`),
      cell('summary', log.summaryOf(index)),
    );
    row.style.top = `${place * height}px`;
    return row;
  }

  function scrollToActive(): void {
    const height = rowHeight();
    spacer.style.height = `${shown.length * height}px`;
    const top = active * height;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + height > grid.scrollTop + room()) grid.scrollTop = top + height - room();
  }

  function activate(place: number): void {
    active = Math.max(0, Math.min(shown.length - 1, place));
    scrollToActive();
    draw();
  }

  grid.addEventListener('scroll', drawSoon, { passive: true });
  narrow.addEventListener('change', () => activate(active));
  new ResizeObserver(drawSoon).observe(grid);
  grid.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(room() / rowHeight()) - 1);
    const { key } = event;
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: shown.length - 1,
    }[key];
    if (to !== undefined) activate(to);
    else if (key === 'Enter' || key === ' ') openActive();
    else return;
    event.preventDefault();
  });
  spacer.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    const index = Number(row?.dataset['index'] ?? -1);
    const place = shown.indexOf(index);
    if (place === -1) return;
    activate(place);
    grid.focus();
    open(index);
  });

  function openActive(): void {
    const index = shown[active];
    if (index !== undefined) open(index);
  }

  take(shown, false);
  return {
    reveal(index) {
      if (!shown.includes(index)) filter.clear();
      activate(shown.indexOf(index));
      grid.scrollIntoView({ block: 'center' });
      grid.focus({ preventScroll: true });
    },
  };
}

const rowId = (place: number): string => `message-${place}`;
const cell = (name: string, text: string): HTMLElement => el('span', { role: 'gridcell', class: name }, text);
