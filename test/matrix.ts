/** Findings against what was done: id by id, how often they were right, missing, or wrong. */
import type { ExpectedFinding } from './lab/scenario.ts';

export interface Judged {
  readonly expected: readonly ExpectedFinding[];
  readonly told: readonly ExpectedFinding[];
}

export interface Row {
  readonly id: string;
  readonly severity: ExpectedFinding['severity'];
  readonly hits: number;
  readonly misses: number;
  readonly falseAlarms: number;
}

/** A finding with the wrong severity or the wrong side to blame is a miss and a false alarm. */
export function confusionMatrix(cases: readonly Judged[]): readonly Row[] {
  const rows = new Map<string, Row>();
  const count = ({ id, severity }: ExpectedFinding, column: 'hits' | 'misses' | 'falseAlarms'): void => {
    const key = `${id} ${severity}`;
    const row = rows.get(key) ?? { id, severity, hits: 0, misses: 0, falseAlarms: 0 };
    rows.set(key, { ...row, [column]: row[column] + 1 });
  };
  for (const { expected, told } of cases) {
    const left = [...told];
    for (const finding of expected) {
      const at = left.findIndex((each) => isSame(each, finding));
      count(finding, at === -1 ? 'misses' : 'hits');
      if (at !== -1) left.splice(at, 1);
    }
    for (const finding of left) count(finding, 'falseAlarms');
  }
  return [...rows.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

const isSame = (one: ExpectedFinding, other: ExpectedFinding): boolean =>
  one.id === other.id && one.severity === other.severity && one.blame === other.blame;

export const isExact = ({ misses, falseAlarms }: Row): boolean => misses === 0 && falseAlarms === 0;

/** One line when all is well and `whole` isn't asked for; ids that no row has are gaps. */
export function printMatrix(rows: readonly Row[], ids: readonly string[], whole: boolean): string {
  const total = (column: 'hits' | 'misses' | 'falseAlarms'): number => rows.reduce((sum, row) => sum + row[column], 0);
  const shown = whole ? rows : rows.filter((row) => !isExact(row));
  const gaps = ids.filter((id) => !rows.some((row) => row.id === id));
  return [
    ...(shown.length === 0 ? [] : [line('id', 'severity', 'hits', 'misses', 'false alarms')]),
    ...shown.map(({ id, severity, hits, misses, falseAlarms }) => line(id, severity, hits, misses, falseAlarms)),
    ...(whole ? gaps.map((id) => line(id, 'no fixture', 0, 0, 0)) : []),
    `${total('hits')} hits, ${total('misses')} misses, ${total('falseAlarms')} false alarms; ` +
      `${ids.length - gaps.length} of ${ids.length} ids have a fixture${gaps.length === 0 ? '' : `, all but ${gaps.join(', ')}`}`,
  ].join('\n');
}

const line = (...[id = '', ...cells]: readonly (string | number)[]): string =>
  `${String(id).padEnd(36)}${cells.map((cell) => String(cell).padStart(14)).join('')}`;
