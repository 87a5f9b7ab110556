import type { FileWriter } from '../../../bundles/write-bundle.ts';
import type { Topic } from '../../../collectors/collector.ts';
import type { Intake } from './intake.ts';

/** How long a capture may take, and how large it may become. */
export interface CaptureLimits {
  readonly durationSeconds: number;
  readonly maxBytes: number;
}

/** What is done beside looking, where it was asked for. */
export interface Acting {
  readonly probe: boolean;
  readonly reset: boolean;
  /** Only the sessions with these; all without any. */
  readonly peers: readonly string[];
  confirm(question: string): Promise<boolean>;
}

/** What the steps of a run share. */
export interface Live {
  readonly topics: readonly Topic[];
  /** Null where nothing is captured. */
  readonly limits: CaptureLimits | null;
  readonly failingOnly: boolean;
  readonly parallel: number;
  readonly intake: Intake;
  /** Where all of it is kept; null where only the verdict is wanted. */
  readonly writer: FileWriter | null;
  /** Without it, where captures are kept for a while, if they are. */
  readonly scratch?: Pick<FileWriter, 'open'> | null;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
  readonly say: (line: string) => void;
  /** What is done beside looking; nothing without it. */
  readonly acting?: Acting;
}
