import type { PeerStatus } from '../../model/peer-status.ts';
import { cells, padEnd, padStart } from '../cells.ts';
import { type Pen, count, hang } from '../text/pen.ts';
import { labelOf } from './cells.ts';

/** What a row or a column stands for: one speaker or peer, or several that look the same. */
interface Line {
  readonly names: readonly string[];
}

interface Matrix {
  readonly rows: readonly Line[];
  readonly columns: readonly Line[];
  /** Of a row and a column. */
  sign(row: number, column: number): Sign;
}

type Sign = 'good' | 'error' | 'unknown' | 'none';

const MOST_ROWS = 60;

/**
 * Speakers by peers, a sign for each session. Where not all fit, those in which all is well are only counted, and those that are alike
 * share a row or a column: of a thousand nodes that all lack the same one, two rows are left.
 */
export function renderMatrix(pen: Pen, peers: readonly PeerStatus[]): string[] {
  const speakers = new Set(peers.map(labelOf));
  const targets = new Set(peers.map(nameOf));
  const room = (label: number): number => Math.max(1, Math.floor((pen.width - label - 4) / 3));
  const widest = Math.max(0, ...[...speakers].slice(0, MOST_ROWS).map((name) => cells(pen.show(name))));
  const isWhole = speakers.size <= MOST_ROWS && targets.size <= room(widest);
  const all = isWhole ? wholeMatrix(speakers, targets, peers) : foldedMatrix(peers);
  const rows = all.rows.slice(0, MOST_ROWS);
  const labels = rows.map((row) => pen.show(wordsOf(row)));
  const label = Math.min(40, Math.max(0, ...labels.map(cells)));
  const columns = all.columns.slice(0, room(label));
  const healthy = { speakers: speakers.size - countNames(all.rows), peers: targets.size - countNames(all.columns) };
  return [
    ...(rows.length === 0 || columns.length === 0
      ? []
      : [
          `  ${padEnd('', label)}${pen.paint.faint(columns.map((_, index) => padStart(String(index + 1), 3)).join(''))}`,
          ...rows.map(
            (_, row) =>
              `  ${padEnd(labels[row] ?? '', label)}${columns.map((_column, column) => paintSign(pen, all.sign(row, column))).join('')}`,
          ),
          ...more(pen, countNames(all.rows.slice(MOST_ROWS)), 'speaker', 'not all of whose sessions are Established'),
          ...more(
            pen,
            countNames(all.columns.slice(columns.length)),
            'peer',
            'not all of whose sessions are Established',
          ),
          ...hang(
            pen,
            2,
            '  ',
            columns.map((column, index) => `${index + 1} ${pen.show(wordsOf(column))}`).join(', '),
            pen.paint.faint,
          ),
          `  ${pen.paint.faint(legend(pen))}`,
        ]),
    ...more(pen, healthy.speakers, 'speaker', 'all of whose sessions are Established'),
    ...more(pen, healthy.peers, 'peer', 'all of whose sessions are Established'),
  ];
}

const nameOf = ({ peer }: PeerStatus): string => peer.address ?? peer.name ?? '?';
const countNames = (lines: readonly Line[]): number => lines.reduce((sum, { names }) => sum + names.length, 0);

function wordsOf({ names }: Line): string {
  const [first = '', ...others] = names;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function wholeMatrix(
  speakers: ReadonlySet<string>,
  targets: ReadonlySet<string>,
  peers: readonly PeerStatus[],
): Matrix {
  const rows = [...speakers];
  const columns = [...targets];
  const signs = new Map(peers.map((peer) => [`${labelOf(peer)}\n${nameOf(peer)}`, signOf(peer)]));
  return {
    rows: rows.map((name) => ({ names: [name] })),
    columns: columns.map((name) => ({ names: [name] })),
    sign: (row, column) => signs.get(`${rows[row]}\n${columns[column]}`) ?? 'none',
  };
}

function foldedMatrix(peers: readonly PeerStatus[]): Matrix {
  const ill = peers.filter(({ established }) => established !== true);
  const rows = fold(ill, labelOf, (peer) => `${nameOf(peer)} ${peer.established}`);
  const rowOf = indexOf(rows);
  const columns = fold(ill, nameOf, (peer) => `${rowOf.get(labelOf(peer))} ${peer.established}`);
  const columnOf = indexOf(columns);
  const signs = new Map<number, Sign>();
  for (const peer of peers) {
    const row = rowOf.get(labelOf(peer));
    const column = columnOf.get(nameOf(peer));
    if (row === undefined || column === undefined) continue;
    const place = row * columns.length + column;
    if (peer.established !== true || !signs.has(place)) signs.set(place, signOf(peer));
  }
  return { rows, columns, sign: (row, column) => signs.get(row * columns.length + column) ?? 'none' };
}

/** Who has the same sessions down is one line; those with the most of them come first. */
function fold(
  ill: readonly PeerStatus[],
  nameBy: (peer: PeerStatus) => string,
  partBy: (peer: PeerStatus) => string,
): readonly Line[] {
  const parts = new Map<string, Set<string>>();
  for (const peer of ill) {
    const name = nameBy(peer);
    parts.set(name, (parts.get(name) ?? new Set()).add(partBy(peer)));
  }
  const lines = new Map<string, { readonly names: string[]; readonly size: number }>();
  for (const [name, set] of parts) {
    const pattern = [...set].toSorted().join('\n');
    const known = lines.get(pattern);
    if (known === undefined) lines.set(pattern, { names: [name], size: set.size });
    else known.names.push(name);
  }
  return [...lines.values()].toSorted((a, b) => b.size - a.size || b.names.length - a.names.length);
}

const indexOf = (lines: readonly Line[]): ReadonlyMap<string, number> =>
  new Map(lines.flatMap(({ names }, index) => names.map((name) => [name, index] as const)));

const signOf = ({ established }: PeerStatus): Sign =>
  established === true ? 'good' : established === null ? 'unknown' : 'error';

const glyphOf = (pen: Pen, sign: Sign): string => (sign === 'none' ? (pen.unicode ? '·' : '.') : pen.sign[sign]);

function paintSign(pen: Pen, sign: Sign): string {
  const { faint, good, error } = pen.paint;
  const paint = { good, error, unknown: (text: string): string => text, none: faint }[sign];
  return `  ${paint(glyphOf(pen, sign))}`;
}

const legend = (pen: Pen): string =>
  [
    `${glyphOf(pen, 'good')} Established`,
    `${glyphOf(pen, 'error')} not Established`,
    `${glyphOf(pen, 'unknown')} state not given`,
    `${glyphOf(pen, 'none')} no session`,
  ].join('  ');

function more(pen: Pen, missing: number, noun: string, what: string): string[] {
  return missing <= 0 ? [] : [`  ${pen.sign.more} and ${count(missing, `more ${noun}`)}, ${what}`];
}
