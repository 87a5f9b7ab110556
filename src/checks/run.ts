import type { Evidence } from '../model/evidence.ts';
import type { Check } from './define-check.ts';
import { CHECKS } from './registry.ts';
import { type Verdict, verdict } from './verdict.ts';

/** The checks, all unless some are named, then the verdict. The same evidence gives the same findings, whenever and wherever it runs. */
export function runChecks(evidence: Evidence, checks: readonly Check[] = CHECKS): Verdict {
  const states = new Map(evidence.sessions?.map(({ id, state }) => [id, state]));
  return verdict(
    checks,
    checks.map((check) => check.evaluate(evidence)),
    ({ kind, id }) => (kind === 'session' ? states.get(id) : undefined),
  );
}
