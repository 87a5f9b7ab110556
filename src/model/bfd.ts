import type { TextLine } from './finding.ts';
import type { Daemon } from './peer-status.ts';

/** A session of Bidirectional Forwarding Detection (RFC 5880), as one of its two ends tells it. */
export interface BfdSession {
  readonly daemon: Daemon;
  readonly node: string | null;
  readonly peer: string;
  readonly local: string | null;
  readonly state: 'up' | 'init' | 'down' | 'admin-down';
  /** Of the speaker's own, as printed; null where it says nothing, or `ok`. */
  readonly diagnostic: string | null;
  /** Whether a packet of the peer has ever come, by its discriminator; null where the output does not tell. */
  readonly heard: boolean | null;
  readonly at: TextLine;
}
