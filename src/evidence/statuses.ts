import type { BfdSession } from '../model/bfd.ts';
import type { PeerStatus, PrefixCounts, ProcessStatus, StatusSpeaker } from '../model/peer-status.ts';
import type { Source } from '../model/report.ts';
import type { Output } from '../parsers/format.ts';
import type { Paste } from '../parsers/recognise.ts';
import type { CaptureEvidence } from './captures.ts';
import { matchEnds } from './other-ends.ts';

/** Takes pastes, gives what the checks ask for of the sessions that speakers tell of. */
export interface StatusAnalysis {
  /** Gives how many of its outputs tell of sessions or their daemon. What could not be read stands in the paste. */
  read(paste: Paste, source: Source): number;
  finish(): CaptureEvidence;
}

export function createStatusAnalysis(): StatusAnalysis {
  const peers: PeerStatus[] = [];
  const processes: ProcessStatus[] = [];
  const bfd: BfdSession[] = [];
  const sources: Source[] = [];

  return {
    read({ found, unknown }, source) {
      const told: Told[] = [];
      for (const { line, output } of found) {
        for (const peer of output.peers ?? []) told.push({ peer, section: line });
        for (const process of output.processes ?? []) processes.push(process);
        for (const session of output.bfd ?? []) bfd.push(session);
      }
      for (const peer of mergeViews(named(told, source.name))) peers.push(peer);
      sources.push({
        ...source,
        format: [...new Set(found.map(({ format }) => format))].join(', ') || null,
        outputs: found.map(({ format, line }) => ({ format, line })),
        ignored: unknown,
      });
      return found.filter(({ output }) => isTelling(output)).length;
    },
    finish: () => ({ evidence: { peers: matchEnds(peers), processes, bfd }, sources, incomplete: [] }),
  };
}

const isTelling = ({ peers, processes, bfd }: Output): boolean =>
  peers !== undefined || processes !== undefined || bfd !== undefined;

interface Told {
  readonly peer: PeerStatus;
  /** First line of the output, which tells speakers without a name apart. */
  readonly section: number;
}

/** A speaker that nothing names is called by where it was read; a second one in the same text by the line too. */
function named(told: readonly Told[], source: string): readonly Told[] {
  const place = source === '-' ? 'standard input' : source.slice(source.search(/[^/\\]*$/));
  const unnamed = new Set(
    told.flatMap(({ peer: { speaker }, section }) => (nameOf(speaker) === null ? [section] : [])),
  );
  const isOnly = unnamed.size === 1;
  return told.map(({ peer, section }) => {
    const label = nameOf(peer.speaker) ?? (isOnly ? place : `${place} line ${section}`);
    return { peer: { ...peer, speaker: { ...peer.speaker, label } }, section };
  });
}

const nameOf = ({ node, bgpId }: StatusSpeaker): string | null => node ?? bgpId;

/** One speaker tells of one session in several outputs, or in the tables of several families. */
function mergeViews(told: readonly Told[]): Iterable<PeerStatus> {
  const merged = new Map<string, PeerStatus>();
  for (const { peer } of told) {
    const { label, as, daemon } = peer.speaker;
    const { address, name } = peer.peer;
    const key = `${daemon}\n${label}\n${daemon === 'cilium' ? as : ''}\n${address ?? name}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? peer : merge(before, peer));
  }
  return merged.values();
}

/** What the first one leaves open, the second one fills. */
function merge(a: PeerStatus, b: PeerStatus): PeerStatus {
  const stated = a.state === null && b.state !== null ? b : a;
  const established = stated.established ?? a.established ?? b.established;
  return {
    ...stated,
    speaker: fill(a.speaker, b.speaker),
    peer: fill(a.peer, b.peer),
    established,
    since: a.since ?? b.since,
    prefixes: mergeCounts(a.prefixes, b.prefixes),
    reason: established === true ? stated.reason : (a.reason ?? b.reason),
  };
}

function fill<T extends object>(a: T, b: T): T {
  const known = Object.entries(a).filter(([, value]) => value !== null);
  return { ...b, ...Object.fromEntries(known) };
}

function mergeCounts(a: readonly PrefixCounts[], b: readonly PrefixCounts[]): readonly PrefixCounts[] {
  const families = new Map<string | null, PrefixCounts>();
  for (const one of [...a, ...b]) {
    const before = families.get(one.family);
    families.set(one.family, before === undefined ? one : fill(before, one));
  }
  return [...families.values()];
}
