import type { PeerStatus, ProcessStatus } from '../../model/peer-status.ts';
import { labelOf } from '../status/cells.ts';
import { count } from '../text/pen.ts';
import { escapeMarkdown } from './escape.ts';
import type { Block } from './fit.ts';

const MAX_ROWS = 100;
const RANK = { down: 0, unknown: 1, up: 2 } as const;

/** What `status` read, those that are down first. */
export function peerTable(peers: readonly PeerStatus[]): Block[] {
  if (peers.length === 0) return [];
  const up = peers.filter(({ established }) => established === true).length;
  const rows = peers.toSorted((left, right) => RANK[healthOf(left)] - RANK[healthOf(right)]).map(row);
  const hidden = rows.length - MAX_ROWS;
  const head = `${up} of ${count(peers.length, 'session')} Established.`;
  const table = [
    '| speaker | peer | AS | state | since | why |',
    '|---|---|---|---|---|---|',
    ...rows.slice(0, MAX_ROWS),
  ];
  const more = hidden > 0 ? ['', `… and ${count(hidden, 'more session')}`] : [];
  return [{ what: 'table of sessions', rank: 'essential', lines: [head, '', ...table, ...more] }];
}

/** Speakers that run, and say that they have no session. */
export function idleList(idle: readonly ProcessStatus[]): Block[] {
  if (idle.length === 0) return [];
  const lines = idle
    .slice(0, MAX_ROWS)
    .map(({ daemon, node, source, text }) =>
      escapeMarkdown(`${node ?? source}: ${daemon} has no BGP session: “${text}”`),
    )
    .map((line) => `- ${line}`);
  return [{ what: 'speakers without a session', rank: 'essential', lines }];
}

function row(status: PeerStatus): string {
  const { peer, printed, since, reason } = status;
  const icon = { down: '❌', unknown: '❔', up: '✅' }[healthOf(status)];
  const why = reason === null ? '' : [reason.text, reason.means].filter((text) => text !== null).join(': ');
  const cells = [
    labelOf(status),
    peer.address ?? peer.name ?? '?',
    peer.as === null ? '' : String(peer.as),
    printed,
    since?.text ?? '',
    why,
  ].map(escapeMarkdown);
  cells[3] = `${icon} ${cells[3] ?? ''}`;
  return `| ${cells.join(' | ')} |`;
}

function healthOf({ established }: PeerStatus): keyof typeof RANK {
  return established === null ? 'unknown' : established ? 'up' : 'down';
}
