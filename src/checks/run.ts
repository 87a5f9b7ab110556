import type { Evidence } from '../model/evidence.ts';
import { CHECKS } from './registry.ts';
import { type Verdict, verdict } from './verdict.ts';

/** Every check, then the verdict. The same evidence gives the same findings, whenever and wherever it runs. */
export function runChecks(evidence: Evidence): Verdict {
  const states = new Map(evidence.sessions?.map(({ id, state }) => [id, state]));
  return verdict(
    CHECKS,
    CHECKS.map((check) => check.evaluate(evidence)),
    ({ kind, id }) => (kind === 'session' ? states.get(id) : undefined),
  );
}
