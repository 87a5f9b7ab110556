import type { CheckId, CheckResult, EvidenceRef, Finding, Incomplete, Severity, Subject } from '../model/report.ts';
import type { SessionState } from '../model/session.ts';
import { type CheckMeta, MAX_EVIDENCE, type Share } from './define-check.ts';

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckResult[];
  readonly incomplete: readonly Incomplete[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Folds what is a consequence into its cause, so that one fault is one error. It knows nothing of BGP: which finding
 * explains which is data of the checks, in whose order `shares` comes.
 *
 * An info finding hides no error, except on a session that recovered: there everything is only worth knowing. A warning
 * that explains an error which no error explains becomes one, except on a session that an operator closed: what follows
 * was meant.
 */
export function verdict(
  checks: readonly Pick<CheckMeta, 'id' | 'severity' | 'explains'>[],
  shares: readonly Share[],
  stateOf: (subject: Subject) => SessionState | undefined = () => undefined,
): Verdict {
  const order = new Map(checks.map(({ id }, index) => [id, index]));
  const usual = new Map(checks.map(({ id, severity }) => [id, RANK[severity]]));
  const consequences = new Map(checks.map(({ id, explains }) => [id, new Set(explains)]));
  const subjects = new Map<string, Finding[]>();
  const aside = new Set<Finding>();
  const asides = new Set(shares.flatMap((share) => share.asides ?? []));
  for (const told of shares.flatMap(({ findings }) => findings)) {
    const finding = { ...told, subject: asKnown(told.subject, stateOf) };
    if (asides.has(told)) aside.add(finding);
    const key = `${finding.subject.kind} ${finding.subject.id}`;
    subjects.set(key, [...(subjects.get(key) ?? []), finding]);
  }

  const standing: Finding[] = [];
  const explainedBy = new Map<CheckId, Set<CheckId>>();
  for (const findings of subjects.values()) {
    const explains = (cause: Finding, of: Finding) =>
      !aside.has(cause) &&
      consequences.get(cause.id)?.has(of.id) === true &&
      (cause.severity !== 'info' || of.severity === 'info' || stateOf(of.subject) === 'recovered');
    const causes = foldUnderCauses(findings, explains, order);
    // What an error explains as well raises nothing else.
    const told = new Set(causes.flatMap(({ cause, folded }) => (cause.severity === 'error' ? folded : [])));
    for (const { cause, folded } of causes) {
      const isMeant = stateOf(cause.subject) === 'closed';
      const raises = !isMeant && folded.some((finding) => finding.severity === 'error' && !told.has(finding));
      standing.push(withConsequences(cause, folded, raises));
      for (const { id } of folded) {
        explainedBy.set(id, (explainedBy.get(id) ?? new Set()).add(cause.id));
      }
    }
  }
  return {
    // Of a session that recovered all is info: what kept it down comes before what is only curious.
    findings: standing.toSorted(
      (a, b) =>
        RANK[a.severity] - RANK[b.severity] ||
        compare(a.subject.id, b.subject.id) ||
        (usual.get(a.id) ?? 0) - (usual.get(b.id) ?? 0) ||
        compare(a.id, b.id),
    ),
    checks: shares.map(({ check }) => {
      const causes = explainedBy.get(check.id);
      return causes === undefined ? check : { ...check, explainedBy: [...causes] };
    }),
    incomplete: shares.flatMap(({ incomplete }) => incomplete),
  };
}

/** A session of two addresses is the same one whichever end is named first: as it was captured, if it was. */
function asKnown(subject: Subject, stateOf: (subject: Subject) => SessionState | undefined): Subject {
  const [one, other, ...more] = subject.id.split('-');
  if (subject.kind !== 'session' || one === undefined || other === undefined || more.length > 0) return subject;
  const turned: Subject = { kind: 'session', id: `${other}-${one}` };
  return stateOf(subject) === undefined && stateOf(turned) !== undefined ? turned : subject;
}

/** The findings of one subject that nothing explains, each with all that follows from it, directly or not. */
function foldUnderCauses(
  findings: readonly Finding[],
  explains: (cause: Finding, of: Finding) => boolean,
  order: ReadonlyMap<CheckId, number>,
): { readonly cause: Finding; readonly folded: readonly Finding[] }[] {
  const followers = new Map(findings.map((finding) => [finding, followersOf(finding, findings, explains)]));
  const follows = (a: Finding, b: Finding) => followers.get(b)?.has(a) === true;
  const rank = ({ id }: Finding) => order.get(id) ?? Infinity;
  // In a circle each explains the other: the first in the registry's order is taken for the cause.
  const isUnder = (a: Finding, b: Finding) => a.id !== b.id && follows(a, b) && !(follows(b, a) && rank(a) < rank(b));
  return findings
    .filter((finding) => !findings.some((other) => isUnder(finding, other)))
    .map((cause) => ({ cause, folded: findings.filter((other) => isUnder(other, cause)) }));
}

function followersOf(
  cause: Finding,
  findings: readonly Finding[],
  explains: (cause: Finding, of: Finding) => boolean,
): ReadonlySet<Finding> {
  const reached = new Set<Finding>();
  const queue = [cause];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const finding of findings) {
      if (reached.has(finding) || !explains(next, finding)) continue;
      reached.add(finding);
      queue.push(finding);
    }
  }
  return reached;
}

function withConsequences(cause: Finding, folded: readonly Finding[], raises: boolean): Finding {
  const refs = [cause, ...folded].flatMap(({ evidence }) => evidence);
  const kept = [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()].slice(0, MAX_EVIDENCE);
  return {
    ...cause,
    severity: raises && cause.severity === 'warning' ? 'error' : cause.severity,
    // What the cause itself rests on is kept first, and then read as it happened.
    evidence: kept.filter((ref) => !kept.some((other) => saysMore(other, ref))).toSorted(byTime),
  };
}

const keyOf = ({ source, frame, line, text }: EvidenceRef): string => JSON.stringify([source, frame, line, text]);

/** Of the same frame, `UPDATE: ORIGIN with flags 0xc0` says more than `UPDATE`. */
const saysMore = (a: EvidenceRef, b: EvidenceRef): boolean =>
  a.source === b.source && a.frame !== undefined && a.frame === b.frame && a.text.startsWith(`${b.text}: `);

/** Packets as they were captured; what has no time stays where it is. */
function byTime(a: EvidenceRef, b: EvidenceRef): number {
  if (a.source === b.source && a.frame !== undefined && b.frame !== undefined) return a.frame - b.frame;
  return a.time === undefined || b.time === undefined ? 0 : compare(a.time, b.time);
}

/** By code units: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
