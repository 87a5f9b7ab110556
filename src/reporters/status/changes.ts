import type { PeerChange } from '../../model/peer-change.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { Pen } from '../text/pen.ts';
import { mark } from '../text/verdict.ts';
import { labelOf } from './cells.ts';

/** One line: when, which session, and what became of it. @param time ISO 8601 */
export function renderChange(pen: Pen, time: string, { kind, peer, before }: PeerChange): string {
  const ends = `${labelOf(peer)} ${pen.sign.between} ${peer.peer.address ?? peer.peer.name ?? '?'}`;
  const now = stateOf(peer);
  const turned = before === null ? now : `${stateOf(before)} ${pen.sign.right} ${now}`;
  const what = {
    first: now,
    new: `${now}; not told of before`,
    gone: `nothing tells of it any more; it was ${now}`,
    up: turned,
    down: turned,
    state: turned,
    restarted: `${now} again: it was down in between`,
  }[kind];
  const isExplained = peer.reason !== null && kind !== 'gone' && peer.established !== true;
  const words = `${ends}: ${what}${isExplained ? `, ${reasonOf(peer.reason)}` : ''}`;
  return `${pen.paint.faint(time)} ${signOf(pen, kind, peer)}${pen.show(words)}`;
}

const stateOf = ({ state, printed }: PeerStatus): string => state ?? (printed === '' ? 'no state' : printed);

const reasonOf = ({ text, means }: NonNullable<PeerStatus['reason']>): string =>
  means === null || means === text ? `“${text}”` : `“${text}”: ${means}`;

function signOf(pen: Pen, kind: PeerChange['kind'], { established }: PeerStatus): string {
  if (kind === 'gone' || kind === 'restarted') return mark(pen, 'warning');
  return mark(pen, established === true ? 'good' : established === null ? 'unknown' : 'error');
}
