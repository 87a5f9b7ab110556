import { el } from './dom.ts';
import type { Places } from './places.ts';
import type { MessageTable } from './table.ts';

/** A frame that no ladder shows is in the table, if it brought a message. */
export function linkEvidence(find: Places['find'], table: MessageTable): void {
  for (const item of document.querySelectorAll<HTMLElement>('li[data-frame]')) {
    const place = item.querySelector<HTMLElement>('.place');
    const { frame, time = '', source = null } = item.dataset;
    const index = find({ frame: Number(frame), time, source, type: null });
    if (place === null || place.tagName === 'A' || index === null) continue;
    const button = el('button', { type: 'button', class: 'place link' }, place.textContent ?? '');
    button.addEventListener('click', () => table.reveal(index));
    place.replaceWith(button);
  }
  // A rung that a link leads to takes the focus too, and what hides it opens.
  addEventListener('hashchange', reveal);
  reveal();
}

function reveal(): void {
  const target = document.getElementById(location.hash.slice(1));
  const details = target?.closest('details');
  if (details !== null && details !== undefined) details.open = true;
  if (target?.matches('.rung[tabindex]') === true) target.focus();
}
