import type { Incomplete } from './report.ts';

/** `bundle.json`, which is k8sdoctor/bundle/v1: what was asked of which nodes, what came of it, and where it lies. */
export interface Manifest {
  readonly schema: 'k8sdoctor/bundle/v1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly asked: {
    readonly command: string;
    /** Null where nothing was captured. */
    readonly durationSeconds: number | null;
    readonly maxBytes: number | null;
  };
  /** By a signal: the rest is missing. */
  readonly interrupted: boolean;
  readonly nodes: readonly ManifestNode[];
  /** In the order in which they lie in an archive. */
  readonly artifacts: readonly ManifestEntry[];
  /** What could not be had besides artifacts that failed. */
  readonly incomplete: readonly Incomplete[];
  /** Secrets that were taken out before anything was written. */
  readonly removed: readonly { readonly path: string; readonly kind: string; readonly line: number }[];
}

export interface ManifestNode {
  readonly name: string;
  /** How commands ran in the host's network namespace; null where none could. */
  readonly transport: string | null;
  readonly speakers: readonly ManifestSpeaker[];
  /** Ports that BGP is spoken on beside 179, and the sessions' other ends, as far as they are known. */
  readonly ports: readonly number[];
  readonly peers: readonly string[];
}

export interface ManifestSpeaker {
  readonly speaker: string;
  readonly pod: string | null;
  readonly transport: string;
  /** By the tag of its image; absent where it has none. */
  readonly version?: string;
}

/** A file of the bundle, or why there is none. */
export interface ManifestEntry {
  readonly path: string;
  readonly kind: 'capture' | 'output';
  readonly node: string | null;
  readonly speaker: string | null;
  /** `NAMESPACE/NAME` */
  readonly pod: string | null;
  readonly command: readonly string[];
  readonly status: 'collected' | 'failed';
  /** Null if it did not run to its end. */
  readonly exitCode: number | null;
  /** Of one that failed, and of a capture that ended before its time. */
  readonly reason: string | null;
  /** These two of the file, null without one. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Commands of k8sdoctor that read it; `null` means all of them. */
  readonly topics: readonly string[] | null;
  /** Without it what was asked can't be answered. */
  readonly essential: boolean;
}
