import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { svg } from './dom.ts';

/** A picture of one session over time that is filled from the top: a row after the other, each with its name. */
export interface Sheet {
  readonly picture: SVGSVGElement;
  /** Of seconds after the start. */
  readonly x: ScaleLinear<number, number>;
  readonly width: number;
  /** Where what is drawn begins: right of the names, or below them where there is little room. */
  readonly left: number;
  /** Names the next row, and gives its upper edge. */
  row(name: string, height: number): number;
  /** A line of text below. */
  note(text: string): void;
  /** The time, and the height of all. */
  finish(): SVGSVGElement;
}

const NAMES = 162;
const NARROW = 560;
const GAP = 8;

export function createSheet(end: number, width: number, description: string): Sheet {
  const left = width < NARROW ? 0 : NAMES;
  const right = width - 6;
  const x = scaleLinear([0, end], [left, right]);
  const picture = svg('svg', { class: 'timeline', width, role: 'img', 'aria-label': description });
  let y = 0;

  function row(name: string, height: number): number {
    const isBeside = left > 0;
    picture.append(svg('text', { class: 'faint', x: 0, y: isBeside ? y + height / 2 + 4 : y + 11 }, name));
    const top = isBeside ? y : y + 16;
    y = top + height + GAP;
    return top;
  }

  function note(text: string): void {
    picture.append(svg('text', { class: 'faint', x: left, y: y + 6 }, text));
    y += 20;
  }

  function finish(): SVGSVGElement {
    picture.append(svg('line', { class: 'axis', x1: left, x2: right, y1: y, y2: y }));
    for (const tick of x.ticks(Math.max(2, Math.floor((width - left) / 110)))) {
      picture.append(svg('line', { class: 'axis', x1: x(tick), x2: x(tick), y1: y, y2: y + 5 }));
      const anchor = x(tick) > width - 40 ? 'end' : x(tick) < left + 20 ? 'start' : 'middle';
      picture.append(svg('text', { class: 'faint', x: x(tick), y: y + 18, 'text-anchor': anchor }, `${tick} s`));
    }
    y += 24;
    picture.setAttribute('height', String(y));
    picture.setAttribute('viewBox', `0 0 ${width} ${y}`);
    return picture;
  }

  return { picture, x, width, left, row, note, finish };
}
