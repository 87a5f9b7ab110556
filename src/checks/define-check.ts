import type { Evidence } from '../model/evidence.ts';
import type { CheckId, CheckResult, EvidenceRef, Finding, Incomplete, Reference, Severity } from '../model/report.ts';
import type { Action } from './remedies/actions.ts';
import { describeRemedy } from './remedies/describe.ts';

/** A person looks at a few frames, not at a thousand. */
export const MAX_EVIDENCE = 12;

export interface CheckMeta {
  readonly id: CheckId;
  /** Where a finding starts from; `run` may say another. */
  readonly severity: Severity;
  /** Findings that are consequences of this one on the same subject. The verdict folds them; no check asks another. */
  readonly explains: readonly CheckId[];
  readonly docs: CheckDocs;
}

export interface CheckDocs {
  /** When it holds, in one sentence. */
  readonly what: string;
  /** What it means and how it is proven, for someone who is called at night. */
  readonly why: string;
  /** All that a finding of it may advise, in order; places in capitals stand for addresses. */
  readonly remedy: readonly Action[];
  readonly references: readonly Reference[];
}

/** What only `run` can know; `defineCheck` adds what the metadata says already. */
export interface Draft extends Pick<Finding, 'title' | 'cause' | 'subject' | 'blame' | 'evidence'> {
  readonly severity?: Severity;
  readonly remedy: readonly Action[];
  /** Of those of the check, what bears on this finding. */
  readonly references?: readonly Reference[];
  /** It stands beside the others, and nothing follows from it. */
  readonly isAside?: boolean;
}

/** Why a check that has what it needs does not judge: a part of it is missing, or there is nothing that it is about. */
export type Unjudged =
  | { readonly outcome: 'skipped'; readonly missing: readonly string[] }
  | { readonly outcome: 'not-applicable' };

/** A check's share of the report. */
export interface Share {
  readonly check: CheckResult;
  readonly findings: readonly Finding[];
  /** Those that explain nothing, whatever the check explains. */
  readonly asides?: readonly Finding[];
  readonly incomplete: readonly Incomplete[];
}

export interface Check extends CheckMeta {
  readonly needs: readonly (keyof Evidence)[];
  readonly evaluate: (evidence: Evidence) => Share;
}

type Needed<K extends keyof Evidence> = { readonly [P in K]-?: NonNullable<Evidence[P]> };

/** Ties what a check may read to what it says it needs, or can do without, and turns gaps and crashes into outcomes. */
export function defineCheck<const K extends keyof Evidence, const W extends keyof Evidence = never>(
  check: CheckMeta & {
    readonly needs: readonly K[];
    readonly wants?: readonly W[];
    readonly run: (evidence: Needed<K> & Pick<Evidence, W>) => readonly Draft[] | Unjudged;
  },
): Check {
  const { run, wants: _, ...meta } = check;
  const { id, severity, docs } = meta;
  return {
    ...meta,
    evaluate(evidence) {
      const missing = meta.needs.filter((key) => isNothing(evidence[key]));
      if (missing.length > 0) return { check: { id, outcome: 'skipped', missing }, findings: [], incomplete: [] };
      try {
        const judged = run(evidence as Needed<K> & Pick<Evidence, W>);
        if ('outcome' in judged) return { check: { id, ...judged }, findings: [], incomplete: [] };
        const findings = judged.map(({ isAside: _aside, ...draft }): Finding => ({
          id,
          severity,
          impact: null,
          references: docs.references,
          ...draft,
          evidence: draft.evidence.slice(0, MAX_EVIDENCE).map(toRef),
          remedy: describeRemedy(draft.remedy, evidence.platforms),
        }));
        const outcome = findings.length === 0 ? 'passed' : 'failed';
        const asides = findings.filter((_finding, index) => judged[index]?.isAside === true);
        return { check: { id, outcome }, findings, asides, incomplete: [] };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return {
          check: { id, outcome: 'crashed' },
          findings: [],
          incomplete: [{ source: null, what: `check ${id}`, why: `crashed: ${why}` }],
        };
      }
    },
  };
}

/** No session in a capture is nothing to judge: a check that passes says that it looked at one. */
const isNothing = (evidence: Evidence[keyof Evidence]): boolean =>
  evidence === undefined || (Array.isArray(evidence) && evidence.length === 0);

/** Only what the report shows: a `Moment` knows more. */
const toRef = ({ source, frame, line, time, text }: EvidenceRef): EvidenceRef => ({
  source,
  ...(frame !== undefined && { frame }),
  ...(line !== undefined && { line }),
  ...(time !== undefined && { time }),
  text,
});
