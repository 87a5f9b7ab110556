import type { Finding, Report, Severity } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';

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
  const ids = new Set(sessions.map(({ id }) => id));
  const isOfSession = ({ subject }: Finding): boolean => subject.kind === 'session' && ids.has(subject.id);
  const cases = sessions.map((session): Case => {
    const own = sorted.filter((finding) => isOfSession(finding) && finding.subject.id === session.id);
    return { session, findings: own, ill: session.state === 'failed' || own.some(isTrouble) };
  });
  return { cases: cases.toSorted(byNeed), others: sorted.filter((finding) => !isOfSession(finding)) };
}

export const isTrouble = ({ severity }: Finding): boolean => severity !== 'info';

function byNeed(left: Case, right: Case): number {
  return worst(left) - worst(right) || STATE_RANK[left.session.state] - STATE_RANK[right.session.state];
}

const worst = ({ ill, findings: [first] }: Case): number =>
  ill ? (first === undefined ? 0 : RANK[first.severity]) : 3;
