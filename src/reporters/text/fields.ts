import type { Field } from '../../model/field.ts';
import { cells, padEnd, widest } from '../cells.ts';
import { type Pen, hang, plain } from './pen.ts';

const INDENT = 4;
const WIDEST_NAME = 24;

/** Fields below one another in columns: name, remark, text, which is wrapped in its own. */
export function renderFields(pen: Pen, fields: readonly Field[]): string[] {
  const shown = fields.map(({ name, remark = '', text, fault }) => ({
    name: pen.show(name),
    remark,
    text: pen.show(text),
    fault,
  }));
  const name = Math.min(WIDEST_NAME, widest(shown.map((field) => cells(field.name))));
  const remark = widest(shown.map((field) => cells(field.remark)));
  return shown.flatMap((field) => {
    const label = padEnd(field.name, name);
    const column = remark === 0 ? '' : `${padEnd(field.remark, remark)}  `;
    const indent = INDENT + Math.max(name, cells(field.name)) + 2 + column.length;
    const paint = field.fault === true ? pen.paint.error : plain;
    const head = `${' '.repeat(INDENT)}${paint(label)}  ${column === '' ? '' : pen.paint.faint(column)}`;
    return hang(pen, indent, head, field.text, paint).map((line) => line.trimEnd());
  });
}
