import type { BgpSession } from '../../model/bgp-session.ts';
import type { Side } from '../../model/moment.ts';
import type { Endpoint, Session } from '../../model/session.ts';
import { describeBothEnds } from '../both-ends.ts';
import { count } from '../text/pen.ts';
import { type Case, isTrouble } from '../text/triage.ts';
import { traffic } from '../traffic.ts';
import { renderConnections } from './connections.ts';
import { renderFinding, renderNote } from './finding.ts';
import { renderLadder } from './ladder.ts';
import { type LadderRow, ladderRows } from './ladder-rows.ts';
import { type Markup, fragment } from './markup.ts';
import { TONES, badge, nameOf } from './words.ts';

/** Until the page's script knows how much room there is. */
const WIDTH = 860;

/** One session in full. `index` is its place in the report, `seen` its evidence. */
export function renderSession({ session, findings }: Case, index: number, seen: BgpSession | null): Markup {
  return fragment`<section class="session-case" id="session-${index + 1}" data-session="${index}" aria-labelledby="session-${index + 1}-title" tabindex="-1">
<h3 id="session-${index + 1}-title">${nameOf(session)} ${badge(TONES[session.state], session.state)}</h3>
${renderInside({ session, findings }, index, seen, ladderRows(session, prefixOf(index)), true)}
</section>`;
}

/** One that needs nobody: its picture is drawn when it is opened. */
export function renderHealthy({ session, findings }: Case, index: number, seen: BgpSession | null): Markup {
  return fragment`<details class="session-case" id="session-${index + 1}" data-session="${index}">
<summary><span>${nameOf(session)}</span> ${badge(TONES[session.state], session.state)} <span class="faint">${traffic(session)}${findings.length > 0 ? `; ${count(findings.length, 'note')}` : null}</span></summary>
${renderInside({ session, findings }, index, seen, [], false)}
</details>`;
}

export const prefixOf = (index: number): string => `s${index + 1}`;

function renderInside(
  { session, findings }: Pick<Case, 'session' | 'findings'>,
  index: number,
  seen: BgpSession | null,
  rows: readonly LadderRow[],
  drawn: boolean,
): Markup {
  const trouble = findings.filter(isTrouble);
  const notes = findings.filter((finding) => !isTrouble(finding));
  const bothEnds = describeBothEnds(session);
  const ladder =
    session.ladder.length === 0
      ? null
      : fragment`<figure class="ladder-figure"><figcaption>Seconds since <time>${session.ladder[0]?.time ?? ''}</time></figcaption><div class="picture" data-ladder="${index}">${drawn ? renderLadder(session, rows, WIDTH) : null}</div></figure>`;
  return fragment`<p class="status">${session.status}</p>
<p class="faint traffic">${traffic(session)}</p>
${bothEnds === null ? null : fragment`<p class="faint">${bothEnds}</p>`}
${trouble.map((finding) => renderFinding(finding, session, rows))}
${notes.length === 0 ? null : fragment`<ul class="notes">${notes.map(renderNote)}</ul>`}
${ladder}
<div class="chart" data-chart="${index}"></div>
<details class="facts"><summary>What both sides offered</summary>${renderOffers(session)}</details>
${seen === null ? null : renderConnections(seen)}`;
}

function renderOffers({ local, remote, localInferred }: Session): Markup {
  const rows = FACTS.map(([name, of]) => {
    const both: Readonly<Record<Side, string>> = { local: of(local), remote: of(remote) };
    return fragment`<tr><th scope="row">${name}</th><td>${both.local}</td><td>${both.remote}</td></tr>`;
  });
  return fragment`<div class="scroll" tabindex="0" role="group" aria-label="What both sides offered"><table><thead><tr><td></td><th scope="col">${local.address} (${localInferred === true ? 'local, inferred' : 'local'})</th><th scope="col">${remote.address} (remote)</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const orUnknown = (value: string | number | null, unit = ''): string =>
  value === null ? 'unknown' : `${value}${unit}`;

const FACTS: readonly (readonly [string, (end: Endpoint) => string])[] = [
  ['Node', ({ node }) => node ?? 'not known'],
  ['AS', ({ as }) => orUnknown(as)],
  ['BGP identifier', ({ bgpId }) => orUnknown(bgpId)],
  ['Hold time', ({ holdTime }) => orUnknown(holdTime, ' s')],
  ['Families', ({ families }) => families?.join(', ') ?? 'unknown'],
  [
    'Capabilities',
    ({ capabilities }) =>
      capabilities === null
        ? 'no OPEN was captured'
        : capabilities.map(({ name, code }) => `${name} (${code})`).join(', ') || 'none',
  ],
];
