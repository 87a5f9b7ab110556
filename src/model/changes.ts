/** What is not as it was in an earlier result. */
import type { CheckId, Severity, Subject } from './finding.ts';

export interface Changes {
  readonly baseline: { readonly name: string; readonly generatedAt: string; readonly version: string };
  readonly versions: readonly Change[];
  readonly sessions: readonly Change[];
  readonly routes: readonly Change[];
  readonly sysctls: readonly Change[];
  readonly findings: {
    readonly new: readonly FindingRef[];
    readonly gone: readonly FindingRef[];
    readonly still: readonly FindingRef[];
    /** Of checks that lack their evidence now: nobody knows. */
    readonly notJudged: readonly FindingRef[];
  };
  /** What only one of both results has, so that nothing is said of it. */
  readonly notCompared: readonly string[];
}

/** `before` or `now` is null where there is none. */
export interface Change {
  /** A session or a node. */
  readonly of: string;
  /** `state`, a prefix, a key. */
  readonly what: string;
  readonly before: string | null;
  readonly now: string | null;
}

export interface FindingRef {
  readonly id: CheckId;
  readonly severity: Severity;
  readonly title: string;
  readonly subject: Subject;
}

/** Of a node's kernel, what a later result is compared with. Null where it was not given. */
export interface NodeState {
  readonly name: string;
  /** By prefix, with its table and metric where they are not usual. */
  readonly routes: Readonly<Record<string, string>> | null;
  /** How many there are more. */
  readonly routesLeftOut: number;
  readonly sysctls: Readonly<Record<string, string>> | null;
  /** Of its kernel and of what runs on it, by name; absent where no output tells. */
  readonly versions?: Readonly<Record<string, string>>;
}
