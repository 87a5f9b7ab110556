/** Whether a slice still says what the capture said. */
import type { Finding, Report } from '../model/report.ts';

/** What an address of the capture is called in the slice. */
export type Rename = (address: string) => string;

export interface Difference {
  /** Sessions of the capture whose findings or state are others in the slice. */
  readonly sessions: readonly string[];
  /** Something else differs: findings about the file, or about a session that only the slice has. */
  readonly other: boolean;
}

/** Compared are id, severity, subject and blame of all findings, and the state of the sessions that have some. */
export function compareFindings(whole: Report, slice: Report, rename: Rename): Difference {
  const expected = factsBySubject(whole, rename);
  const found = factsBySubject(slice, (address) => address);
  const ids = new Map(whole.sessions.map(({ id }) => [renameSession(id, rename), id]));
  const differing = [...new Set([...expected.keys(), ...found.keys()])].filter(
    (subject) => expected.get(subject) !== found.get(subject),
  );
  return {
    sessions: differing.flatMap((subject) => ids.get(subject) ?? []),
    other: differing.some((subject) => !ids.has(subject)),
  };
}

/** One line for each subject. Files are one: a slice is a single file, whatever it was made of. */
function factsBySubject({ findings, sessions }: Report, rename: Rename): Map<string, string> {
  const states = new Map(sessions.map(({ id, state }) => [id, state]));
  const facts = new Map<string, string[]>();
  for (const { id, severity, subject, blame } of findings.filter((finding) => fitsIntoOneFile(finding))) {
    const isSession = subject.kind === 'session';
    const key = isSession ? renameSession(subject.id, rename) : subject.kind;
    const fact = `${id} ${severity} ${blame === null ? '-' : rename(blame)} ${states.get(subject.id) ?? '-'}`;
    facts.set(key, [...(facts.get(key) ?? []), fact]);
  }
  // Of files, which ones is not told any more.
  return new Map(
    [...facts].map(([key, all]) => [key, (key === 'file' ? [...new Set(all)] : all).toSorted().join('\n')]),
  );
}

/** That one of several captures holds no BGP cannot be shown by the packets of the others. */
const fitsIntoOneFile = ({ id, severity }: Finding): boolean => id !== 'capture/empty' || severity !== 'info';

/** `LOCAL-REMOTE`: no address has a dash. */
const renameSession = (id: string, rename: Rename): string => id.split('-').map(rename).join('-');
