import type { PeerStatus, ProcessStatus } from './peer-status.ts';
import type { CheckId, Finding, Severity } from './finding.ts';
import type { Changes, NodeState } from './changes.ts';
import type { Session } from './session.ts';

export type * from './finding.ts';

/**
 * `Report` is k8sdoctor/report/v1, name for name: the JSON reporter only serialises it.
 * Unknown is null, never absent. This folder imports nothing but itself, so everything may import it.
 */
export interface Report {
  readonly schema: 'k8sdoctor/report/v1';
  readonly tool: { readonly name: 'k8sdoctor'; readonly version: string };
  readonly generatedAt: string;
  readonly sources: readonly Source[];
  readonly sessions: readonly Session[];
  /** Where outputs were read: each session as each of its speakers tells it. */
  readonly peers?: readonly PeerStatus[];
  /** Speakers that run and have no BGP session; absent where there are none. */
  readonly withoutSession?: readonly ProcessStatus[];
  /** Of kernels that were read, what a later result is compared with; not where it has stand-ins. */
  readonly nodes?: readonly NodeState[];
  /** Against an earlier result (`--baseline`). */
  readonly changes?: Changes;
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckResult[];
  readonly artifacts: readonly WrittenFile[];
  readonly incomplete: readonly Incomplete[];
  /** Where something was removed or replaced. */
  readonly redaction?: RedactionNote;
  readonly summary: Readonly<Record<Severity, number>>;
}

/** What is not as it was found; never what it was. */
export interface RedactionNote {
  /** What there are stand-ins for; secrets go in any case. */
  readonly scope: 'secrets' | 'addresses' | 'names' | 'all';
  /** Secrets that were removed, by what they were: `bgp-password`, `token` … */
  readonly removed: Readonly<Record<string, number>>;
  /** Different ones that have a stand-in. */
  readonly replaced: Readonly<Record<'addresses' | 'asNumbers' | 'names', number>>;
}

export interface CheckResult {
  readonly id: CheckId;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'not-applicable' | 'crashed';
  readonly missing?: readonly string[];
  readonly explainedBy?: readonly CheckId[];
}

export interface WrittenFile {
  readonly kind: string;
  readonly path: string;
  readonly sha256: string;
  readonly sessions: readonly string[];
  /** Of a capture that was cut out of others: where its frames come from. */
  readonly frames?: readonly FrameRun[];
}
/** `count` frames from `frame` on are those of `source` from `originalFrame` on. */
export interface FrameRun {
  readonly frame: number;
  readonly source: string;
  readonly originalFrame: number;
  readonly count: number;
}
export interface Incomplete {
  readonly source: string | null;
  readonly what: string;
  readonly why: string;
}

export interface Source {
  readonly kind: string;
  readonly name: string;
  readonly format: string | null;
  readonly bytes: number | null;
  /** Of a bundle: the tool, and its version or that of what it looked at. */
  readonly madeBy?: { readonly name: string; readonly version: string };
  /** These two of a capture. */
  readonly linkTypes?: readonly string[];
  readonly packets?: number;
  /** These two of a text: what was recognised in it, and the runs of lines that nothing is known of. */
  readonly outputs?: readonly { readonly format: string; readonly line: number }[];
  readonly ignored?: readonly { readonly line: number; readonly count: number; readonly text: string }[];
}
