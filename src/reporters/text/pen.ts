import { toAscii } from '../ascii.ts';
import { wrap } from '../cells.ts';
import { visible } from '../visible.ts';

export interface TextOptions {
  /** Cells of a line. */
  readonly width: number;
  /** False: no character outside ASCII. */
  readonly unicode: boolean;
  readonly paint: Paint;
  readonly verbosity: Verbosity;
}

export type Verbosity = 'quiet' | 'normal' | 'verbose';

/** Colour is handed in, and never says anything that the words do not. */
export type Paint = Readonly<Record<'error' | 'warning' | 'info' | 'good' | 'strong' | 'faint', Painter>>;
export type Painter = (text: string) => string;
export const plain: Painter = (text) => text;

/** What the parts of the text are written with. */
export interface Pen extends TextOptions {
  readonly sign: Readonly<Record<keyof typeof SIGNS, string>>;
  /** Any text of the report, safe to print. */
  readonly show: (text: string) => string;
}

const SIGNS = {
  error: '✗',
  warning: '!',
  info: 'i',
  good: '✓',
  unknown: '?',
  right: '→',
  left: '←',
  between: '–',
  more: '…',
  times: '×',
  rule: '─',
} as const;

const ASCII_SIGNS: Pen['sign'] = {
  error: 'X',
  warning: '!',
  info: 'i',
  good: '+',
  unknown: '?',
  right: '->',
  left: '<-',
  between: '-',
  more: '...',
  times: 'x',
  rule: '-',
};

export function createPen(options: TextOptions): Pen {
  const { unicode } = options;
  return {
    ...options,
    sign: unicode ? SIGNS : ASCII_SIGNS,
    show: unicode ? visible : (text) => toAscii(visible(text)),
  };
}

/** `text` in lines, the first behind `label` (which takes `indent` cells and may be painted), the others below it. */
export function hang(pen: Pen, indent: number, label: string, text: string, paint: Painter = plain): string[] {
  return wrap(text, Math.max(20, pen.width - indent)).map(
    (line, index) => (index === 0 ? label : ' '.repeat(indent)) + paint(line),
  );
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
