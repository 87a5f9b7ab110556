/** HTML as a value: what is not markup is text, and text cannot become markup. */
import { escapeUnits, safeJson } from '../safe-json.ts';
import { visible } from '../visible.ts';

export interface Markup {
  readonly markup: string;
}
type Part = string | number | Markup | readonly Part[] | null | undefined | false;

export const EMPTY: Markup = { markup: '' };

/**
 * Texts stand as `visible` shows them, since peers chose some; in attributes too, which are always quoted.
 * Not called `html`: formatters break the lines of that, and whitespace means something in a page.
 */
export function fragment(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let markup = strings[0] ?? '';
  for (const [index, part] of parts.entries()) markup += toMarkup(part) + (strings[index + 1] ?? '');
  return { markup };
}

function toMarkup(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeText(visible(part));
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(toMarkup).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** For `<script type="application/json">`: nothing in it ends the element, begins a comment or reorders what a reader of the source sees. */
export function jsonForScript(value: unknown): Markup {
  return { markup: safeJson(value).replace(/[<>&]/g, escapeUnits) };
}
