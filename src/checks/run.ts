import type { Evidence } from '../model/evidence.ts';
import { CHECKS } from './registry.ts';
import { type Verdict, verdict } from './verdict.ts';

/** Every check, then the verdict. The same evidence gives the same findings, whenever and wherever it runs. */
export function runChecks(evidence: Evidence): Verdict {
  const recovered = new Set(evidence.sessions?.filter(({ state }) => state === 'recovered').map(({ id }) => id));
  return verdict(
    CHECKS,
    CHECKS.map((check) => check.evaluate(evidence)),
    ({ kind, id }) => kind === 'session' && recovered.has(id),
  );
}
