/** The report as one HTML file, which needs neither a network nor, but for its tables of messages, its script. */
import type { Report } from '../model/report.ts';
import { renderGaps, renderOrigin } from './html/appendix.ts';
import { toBase64 } from './html/base64.ts';
import type { EvidenceCapture, HtmlExtras, PageAssets, PageData } from './html/extras.ts';
import { renderFinding, renderNote } from './html/finding.ts';
import { type Markup, fragment, jsonForScript } from './html/markup.ts';
import { renderHealthy, renderSession } from './html/session.ts';
import { renderIdle, renderStatusTable } from './html/status-table.ts';
import { timelineOf } from './html/timeline.ts';
import { topologyOf } from './html/topology.ts';
import { renderTopology } from './html/topology-svg.ts';
import { anchorOf, isTold, renderVerdict } from './html/verdict.ts';
import { headline, sign, sizeOf } from './html/words.ts';
import { type Triage, isTrouble, triage } from './text/triage.ts';

/** Sessions that are told of in full; of the rest the first so many. */
const MOST_FULL = 60;
const MOST_HEALTHY = 400;
/** Until the page's script knows how much room there is. */
const WIDTH = 860;

export function renderHtml(report: Report, extras: HtmlExtras, assets: PageAssets): string {
  const sorted = triage(report);
  const { tone, text } = headline(report, sorted);
  const topology = topologyOf(report);
  const policy = `default-src 'none'; script-src '${assets.scriptHash}'; style-src '${assets.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = fragment`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${text} &ndash; k8sdoctor</title>
<style>${{ markup: assets.style }}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
<header class="top"><p class="brand">k8sdoctor <span>report</span></p><div class="tools">${renderTools(extras)}</div></header>
<main id="main" tabindex="-1">
<h1 class="${tone}">${sign(tone)}${text}</h1>
${renderVerdict(report, sorted)}
${topology.links.length === 0 ? null : fragment`<section id="topology"><h2>Who speaks with whom</h2><div class="picture" data-topology="">${renderTopology(topology, WIDTH)}</div>${topology.hidden > 0 ? fragment`<p class="faint">${topology.hidden} more are not in the picture.</p>` : null}</section>`}
${report.peers === undefined || report.peers.length === 0 ? null : fragment`<section id="status"><h2>As the speakers tell it</h2>${renderStatusTable(report.peers)}</section>`}
${renderIdle(report.withoutSession ?? [])}
${renderSessions(report, sorted, extras)}
${renderOthers(sorted)}
${extras.log === null ? null : renderMessages(extras.log)}
${renderGaps(report)}
${renderOrigin(report)}
</main>
<script type="application/json" id="data">${jsonForScript(dataOf(report, extras))}</script>
<script>${{ markup: assets.script }}</script>
</body>
</html>
`;
  return page.markup;
}

function renderTools({ markdown, capture }: HtmlExtras): Markup {
  return fragment`${capture === null ? null : renderCapture(capture)}${markdown === null ? null : fragment`<button type="button" id="copy" hidden>Copy as Markdown</button>`}<button type="button" id="theme" hidden>Theme: system</button><span id="said" role="status"></span>`;
}

function renderCapture(capture: EvidenceCapture): Markup {
  if ('why' in capture) return fragment`<span class="faint">${capture.name}: ${capture.why}</span>`;
  const { name, octets } = capture;
  const url = `data:application/vnd.tcpdump.pcap;base64,${toBase64(octets)}`;
  return fragment`<a class="button" id="capture" download="${name}" href="${{ markup: url }}">Capture (${sizeOf(octets.length)})</a>`;
}

function renderSessions({ sessions }: Report, { cases }: Triage, { sessions: evidence }: HtmlExtras): Markup {
  const indexOf = new Map(sessions.map((session, index) => [session, index]));
  const parts = (some: Triage['cases'], render: typeof renderSession): Markup[] =>
    some.map((one) => {
      const index = indexOf.get(one.session) ?? 0;
      return render(one, index, evidence?.[index] ?? null);
    });
  const full = cases.filter(isTold).slice(0, MOST_FULL);
  const healthy = cases.filter((one) => !full.includes(one));
  const hidden = healthy.length - MOST_HEALTHY;
  return fragment`${full.length === 0 ? null : fragment`<section id="sessions"><h2>Sessions to look at</h2>${parts(full, renderSession)}</section>`}
${healthy.length === 0 ? null : fragment`<section id="healthy"><h2>${full.length === 0 ? 'Sessions' : 'Other sessions'}</h2>${parts(healthy.slice(0, MOST_HEALTHY), renderHealthy)}${hidden > 0 ? fragment`<p class="faint">${hidden} more are in the JSON result.</p>` : null}</section>`}`;
}

function renderOthers({ cases, others }: Triage): Markup | null {
  if (others.length === 0) return null;
  const notes = others.filter((finding) => !isTrouble(finding));
  return fragment`<section id="others"><h2>${cases.length === 0 ? 'Findings' : 'Other findings'}</h2>${others.filter(isTrouble).map((finding, index) => renderFinding(finding, null, [], anchorOf(index)))}${notes.length === 0 ? null : fragment`<ul class="notes">${notes.map(renderNote)}</ul>`}</section>`;
}

function renderMessages({ count, omitted, head }: NonNullable<HtmlExtras['log']>): Markup | null {
  if (count === 0) return null;
  return fragment`<section id="messages" hidden><h2>Messages</h2>${omitted === 0 ? null : fragment`<p class="faint">${omitted} messages behind the first ${head} are left out.</p>`}<div id="table"></div></section><noscript><p>The table of messages needs JavaScript; nothing else does.</p></noscript>`;
}

function dataOf(report: Report, { markdown, log, sessions, series, deflate }: HtmlExtras): PageData {
  const pack = (octets: Uint8Array): string => toBase64(deflate === null ? octets : deflate(octets));
  return {
    report,
    markdown,
    timelines: sessions?.map((session, index) => timelineOf(session, series?.[index] ?? null)) ?? null,
    log: log === null || log.count === 0 ? null : { ...log, octets: pack(log.octets), deflated: deflate !== null },
  };
}
