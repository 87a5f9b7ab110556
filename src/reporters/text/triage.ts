import type { Finding, Report, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { secondsBetween } from './relative-time.ts';

/** A session with what was found about it, worst first. */
export interface Case {
  readonly session: Session;
  readonly findings: readonly Finding[];
  /** Something is wrong with it. */
  readonly ill: boolean;
}

export interface Triage {
  /** Worst first. */
  readonly cases: readonly Case[];
  /** Of no session that is in the report: files, nodes, resources. */
  readonly others: readonly Finding[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const STATE_RANK: Readonly<Record<Session['state'], number>> = {
  failed: 0,
  unknown: 1,
  closed: 2,
  recovered: 3,
  established: 4,
};

export function triage({ sessions, findings }: Report): Triage {
  const sorted = findings.toSorted((left, right) => RANK[left.severity] - RANK[right.severity]);
  const owners = new Map(sorted.map((finding) => [finding, ownerOf(finding, sessions)]));
  const cases = sessions.map((session): Case => {
    const own = sorted.filter((finding) => owners.get(finding) === session);
    return { session, findings: own, ill: session.state === 'failed' || own.some(isTrouble) };
  });
  return { cases: cases.toSorted(byNeed), others: sorted.filter((finding) => owners.get(finding) === null) };
}

/** Captures of two places may each have a session of the same pair: then the time of the evidence tells which is meant. */
function ownerOf({ subject, evidence }: Finding, sessions: readonly Session[]): Session | null {
  const candidates = subject.kind === 'session' ? sessions.filter(({ id }) => id === subject.id) : [];
  const time = evidence.find((ref) => ref.time !== undefined)?.time;
  const within = candidates.find(
    ({ firstSeen, lastSeen }) => time !== undefined && !isAfter(firstSeen, time) && !isAfter(time, lastSeen),
  );
  return within ?? candidates[0] ?? null;
}

const isAfter = (time: string, other: string): boolean => (secondsBetween(other, time) ?? 0) > 0;

export const isTrouble = ({ severity }: Finding): boolean => severity !== 'info';

function byNeed(left: Case, right: Case): number {
  return worst(left) - worst(right) || STATE_RANK[left.session.state] - STATE_RANK[right.session.state];
}

const worst = ({ ill, findings: [first] }: Case): number =>
  ill ? (first === undefined ? 0 : RANK[first.severity]) : 3;
