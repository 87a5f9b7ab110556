/** What is wrong, and where a person can go and look. */

export type Severity = 'error' | 'warning' | 'info';
/** Public: scripts and dashboards match on it, so it never changes its meaning. */
export type CheckId = `${string}/${string}`;

/** One fault at one subject. `title` is what was observed; `cause` is what we infer from it, with the section. */
export interface Finding {
  readonly id: CheckId;
  readonly severity: Severity;
  readonly title: string;
  readonly cause: string;
  /** Steps that a person can carry out, in order. */
  readonly remedy: readonly string[];
  readonly subject: Subject;
  /** The address of the side whose configuration has to change; null where either may. */
  readonly blame: string | null;
  readonly impact: string | null;
  readonly evidence: readonly EvidenceRef[];
  readonly references: readonly Reference[];
}
export interface Subject {
  readonly kind: 'session' | 'node' | 'resource' | 'network' | 'file';
  readonly id: string;
}

/** Where a person can go and look: a frame of a capture or a line of a text, and what stands there. */
export interface EvidenceRef {
  readonly source: string;
  readonly frame?: number;
  readonly line?: number;
  readonly time?: string;
  readonly text: string;
}
export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** A line of a text, and what stands there. */
export interface TextLine extends EvidenceRef {
  readonly line: number;
}
