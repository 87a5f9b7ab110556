/** What is printed: a row a capture, the sum, and what has no explanation. */
import type { ComparedCapture, Found, Tally } from './capture.ts';

export const PERCENT_GOAL = 99.5;

export function sum(captures: readonly ComparedCapture[]): ComparedCapture {
  const add = (pick: (capture: ComparedCapture) => number): number =>
    captures.reduce((total, capture) => total + pick(capture), 0);
  return {
    capture: `${captures.length} captures`,
    messages: {
      both: add(({ messages }) => messages.both),
      here: add(({ messages }) => messages.here),
      there: add(({ messages }) => messages.there),
    },
    fields: {
      equal: add(({ fields }) => fields.equal),
      different: add(({ fields }) => fields.different),
      here: add(({ fields }) => fields.here),
      there: add(({ fields }) => fields.there),
    },
    found: captures.flatMap(({ found }) => found),
  };
}

/** Of all fields that either side reads; 100 where there are none. */
export function percentEqual({ equal, different, here, there }: Tally): number {
  const all = equal + different + here + there;
  return all === 0 ? 100 : (100 * equal) / all;
}

/** Never rounded up to a goal that was missed. */
export const percentText = (fields: Tally): string => `${(Math.floor(100 * percentEqual(fields)) / 100).toFixed(2)} %`;

const COLUMNS = [
  'capture',
  'messages',
  'only here',
  'only there',
  'fields equal',
  'different',
  'only here',
  'only there',
];

export function renderTable(captures: readonly ComparedCapture[]): string {
  const rows = [COLUMNS, ...[...captures, sum(captures)].map(rowOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return lines.join('\n');
}

const rowOf = ({ capture, messages, fields }: ComparedCapture): readonly string[] =>
  [
    capture,
    messages.both,
    messages.here,
    messages.there,
    fields.equal,
    fields.different,
    fields.here,
    fields.there,
  ].map(String);

/** `fixtures/open/x.pcap 12 update.nlri[0].prefix: 10.0.0.0/8 here, 10.0.0.0/9 there`. */
export function renderFound({ capture, frame, field, outcome, ours, theirs }: Found): string {
  const values = outcome === 'different' ? `${ours} here, ${theirs} there` : `${outcome}: ${ours ?? theirs}`;
  return `${capture} ${frame} ${field}: ${values.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 160)}`;
}
