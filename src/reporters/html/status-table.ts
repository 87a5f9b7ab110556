import type { PeerStatus, PrefixCounts, ProcessStatus } from '../../model/peer-status.ts';
import { type Markup, fragment } from './markup.ts';
import { badge } from './words.ts';

/** Each session as each of its speakers tells it. */
export function renderStatusTable(peers: readonly PeerStatus[]): Markup {
  return fragment`<div class="scroll" tabindex="0" role="group" aria-label="Sessions as speakers tell them"><table class="status-table">
<thead><tr><th scope="col">Speaker</th><th scope="col">Peer</th><th scope="col">AS</th><th scope="col">State</th><th scope="col">Since</th><th scope="col">Prefixes</th><th scope="col">Why</th></tr></thead>
<tbody>${peers.map(renderRow)}</tbody></table></div>`;
}

/** Speakers that run, and say that they have none. */
export const renderIdle = (idle: readonly ProcessStatus[]): Markup | null =>
  idle.length === 0
    ? null
    : fragment`<section id="idle"><h2>Speakers without a session</h2><ul>${idle.map(({ daemon, node, source, text }) => fragment`<li>${node ?? source}: ${daemon} has no BGP session: <q>${text}</q></li>`)}</ul></section>`;

function renderRow({
  speaker,
  peer,
  state,
  established,
  printed,
  since,
  prefixes,
  reason,
  source,
  line,
}: PeerStatus): Markup {
  const tone = established === null ? 'unknown' : established ? 'good' : 'error';
  const names = [peer.address, peer.name].filter((name) => name !== null);
  return fragment`<tr><th scope="row">${speaker.label}<br><small>${speaker.daemon}; ${source}, line ${line}</small></th><td>${names.join(', ') || 'unknown'}</td><td>${speaker.as ?? '?'} &ndash; ${peer.as ?? '?'}</td><td>${badge(tone, state ?? printed)}</td><td>${since?.text ?? '–'}</td><td>${prefixes.map(describeCounts).join('; ') || '–'}</td><td>${reason === null ? '–' : [reason.text, reason.means].filter((text) => text !== null).join(': ')}</td></tr>`;
}

function describeCounts({ family, received, accepted, advertised }: PrefixCounts): string {
  const counts = [
    ...(received === null ? [] : [`${received} received`]),
    ...(accepted === null ? [] : [`${accepted} accepted`]),
    ...(advertised === null ? [] : [`${advertised} sent`]),
  ].join(', ');
  return family === null ? counts : `${family}: ${counts || 'exchanged'}`;
}
