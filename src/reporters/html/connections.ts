import type { BgpConnection, BgpSession, SideSeen } from '../../model/bgp-session.ts';
import { type Markup, fragment } from './markup.ts';

const SHOWN = 12;

/** How each connection went, in numbers: what was measured, and nothing where it was not. */
export function renderConnections({ connections, connectionCount, local, remote, firstSeen }: BgpSession): Markup {
  const shown = connections.slice(-SHOWN);
  const hidden = connectionCount - shown.length;
  const address = { local: local.address, remote: remote.address };
  const since = (moment: { readonly seconds: number } | null): string =>
    moment === null ? '–' : (moment.seconds - firstSeen.seconds).toFixed(3);
  const rows = shown.map((connection) => {
    const { number, openedBy, first, establishedAt, end, midstream, sides } = connection;
    return fragment`<tr><th scope="row">${number}</th><td>${since(first)}</td><td>${openedBy === null ? (midstream ? 'before the capture' : '–') : address[openedBy]}</td><td>${since(establishedAt)}</td><td>${end === null ? '–' : `${end.kind} of ${address[end.from]} at ${since(end.at)}`}</td><td>${roundTrip(connection)}</td><td>${again(sides.local)}</td><td>${again(sides.remote)}</td></tr>`;
  });
  return fragment`<details class="facts"><summary>Connections and their TCP</summary><div class="scroll" tabindex="0" role="group" aria-label="Connections and their TCP"><table>
<thead><tr><th scope="col">No.</th><th scope="col">begins, s</th><th scope="col">opened by</th><th scope="col">Established, s</th><th scope="col">ended by</th><th scope="col">SYN to SYN-ACK</th><th scope="col">segments of ${address.local}, sent again</th><th scope="col">segments of ${address.remote}, sent again</th></tr></thead>
<tbody>${rows}</tbody></table></div>${hidden > 0 ? fragment`<p class="faint">${hidden} earlier ones are not shown.</p>` : null}</details>`;
}

/** SYN to SYN-ACK, where each was sent once: of a repeated one nobody knows which was answered (RFC 6298 §3). */
function roundTrip({ openedBy, sides }: BgpConnection): string {
  if (openedBy === null) return '–';
  const [syn, answer] = [sides[openedBy].syn, sides[openedBy === 'local' ? 'remote' : 'local'].syn];
  if (syn === null || answer === null || syn.count > 1 || answer.count > 1) return '–';
  return `${((answer.at.seconds - syn.at.seconds) * 1000).toFixed(1)} ms`;
}

const again = ({ transmission }: SideSeen): string =>
  transmission === null ? '–' : `${transmission.segments}, ${transmission.repeated}`;
