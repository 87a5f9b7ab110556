/** What the kernel of a node prints, as values. */
import type { EvidenceRef } from './report.ts';

/** A line of a text, and what stands there. */
export interface TextLine extends EvidenceRef {
  readonly line: number;
}

/** `key` as procps writes it: an interface's dots are slashes, `net.ipv4.conf.eth0/100.forwarding`. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly at: TextLine;
}

/** A file of /etc/sysctl.d and its like. */
export interface SysctlFile {
  readonly path: string;
  readonly entries: readonly SysctlEntry[];
}

/** A line of such a file. `key` may be a glob; a null value takes the key out of what globs match. */
export interface SysctlEntry {
  readonly key: string;
  readonly value: string | null;
  readonly at: TextLine;
}
