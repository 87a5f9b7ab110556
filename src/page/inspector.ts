/** A message in full: its fields, and its octets beside what they mean. */
import type { TraceNode } from '../bytes/trace.ts';
import type { Field } from '../model/field.ts';
import { visible } from '../reporters/visible.ts';
import { el } from './dom.ts';
import { type MessageIndex, typeName } from './log.ts';

export interface Inspector {
  open(index: number): void;
}

const PER_LINE = 16;

export function createInspector(log: MessageIndex): Inspector {
  const title = el('h2', { id: 'inspector-title' });
  const about = el('p', { class: 'faint' });
  const body = el('div', { class: 'inspector-body' });
  const close = el('button', { type: 'button' }, 'Close');
  const dialog = el(
    'dialog',
    { id: 'inspector', 'aria-labelledby': 'inspector-title' },
    el('header', {}, el('div', {}, title, about), close),
    body,
  );
  document.body.append(dialog);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close(); // beside it
  });

  return {
    open(index) {
      const { message, octets, fields, tree } = log.read(index);
      const flow = log.flows[log.flowOf[index] ?? 0];
      const between = flow === undefined ? '' : `${endpoint(flow.source)} → ${endpoint(flow.destination)}, `;
      title.textContent = `${typeName(log.types[index] ?? 0)}, frame ${log.frames[index]}`;
      const capture = log.captureOf(index);
      about.textContent = visible(`${between}${log.timeOf(index)}${capture === null ? '' : `, ${capture}`}`);
      const { treeElement, hexElement } = renderOctets(octets, tree, message.fault?.offset ?? null);
      body.replaceChildren(
        renderFields(fields),
        el(
          'div',
          { class: 'octets' },
          el('div', { class: 'tree-scroll' }, el('p', { class: 'faint tree-head' }, 'offset, octets'), treeElement),
          hexElement,
        ),
      );
      dialog.showModal();
      treeElement.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    },
  };
}

export function endpoint({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

export function renderFields(fields: readonly Field[], most: number = Infinity): HTMLElement {
  const shown = fields.slice(0, most);
  const rows = shown.flatMap(({ name, text, remark, fault }) => [
    el(
      'dt',
      { class: fault === true ? 'fault' : null },
      name,
      remark === undefined ? null : el('small', {}, ` ${remark}`),
    ),
    el('dd', { class: fault === true ? 'fault' : null }, fault === true ? `✗ ${text}` : text),
  ]);
  const more = fields.length - shown.length;
  if (more > 0) rows.push(el('dt', {}), el('dd', { class: 'faint' }, `and ${more} more`));
  return el('dl', { class: 'fields' }, ...rows);
}

function renderOctets(
  octets: Uint8Array,
  nodes: readonly TraceNode[],
  faultAt: number | null,
): { readonly treeElement: HTMLElement; readonly hexElement: HTMLElement } {
  const hexElement = el('div', {
    class: 'hex',
    role: 'group',
    'aria-label': 'Octets, as hexadecimal digits',
    tabindex: 0,
  });
  const spans: HTMLElement[] = [];
  for (let line = 0; line < octets.length; line += PER_LINE) {
    const row = el('div', {}, el('span', { class: 'offset' }, line.toString(16).padStart(4, '0')));
    for (const octet of octets.subarray(line, line + PER_LINE)) {
      const span = el('span', {}, octet.toString(16).padStart(2, '0'));
      spans.push(span);
      row.append(span);
    }
    hexElement.append(row);
  }

  const items: { readonly element: HTMLElement; readonly node: TraceNode }[] = [];
  const treeElement = el('div', { class: 'tree', role: 'tree', 'aria-label': 'What the octets mean' });
  let lit: readonly HTMLElement[] = [];

  function choose(at: number, focus: boolean): void {
    const item = items[at];
    if (item === undefined) return;
    for (const { element } of items) if (element.tabIndex === 0) element.tabIndex = -1;
    item.element.tabIndex = 0;
    for (const span of lit) span.classList.remove('lit');
    lit = spans.slice(item.node.offset, item.node.offset + item.node.length);
    for (const span of lit) span.classList.add('lit');
    for (const { element } of items) element.setAttribute('aria-selected', String(element === item.element));
    if (!focus) return;
    item.element.focus();
    lit[0]?.scrollIntoView({ block: 'nearest' });
  }

  function add(node: TraceNode, level: number): void {
    const at = items.length;
    const isLeaf = node.children === null || node.children.length === 0;
    const broken = faultAt !== null && isLeaf && faultAt >= node.offset && faultAt < node.offset + node.length;
    const value = [
      ...(node.value === null ? [] : [String(node.value)]),
      ...(node.note === null ? [] : [node.note]),
    ].join(' ');
    const element = el(
      'div',
      {
        role: 'treeitem',
        'aria-level': level,
        'aria-selected': 'false',
        tabindex: at === 0 ? 0 : -1,
        class: broken ? 'fault' : null,
      },
      el('span', { class: `name level-${Math.min(level, 6)}` }, `${broken ? '✗ ' : ''}${spaced(node.name)}`),
      el('span', { class: 'value' }, value),
      el('span', { class: 'faint' }, `${node.offset}, ${node.length}`),
    );
    element.addEventListener('click', () => choose(at, true));
    element.addEventListener('pointermove', () => choose(at, false)); // not where the pointer rests as it opens
    items.push({ element, node });
    treeElement.append(element);
    for (const child of node.children ?? []) add(child, level + 1);
  }

  for (const node of nodes) add(node, 1);
  treeElement.addEventListener('keydown', (event) => {
    const at = items.findIndex(({ element }) => element === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to, true);
  });
  hexElement.addEventListener('pointerover', ({ target }) => {
    const offset = spans.findIndex((span) => span === target);
    if (offset === -1) return;
    choose(
      items.findLastIndex(({ node }) => offset >= node.offset && offset < node.offset + node.length),
      false,
    );
  });
  choose(0, false);
  return { treeElement, hexElement };
}

/** `withdrawnRoutesLength` as `withdrawn routes length`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
