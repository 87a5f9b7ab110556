/** The pictures, drawn for the room that there is; where the log has a rung's message, the rung opens it. */
import type { Field } from '../model/field.ts';
import type { Report } from '../model/report.ts';
import { renderLadder } from '../reporters/html/ladder.ts';
import { ladderRows } from '../reporters/html/ladder-rows.ts';
import { prefixOf } from '../reporters/html/session.ts';
import { topologyOf } from '../reporters/html/topology.ts';
import { renderTopology } from '../reporters/html/topology-svg.ts';
import { renderFields } from './inspector.ts';
import type { MessageIndex } from './log.ts';
import type { Places } from './places.ts';

const LEAST = 300;
const MOST = 1080;
const TIP_FIELDS = 14;
const TIP_LETTERS = 160;

/** Null where there are no messages. */
export interface Messages {
  readonly log: MessageIndex;
  find: Places['find'];
  open(index: number): void;
}

export function drawPictures(report: Report, messages: Messages | null): void {
  const topology = topologyOf(report);
  const widths = new WeakMap<Element, number>();
  const tip = messages === null ? null : createTip(messages);

  function draw(host: HTMLElement): void {
    const width = Math.min(MOST, Math.max(LEAST, Math.floor(host.clientWidth)));
    if (host.clientWidth === 0 || widths.get(host) === width) return;
    widths.set(host, width);
    const index = Number(host.dataset['ladder'] ?? -1);
    const session = report.sessions[index];
    const focused = host.contains(document.activeElement) ? document.activeElement?.id : undefined;
    if (session === undefined) host.innerHTML = renderTopology(topology, width).markup;
    else {
      host.innerHTML = renderLadder(session, ladderRows(session, prefixOf(index)), width).markup;
      if (messages !== null && tip !== null) upgrade(host, messages, tip);
    }
    if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
  }

  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target instanceof HTMLElement) draw(target);
  });
  for (const host of document.querySelectorAll<HTMLElement>('[data-ladder], [data-topology]')) {
    draw(host);
    observer.observe(host); // tells of what is in a closed <details> as it opens
  }
}

/** One rung takes the focus; the arrow keys go from one to the next. */
function upgrade(host: HTMLElement, messages: Messages, tip: Tip): void {
  const rungs = [...host.querySelectorAll<SVGGElement>('.rung')].flatMap((rung) => {
    const { frame, time = '', event = '', source = null } = rung.dataset;
    const index = messages.find({ frame: Number(frame), time, source, type: event });
    return index === null ? [] : [{ rung, index }];
  });
  for (const [at, { rung, index }] of rungs.entries()) {
    rung.setAttribute('role', 'button');
    rung.setAttribute('tabindex', at === 0 ? '0' : '-1');
    rung.addEventListener('click', () => messages.open(index));
    rung.addEventListener('pointerenter', () => tip.show(rung, index));
    rung.addEventListener('pointerleave', () => tip.hide());
    rung.addEventListener('focus', () => {
      if (rung.matches(':focus-visible')) tip.show(rung, index);
    });
    rung.addEventListener('blur', () => tip.hide());
    rung.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') messages.open(index);
      else if (event.key === 'Escape') tip.hide();
      else {
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rungs.length - 1 }[event.key];
        const next = to === undefined ? undefined : rungs[to]?.rung;
        if (next === undefined) return;
        for (const other of rungs) other.rung.setAttribute('tabindex', other.rung === next ? '0' : '-1');
        next.focus();
      }
      event.preventDefault();
    });
  }
}

interface Tip {
  show(rung: Element, index: number): void;
  hide(): void;
}

/** All of it is in the message itself. */
function shorten(field: Field): Field {
  const { text } = field;
  return text.length <= TIP_LETTERS
    ? field
    : { ...field, text: `${text.slice(0, TIP_LETTERS).replace(/[, ]+\S*$/, '')} …` };
}

/** What a message says, beside its arrow. */
function createTip({ log }: Messages): Tip {
  const tip = document.createElement('div');
  tip.id = 'tip';
  tip.role = 'tooltip';
  tip.hidden = true;
  document.body.append(tip);
  let shown: Element | null = null;

  function hide(): void {
    tip.hidden = true;
    shown?.removeAttribute('aria-describedby');
    shown = null;
  }

  return {
    hide,
    show(rung, index) {
      hide();
      shown = rung;
      rung.setAttribute('aria-describedby', 'tip');
      tip.replaceChildren(renderFields(log.read(index).fields.map(shorten), TIP_FIELDS));
      tip.hidden = false;
      const { bottom, top, left, width } = rung.getBoundingClientRect();
      const below = bottom + tip.offsetHeight + 8 < innerHeight || top < tip.offsetHeight;
      const x = Math.max(8, Math.min(left + width / 2 - tip.offsetWidth / 2, innerWidth - tip.offsetWidth - 8));
      tip.style.left = `${x + scrollX}px`;
      tip.style.top = `${(below ? bottom + 4 : top - tip.offsetHeight - 4) + scrollY}px`;
    },
  };
}
