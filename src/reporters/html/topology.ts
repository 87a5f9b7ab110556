/** Who speaks with whom: the cluster's side on the left, its peers on the right, a line for each session. */
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Report } from '../../model/report.ts';
import type { SessionState } from '../../model/session.ts';
import { TONES, type Tone } from './words.ts';

export interface Topology {
  readonly left: readonly Speaker[];
  readonly right: readonly Speaker[];
  readonly links: readonly Link[];
  /** Sessions and speakers that there is no room for. */
  readonly hidden: number;
}
export interface Speaker {
  readonly name: string;
  readonly about: readonly string[];
}
export interface Link {
  /** Indices into `left` and `right`. */
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
  readonly word: string;
  readonly text: string;
  /** The index of the session in the report; null of what a status tells. */
  readonly session: number | null;
}

const MOST = 48; // on each side
const RANK: readonly Tone[] = ['error', 'warning', 'unknown', 'info', 'good'];

interface Edge extends Pick<Link, 'tone' | 'word' | 'session'> {
  readonly near: Speaker & { readonly key: string };
  readonly far: Speaker & { readonly key: string };
}

/** Worst first, so that what is in trouble is never what is left out. */
export function topologyOf(report: Report): Topology {
  const edges = [...sessionEdges(report), ...statusEdges(report.peers ?? [])];
  const left = new Map<string, { readonly at: number; readonly speaker: Speaker }>();
  const right = new Map<string, { readonly at: number; readonly speaker: Speaker }>();
  const links: Link[] = [];
  let hidden = 0;
  for (const { near, far, ...edge } of edges.toSorted((a, b) => RANK.indexOf(a.tone) - RANK.indexOf(b.tone))) {
    const from = placeOf(left, near);
    const to = placeOf(right, far);
    if (from === null || to === null) hidden += 1;
    else links.push({ ...edge, from, to, text: `${near.name} – ${far.name}: ${edge.word}` });
  }
  return { left: speakersOf(left), right: speakersOf(right), links, hidden };
}

type Column = Map<string, { readonly at: number; readonly speaker: Speaker }>;

function placeOf(column: Column, { key, name, about }: Edge['near']): number | null {
  const known = column.get(key);
  if (known !== undefined) {
    const news = about.filter((line) => !known.speaker.about.includes(line));
    if (news.length > 0) column.set(key, { at: known.at, speaker: { name, about: [...known.speaker.about, ...news] } });
    return known.at;
  }
  if (column.size >= MOST) return null;
  column.set(key, { at: column.size, speaker: { name, about } });
  return column.size - 1;
}

const speakersOf = (column: Column): Speaker[] => [...column.values()].map(({ speaker }) => speaker);

function sessionEdges({ sessions }: Report): Edge[] {
  return sessions.map(({ local, remote, state }, session) => {
    const end = ({ address, node, as }: typeof local): Edge['near'] => ({
      key: node ?? address,
      name: node ?? address,
      about: [...asLine(as), ...(node === null ? [] : [address])],
    });
    return { near: end(local), far: end(remote), tone: TONES[state], word: state, session };
  });
}

/** A session that both ends tell of is one line. */
function statusEdges(peers: readonly PeerStatus[]): Edge[] {
  return peers.flatMap((told, index): Edge[] => {
    if (told.otherEnd !== null && told.otherEnd < index) return [];
    const other = told.otherEnd === null ? undefined : peers[told.otherEnd];
    const ups = [told.established, ...(other === undefined ? [] : [other.established])];
    const state: SessionState = ups.includes(false) ? 'failed' : ups.includes(true) ? 'established' : 'unknown';
    const { speaker, peer } = told;
    const peerName = other?.speaker.label ?? peer.name ?? peer.address ?? 'unknown';
    return [
      {
        near: { key: speaker.label, name: speaker.label, about: asLine(speaker.as) },
        far: {
          key: other?.speaker.label ?? peer.address ?? peerName,
          name: peerName,
          about: [...asLine(peer.as), ...(peer.address === null || peer.address === peerName ? [] : [peer.address])],
        },
        tone: TONES[state],
        word: told.state ?? told.printed,
        session: null,
      },
    ];
  });
}

const asLine = (as: number | null): string[] => (as === null ? [] : [`AS ${as}`]);
