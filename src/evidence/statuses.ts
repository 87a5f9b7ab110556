import type { BfdSession } from '../model/bfd.ts';
import type { PeerStatus, PrefixCounts, ProcessStatus, StatusSpeaker } from '../model/peer-status.ts';
import type { Source } from '../model/report.ts';
import type { VersionSeen } from '../model/version.ts';
import type { Output } from '../parsers/format.ts';
import type { Found, Paste } from '../parsers/recognise.ts';
import type { CaptureEvidence } from './captures.ts';
import { matchEnds } from './other-ends.ts';
import { versionsOf } from './versions.ts';

/** Takes pastes, gives what the checks ask for of the sessions that speakers tell of. */
export interface StatusAnalysis {
  /** Gives how many of its outputs tell of sessions or their daemon. What could not be read stands in the paste. */
  read(paste: Paste, source: Source): number;
  finish(): CaptureEvidence;
}

export function createStatusAnalysis(): StatusAnalysis {
  const views: PeerStatus[] = [];
  const texts: Texts = new Map();
  const processes: ProcessStatus[] = [];
  const bfd: BfdSession[] = [];
  const versions: VersionSeen[] = [];
  const sources: Source[] = [];

  return {
    read({ found, unknown }, source) {
      for (const version of versionsOf(found.map(({ output }) => output))) versions.push(version);
      const named = createNamer(found, source.name);
      for (const { line, output } of found) {
        for (const peer of output.peers ?? []) {
          const view = named(peer, line);
          views.push(view);
          if (nameOf(view.speaker) === null) texts.set(view.speaker, sources.length);
        }
        for (const process of output.processes ?? []) processes.push(process);
        for (const session of output.bfd ?? []) bfd.push(session);
      }
      sources.push({
        ...source,
        format: [...new Set(found.map(({ format }) => format))].join(', ') || null,
        outputs: found.map(({ format, line }) => ({ format, line })),
        ignored: unknown,
      });
      return found.filter(({ output }) => isTelling(output)).length;
    },
    finish: () => ({
      evidence: { peers: matchEnds(mergeViews(views, texts)), processes, bfd, versions },
      sources,
      incomplete: [],
    }),
  };
}

const isTelling = ({ peers, processes, bfd }: Output): boolean =>
  peers !== undefined || processes !== undefined || bfd !== undefined;

const nameOf = ({ node, bgpId }: StatusSpeaker): string | null => node ?? bgpId;

/** Of a speaker that nothing names: the text in which it stands, outside of which nobody is known to be the same. */
type Texts = Map<StatusSpeaker, number>;

/** A speaker that nothing names is called by where it was read; a second one in the same text by the first line of its output too. */
function createNamer(found: readonly Found[], source: string): (peer: PeerStatus, line: number) => PeerStatus {
  const place = source === '-' ? 'standard input' : source.slice(source.search(/[^/\\]*$/));
  const unnamed = found.filter(({ output }) => output.peers?.some(({ speaker }) => nameOf(speaker) === null) === true);
  const isOnly = new Set(unnamed.map(({ line }) => line)).size === 1;
  const named = new Map<StatusSpeaker, StatusSpeaker>();
  return (peer, line) => {
    if (nameOf(peer.speaker) !== null) return peer;
    let speaker = named.get(peer.speaker);
    if (speaker === undefined) {
      speaker = { ...peer.speaker, label: isOnly ? place : `${place} line ${line}` };
      named.set(peer.speaker, speaker);
    }
    return { ...peer, speaker };
  };
}

/** One speaker tells of one session in several outputs, or in the tables of several families. */
function mergeViews(views: readonly PeerStatus[], texts: Texts): readonly PeerStatus[] {
  const merged: PeerStatus[] = [];
  const speakers = new Map<string, Map<string | null, number>>();
  const places = new Map<StatusSpeaker, Map<string | null, number>>();
  for (const peer of views) {
    const { speaker } = peer;
    let indices = places.get(speaker);
    if (indices === undefined) {
      const key = `${texts.get(speaker) ?? ''}\n${speaker.daemon}\n${speaker.label}\n${speaker.daemon === 'cilium' ? speaker.as : ''}`;
      indices = speakers.get(key) ?? new Map();
      speakers.set(key, indices);
      places.set(speaker, indices);
    }
    const name = peer.peer.address ?? peer.peer.name;
    const index = indices.get(name);
    const before = index === undefined ? undefined : merged[index];
    if (index === undefined || before === undefined) indices.set(name, merged.push(peer) - 1);
    else merged[index] = merge(before, peer);
  }
  return merged;
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
