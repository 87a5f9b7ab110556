/** Octets beside what they mean, as a tree: offset, length, name, value, hex. */
import type { TraceNode } from '../../bytes/trace.ts';
import { cells, padEnd, padStart, widest, wrap } from '../cells.ts';
import { type Pen, plain } from './pen.ts';

export interface ByteTree {
  readonly octets: Uint8Array;
  /** Their leaves tile the octets. */
  readonly nodes: readonly TraceNode[];
  /** Where the format is broken, and how. */
  readonly fault: { readonly offset: number; readonly reason: string } | null;
}

interface Row {
  readonly node: TraceNode;
  /** The guides of the tree, and the name. */
  readonly name: string;
  readonly value: string;
}

/** In cells, and the octets of a line. */
interface Columns {
  readonly digits: number;
  readonly name: number;
  readonly value: number;
  readonly hexAt: number;
  readonly perLine: number;
}

const INDENT = 4;
const GAP = '  ';
const LEAST_PER_LINE = 4;
const MOST_PER_LINE = 16;
const HEX_LINES = 4;

export function renderByteTree(pen: Pen, tree: ByteTree): string[] {
  const { octets, nodes, fault } = tree;
  const rows = toRows(pen, nodes, '', '');
  const columns = layOut(pen, rows, octets.length);
  const broken = fault === null ? undefined : rows.findLast(({ node }) => holds(node, fault.offset));
  const lines = rows.flatMap((row) => [
    ...renderRow(pen, columns, row, octets, row === broken),
    ...(row === broken ? faultLines(pen, tree) : []),
  ]);
  return broken === undefined ? [...lines, ...faultLines(pen, tree)] : lines;
}

function toRows(pen: Pen, nodes: readonly TraceNode[], guides: string, below: string): Row[] {
  const [branch, end, through] = pen.unicode ? ['├ ', '└ ', '│ '] : ['|-', '`-', '| '];
  return nodes.flatMap((node, at) => {
    const isTop = guides === '' && below === '';
    const isLast = at === nodes.length - 1;
    const own = isTop ? '' : below + (isLast ? end : branch);
    const inner = isTop ? '' : below + (isLast ? '  ' : through);
    const row = { node, name: own + spaced(node.name), value: describe(pen, node) };
    return [row, ...toRows(pen, node.children ?? [], own === '' ? ' ' : own, inner)];
  });
}

/** `1 ipv4-unicast`, `10.0.0.1`, `90`. */
function describe(pen: Pen, { value, note }: TraceNode): string {
  return [...(value === null ? [] : [String(value)]), ...(note === null ? [] : [pen.show(note)])].join(' ');
}

/** The value gets what name and a few octets leave; the octets get the rest. */
function layOut(pen: Pen, rows: readonly Row[], octets: number): Columns {
  const digits = String(octets).length;
  const name = widest(rows.map((row) => cells(row.name)));
  const valueAt = INDENT + digits + GAP.length + digits + GAP.length + name + GAP.length;
  const most = Math.max(8, pen.width - valueAt - GAP.length - (3 * LEAST_PER_LINE - 1));
  const value = widest(rows.map((row) => cells(row.value)).filter((width) => width <= most));
  const hexAt = valueAt + value + GAP.length;
  const room = Math.floor((pen.width - hexAt + 1) / 3);
  return { digits, name, value, hexAt, perLine: Math.min(MOST_PER_LINE, Math.max(LEAST_PER_LINE, room)) };
}

function renderRow(
  pen: Pen,
  { digits, name, value, hexAt, perLine }: Columns,
  row: Row,
  octets: Uint8Array,
  broken: boolean,
): string[] {
  const { offset, length } = row.node;
  const paint = broken ? pen.paint.error : isLeaf(row.node) ? plain : pen.paint.strong;
  const position = padStart(String(offset), digits) + GAP + padStart(String(length), digits);
  const head = `${' '.repeat(INDENT)}${pen.paint.faint(position)}${GAP}${paint(padEnd(row.name, name))}${GAP}`;
  const hex = isLeaf(row.node) ? hexLines(pen, octets.subarray(offset, offset + length), perLine) : [];
  const [first = '', ...others] = hex;
  const below = others.map((line) => ' '.repeat(hexAt) + pen.paint.faint(line));
  const room = pen.width - hexAt + value + (first === '' ? GAP.length : -first.length);
  if (cells(row.value) <= Math.max(value, room))
    return [trimEnd(head + padEnd(row.value, value) + GAP, pen.paint.faint(first)), ...below];
  // What fits nowhere stands below its row.
  const under = INDENT + 2 * digits + 3 * GAP.length;
  return [
    trimEnd(head + ' '.repeat(value) + GAP, pen.paint.faint(first)),
    ...below,
    ...wrap(row.value, pen.width - under).map((line) => ' '.repeat(under) + line),
  ];
}

const trimEnd = (head: string, hex: string): string => (hex === '' ? head.trimEnd() : head + hex);

function hexLines(pen: Pen, octets: Uint8Array, perLine: number): string[] {
  const shown = octets.subarray(0, perLine * HEX_LINES);
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += perLine) {
    lines.push(Array.from(shown.subarray(at, at + perLine), toHex).join(' '));
  }
  if (shown.length < octets.length) lines.push(`${pen.sign.more} ${octets.length - shown.length} more`);
  return lines;
}

function faultLines(pen: Pen, { fault }: ByteTree): string[] {
  if (fault === null) return [];
  const text = `${pen.sign.error} malformed at octet ${fault.offset}: ${pen.show(fault.reason)}`;
  return wrap(text, pen.width - INDENT).map((line) => ' '.repeat(INDENT) + pen.paint.error(line));
}

const isLeaf = ({ children }: TraceNode): boolean => children === null || children.length === 0;
const holds = ({ offset, length }: TraceNode, at: number): boolean => at >= offset && at < offset + length;
const toHex = (octet: number): string => octet.toString(16).padStart(2, '0');
/** `withdrawnRoutesLength` as `withdrawn routes length`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
