/** What was gathered, on its way to evidence: the same of a bundle and of what is gathered now. */
import { type CaptureAnalysis, type CapturesRead, createCaptureAnalysis } from '../../../evidence/captures.ts';
import type { CaptureOptions } from '../../../evidence/captures.ts';
import { SPEAKERS, type Topic } from '../../../collectors/collector.ts';
import type { ManifestEntry, ManifestNode } from '../../../model/bundle.ts';
import type { PodPing, ProbeSeen } from '../../../model/probe.ts';
import type { Incomplete, Source } from '../../../model/report.ts';
import type { Interrupt } from '../../io.ts';
import type { Replay } from './replay.ts';
import type { ReadManifest } from '../../../parsers/kubernetes/manifest.ts';
import { type Paste, readPaste } from '../../../parsers/recognise.ts';

/** A capture, and the analysis that it is pushed into as it comes. */
export interface NodeCapture {
  readonly name: string;
  readonly node: string | null;
  readonly analysis: CaptureAnalysis;
  /** We ended it within a packet, which is no fault of it. */
  isCut: boolean;
  /** It ended before its time: that nothing was seen by then proves nothing. */
  isPartial: boolean;
}

/** Takes what comes, in any order. */
export interface Intake {
  /** Gives what was recognised in it. */
  output(entry: ManifestEntry, prefix: string, text: string, readManifest?: ReadManifest | null): Paste;
  /** Each capture has an analysis of its own: clocks of nodes differ. */
  capture(entry: Pick<ManifestEntry, 'node' | 'path'>, prefix: string): NodeCapture;
  readonly pastes: readonly Paste[];
  /** Of each paste, in their order. */
  readonly sources: readonly Source[];
  readonly captures: readonly NodeCapture[];
}

export function createIntake(options: CaptureOptions): Intake {
  const pastes: Paste[] = [];
  const sources: Source[] = [];
  const captures: NodeCapture[] = [];
  return {
    pastes,
    sources,
    captures,
    output({ path, node, command, speaker }, prefix, text, readManifest = null) {
      const name = `${prefix}${path}`;
      const origin = { node, command: command.length === 0 ? null : command.join(' '), speaker };
      const paste = readPaste(text, name, { origin, readManifest });
      if (paste.found.length === 0) return paste; // for people, and for what will know it
      pastes.push(paste);
      sources.push({ kind: 'text', name, format: null, bytes: new TextEncoder().encode(text).length });
      return paste;
    },
    capture({ path, node }, prefix) {
      const analysis = createCaptureAnalysis(options);
      const capture = { name: `${prefix}${path}`, node, analysis, isCut: false, isPartial: false };
      captures.push(capture);
      return capture;
    },
  };
}

/** What was had of all sources that are not files. */
export interface Gathered {
  readonly pastes: readonly Paste[];
  /** Of each paste, in their order. */
  readonly sources: readonly Source[];
  /** Bundles, and nodes that were looked at. */
  readonly origins: readonly Source[];
  readonly captures: readonly FinishedCapture[];
  readonly probes: readonly ProbeSeen[];
  readonly pings: readonly PodPing[];
  readonly nodes: readonly ManifestNode[];
  readonly incomplete: readonly Incomplete[];
  readonly interrupted: Interrupt | null;
}

/** What was gathered, and its captures once more, until `discard`. */
export interface Kept extends Gathered {
  readonly replay: Replay;
  discard(): Promise<void>;
}

export const NOTHING_GATHERED: Kept = {
  pastes: [],
  sources: [],
  origins: [],
  captures: [],
  probes: [],
  pings: [],
  nodes: [],
  incomplete: [],
  interrupted: null,
  replay: () => Promise.resolve(true),
  discard: () => Promise.resolve(),
};

/** A capture that has ended, and what it shows. */
export interface FinishedCapture extends Pick<NodeCapture, 'name' | 'node'> {
  readonly evidence: CapturesRead;
}

export function finishCapture({ name, node, analysis, isCut, isPartial }: NodeCapture): FinishedCapture {
  const { evidence, ...rest } = analysis.finish();
  const captures = evidence.captures
    ?.map((seen) => (isCut ? { ...seen, fault: null } : seen))
    .filter((seen) => !isPartial || seen.sessions > 0);
  return { name, node, evidence: { ...rest, evidence: { ...evidence, ...(captures !== undefined && { captures }) } } };
}

/** Failures without which what was asked is answered in part only. */
export function failuresOf(
  entries: readonly ManifestEntry[],
  asked: readonly Topic[],
  prefix: string,
): readonly Incomplete[] {
  return entries.flatMap(({ status, essential, topics, node, path, command, reason, kind }) => {
    const bears = topics === null || asked.some((topic) => topics.includes(topic));
    const isWhole = status === 'collected' && (kind === 'output' || reason === null);
    if (isWhole || !essential || !bears) return [];
    const what = kind === 'capture' || command.length === 0 ? kind : command.join(' ');
    return [{ source: node ?? `${prefix}${path}`, what, why: reason ?? 'it failed' }];
  });
}

/** That no daemon answers says nothing of the kernel. */
export const bearingOn = (topics: readonly Topic[], gaps: readonly Incomplete[]): readonly Incomplete[] =>
  topics.every((topic) => topic === 'sysctl')
    ? gaps.filter(({ what }) => !SPEAKERS.some((speaker) => speaker === what))
    : gaps;
