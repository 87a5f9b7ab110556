import type { Severity } from '../model/report.ts';
import type { Interrupt } from './io.ts';

export const FAIL_ON = ['error', 'warning', 'info', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

export type Outcome =
  /** Wrong use, unreadable input, no access. */
  | { readonly ran: false }
  | {
      readonly ran: true;
      readonly interrupted: Interrupt | null;
      readonly summary: Readonly<Record<Severity, number>>;
      readonly failOn: FailOn;
      /** Something that bears on the result could not be had. */
      readonly partial: boolean;
    };

const BY_SEVERITY: readonly Severity[] = ['error', 'warning', 'info'];

/** The process's exit code, which scripts rely on. */
export function exitCode(outcome: Outcome): 0 | 1 | 2 | 3 | 130 | 143 {
  if (!outcome.ran) return 2;
  const { interrupted, summary, failOn, partial } = outcome;
  if (interrupted !== null) return interrupted === 'SIGINT' ? 130 : 143;
  const counted = failOn === 'never' ? [] : BY_SEVERITY.slice(0, BY_SEVERITY.indexOf(failOn) + 1);
  if (counted.some((severity) => summary[severity] > 0)) return 1;
  return partial ? 3 : 0;
}

/** Of a command that judges nothing. */
export const exitCodeWithoutFindings = (interrupted: Interrupt | null, partial: boolean): number =>
  exitCode({ ran: true, interrupted, summary: { error: 0, warning: 0, info: 0 }, failOn: 'never', partial });
