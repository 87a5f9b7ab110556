import { checks } from '../../src/index.ts';
import type { Lab } from './namespaces.ts';

export type State = 'established' | 'recovered' | 'failed' | 'closed' | 'unknown';

/** Declared by hand from the fault that was made, never from what a tool prints about it. */
export interface Expectation {
  /** Every error and every warning, and no others; an info that has to come out as well. */
  readonly findings: readonly ExpectedFinding[];
  /** Infos that may come out. What neither list holds may not, unless `anyInfo` says so. */
  readonly allowedInfo?: readonly string[];
  readonly sessions: readonly { readonly state: State }[];
  /** FRR may lose a new session once while it is dialling itself: `recovered` is as good as `established`. */
  readonly mayRecover?: boolean;
}

export interface ExpectedFinding {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The side whose configuration has to change. */
  readonly blame: string | null;
}

/** Findings of the catalogue that no check judges yet: what was made for them waits. */
export const awaited = ({ findings }: Expectation): string[] =>
  findings.map(({ id }) => id).filter((id) => !checks.some((check) => check.id === id));

/** What was told as far as the expectation decides on it: infos that it leaves open are left out. */
export function decided(
  { findings, allowedInfo }: Expectation,
  told: readonly ExpectedFinding[],
): readonly ExpectedFinding[] {
  const wanted = new Set(findings.map(({ id }) => id));
  return told
    .filter(
      ({ id, severity }) =>
        severity !== 'info' || wanted.has(id) || (allowedInfo !== undefined && !allowedInfo.includes(id)),
    )
    .map(({ id, severity, blame }) => ({ id, severity, blame }));
}

export type Group = 'healthy' | 'tcp' | 'open' | 'cease' | 'session' | 'capture';

export interface Scenario {
  readonly group: Group;
  readonly name: string;
  /** One sentence: what was done, and what the capture shows. */
  readonly about: string;
  readonly expect: Expectation;
  /** Makes the capture and says where it is. */
  readonly run: (lab: Lab) => Promise<string>;
}

export const NODE = '192.168.10.11';
export const ROUTER = '192.168.10.1';

export const error = (id: string, blame: string | null): ExpectedFinding => ({ id, severity: 'error', blame });
export const warning = (id: string, blame: string | null): ExpectedFinding => ({ id, severity: 'warning', blame });
export const info = (id: string, blame: string | null): ExpectedFinding => ({ id, severity: 'info', blame });
