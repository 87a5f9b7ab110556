import type { PeerStatus } from '../../model/peer-status.ts';
import { cells, padEnd, padStart } from '../cells.ts';
import { type Pen, count, hang } from '../text/pen.ts';
import { labelOf } from './cells.ts';

const MOST_ROWS = 60;

/** Speakers by peers, a sign for each session. Where not all fit, those in which all is well are only counted. */
export function renderMatrix(pen: Pen, peers: readonly PeerStatus[]): string[] {
  const speakers = [...new Set(peers.map(labelOf))];
  const targets = [...new Set(peers.map(nameOf))];
  const sessions = new Map(peers.map((peer) => [`${labelOf(peer)} ${nameOf(peer)}`, peer]));
  const ill = peers.filter(({ established }) => established !== true);
  const illSpeakers = new Set(ill.map(labelOf));
  const illTargets = new Set(ill.map(nameOf));
  const label = Math.min(40, Math.max(...speakers.map((name) => cells(pen.show(name)))));
  const room = Math.max(1, Math.floor((pen.width - label - 4) / 3));
  const rows = speakers.length <= MOST_ROWS ? speakers : [...illSpeakers].slice(0, MOST_ROWS);
  const columns = targets.length <= room ? targets : [...illTargets].slice(0, room);
  if (rows.length === 0 || columns.length === 0) return [];
  return [
    `  ${padEnd('', label)}${pen.paint.faint(columns.map((_, index) => padStart(String(index + 1), 3)).join(''))}`,
    ...rows.map(
      (row) =>
        `  ${padEnd(pen.show(row), label)}${columns.map((column) => signOf(pen, sessions.get(`${row} ${column}`))).join('')}`,
    ),
    ...left(pen, speakers.length - rows.length, 'speaker', illSpeakers.size - rows.length),
    ...hang(
      pen,
      2,
      '  ',
      columns.map((column, index) => `${index + 1} ${pen.show(column)}`).join(', '),
      pen.paint.faint,
    ),
    ...left(pen, targets.length - columns.length, 'peer', illTargets.size - columns.length),
  ];
}

const nameOf = ({ peer }: PeerStatus): string => peer.address ?? peer.name ?? '?';

function signOf(pen: Pen, peer: PeerStatus | undefined): string {
  if (peer === undefined) return `  ${pen.paint.faint(pen.unicode ? '·' : '.')}`;
  if (peer.established === true) return `  ${pen.paint.good(pen.sign.good)}`;
  return `  ${peer.established === null ? pen.sign.unknown : pen.paint.error(pen.sign.error)}`;
}

function left(pen: Pen, missing: number, noun: string, missingIll: number): string[] {
  if (missing <= 0) return [];
  const what =
    missingIll > 0
      ? `of which ${missingIll} with a session that is not Established`
      : 'all of whose sessions are Established';
  return [`  ${pen.sign.more} and ${count(missing, `more ${noun}`)}, ${what}`];
}
