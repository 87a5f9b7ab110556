import type { ClusterOutput } from '../model/cluster.ts';
import type { BfdSession } from '../model/bfd.ts';
import type { RoutingOutput } from '../model/daemon-routes.ts';
import type { KernelOutput } from '../model/kernel.ts';
import type { PeerStatus, ProcessStatus } from '../model/peer-status.ts';
import type { VersionSeen } from '../model/version.ts';
import type { Lines } from './lines.ts';

/** What a parser of one output gives: each kind of value under a key of its own. */
export interface Output {
  readonly peers?: readonly PeerStatus[];
  readonly processes?: readonly ProcessStatus[];
  readonly kernel?: KernelOutput;
  readonly routing?: readonly RoutingOutput[];
  readonly bfd?: readonly BfdSession[];
  readonly cluster?: ClusterOutput;
  readonly versions?: readonly VersionSeen[];
  /** Lines of it that could not be read. */
  readonly gaps?: readonly Gap[];
}

/** Where reading stopped, or left something out. */
export interface Gap {
  readonly line: number;
  readonly why: string;
}

/** One output, and where it comes from. */
export interface Section {
  readonly source: string;
  readonly node: string | null;
  readonly command: string | null;
  /** Whose daemon it is, where it was asked rather than pasted: MetalLB's FRR. */
  readonly speaker?: string | null;
  /** Of the first of `lines`, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
  /** Of JSON that ends early, or is damaged: its last value may not be whole. */
  readonly isCut?: boolean;
}

/** One document of JSON, and where it comes from. */
export interface JsonSection extends Omit<Section, 'lines'> {
  readonly lines: Lines;
}

/** Either of them, to those who ask for the line of a row alone. */
export interface AnySection extends Omit<Section, 'lines'> {
  readonly lines: Pick<Lines, 'at'>;
}

/** Longer than any row that is printed: JSON in one line, which holds all of its values. */
const LONGEST_ROW = 1000;

/**
 * A line as evidence shows it.
 * @param told what matters of it, in place of one that is too long: in a part of it a secret could lose the word that gives it away
 */
export function quote({ lines }: Pick<AnySection, 'lines'>, at: number, told: () => string): string {
  const text = (lines.at(at) ?? '').trim();
  return text.length <= LONGEST_ROW ? text : `${told()} (of a line of ${text.length} characters)`;
}

/** An output of lines. All patterns must be linear in the line's length: lines are hostile. */
export interface TextFormat {
  /** As a person calls it: the command that prints it. */
  readonly name: string;
  /** Whether an output of it begins with this line, or goes on where its beginning is missing. `line` is trimmed. */
  starts(line: string): boolean;
  /** Whether the command above a block tells that all of it is such an output, where its lines don't. */
  reads?(command: string): boolean;
  /** Whether a line within it is certainly its own, so that no other format is asked. It only saves time. */
  owns?(line: string): boolean;
  parse(section: Section): Output;
}

/** An output that is one JSON value. */
export interface JsonFormat {
  readonly name: string;
  /** @param command the one above it, where one is given: some outputs are nothing without it */
  recognises(value: unknown, command: string | null): boolean;
  /** `section.lines` are those of the document. */
  parse(value: unknown, section: JsonSection): Output;
}
