/** A report to paste into an issue of GitHub, GitLab or Gitea. */
import type { EvidenceRef, Finding, Reference, Report } from '../model/report.ts';
import { describeBothEnds } from './both-ends.ts';
import { foldGaps } from './fold-gaps.ts';
import { describeRedaction } from './redaction-note.ts';
import type { Session } from '../model/session.ts';
import type { RenderOptions } from './formats.ts';
import { codeBlock, codeSpan, escapeMarkdown, escapeWithCommands } from './markdown/escape.ts';
import { type Block, fit } from './markdown/fit.ts';
import { idleList, peerTable } from './markdown/peers.ts';
import { renderLadder } from './text/ladder.ts';
import { type Pen, count, createPen, plain } from './text/pen.ts';
import { type Case, triage } from './text/triage.ts';
import { visible } from './visible.ts';

/** Of GitHub, the strictest of the three: a comment of 65,536 characters. */
const MAX_LENGTH = 65_536;
const ICON = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;
const STATE_ICON = { failed: '❌', unknown: '❔', closed: '⚪', recovered: '⚠️', established: '✅' } as const;
const MAX_ROWS = 30;

export function renderMarkdown(report: Report, { maxLength = MAX_LENGTH }: Pick<RenderOptions, 'maxLength'>): string {
  const { tool, generatedAt, summary, peers = [], withoutSession = [], incomplete } = report;
  const { cases, others } = triage(report);
  const pen = createPen({
    width: 100,
    unicode: true,
    verbosity: 'normal',
    paint: { error: plain, warning: plain, info: plain, good: plain, strong: plain, faint: plain },
  });
  const blocks: Block[] = [
    ...sessionTable(cases),
    ...peerTable(peers),
    ...idleList(withoutSession),
    ...cases.filter(({ ill, findings }) => ill || findings.length > 0).flatMap((one) => sessionBlocks(pen, one)),
    ...(others.length === 0
      ? []
      : [essential('heading', [cases.length === 0 ? '### Findings' : '### Other findings'])]),
    ...others.flatMap((finding) => findingBlocks(finding, null)),
    ...unknown(report),
  ];
  const counts = `${count(summary.error, 'error')}, ${count(summary.warning, 'warning')}, ${summary.info} info`;
  const gap = incomplete.length > 0 ? ' Not everything could be read or judged: see the end.' : '';
  const head = `## k8sdoctor: ${counts}\n\n${gap === '' ? '' : `⚠️${gap}\n\n`}`;
  const note = describeRedaction(report);
  const foot = `<sub>k8sdoctor ${escapeMarkdown(tool.version)}, ${escapeMarkdown(generatedAt)}${note === null ? '' : `. ${note}`}</sub>\n`;
  return fit(head, blocks, foot, maxLength);
}

function sessionTable(cases: readonly Case[]): Block[] {
  if (cases.length === 0) return [];
  const rows = cases.slice(0, MAX_ROWS).map(({ session, findings: [first] }) => {
    const blame = first === undefined || first.severity === 'info' ? '' : (first.blame ?? 'either side');
    return `| ${STATE_ICON[session.state]} ${session.state} | ${sides(session)} | ${escapeMarkdown(first?.title ?? session.status)} | ${escapeMarkdown(blame)} |`;
  });
  const hidden = cases.length - rows.length;
  return [
    essential('table of sessions', [
      '| state | session | what is seen | has to change |',
      '|---|---|---|---|',
      ...rows,
      ...(hidden > 0 ? ['', `… and ${count(hidden, 'more session')}`] : []),
    ]),
  ];
}

function sessionBlocks(pen: Pen, { session, findings }: Case): Block[] {
  const ladder = renderLadder(pen, session);
  const bothEnds = describeBothEnds(session);
  return [
    essential('session', [
      `### ${STATE_ICON[session.state]} ${sides(session)}`,
      '',
      escapeMarkdown(session.status),
      ...(bothEnds === null ? [] : ['', escapeMarkdown(bothEnds)]),
    ]),
    ...findings.flatMap((finding) => findingBlocks(finding, session)),
    ...(ladder.length === 0 ? [] : [details('picture', 'Messages in time', codeBlock(ladder))]),
  ];
}

function findingBlocks(finding: Finding, session: Session | null): Block[] {
  const { id, severity, title, cause, impact, remedy, subject, evidence, references } = finding;
  const where = session === null ? `, ${subject.kind} ${escapeMarkdown(subject.id)}` : '';
  const main = essential('finding', [
    `${ICON[severity]} **${severity}: ${codeSpan(id)}**${where}`,
    '',
    `**Observed:** ${escapeMarkdown(title)}`,
    '',
    `**Cause:** ${escapeMarkdown(cause)}`,
    ...(impact === null ? [] : ['', `**Impact:** ${escapeMarkdown(impact)}`]),
    '',
    `**To do:** ${session === null ? '' : whoChanges(finding, session)}`.trimEnd(),
    '',
    ...remedy.flatMap((step, index) => renderStep(step, index + 1)),
  ]);
  const see = references.length === 0 ? [] : ['', `See ${references.map(link).join(', ')}.`];
  const proof = [...evidence.map(describe), ...see];
  return proof.length === 0
    ? [main]
    : [main, details('detail', `Evidence (${evidence.length})`, evidence.length === 0 ? proof.slice(1) : proof)];
}

function whoChanges({ blame }: Finding, { local, remote }: Session): string {
  if (blame === null) return 'either side may have to change.';
  const side = blame === local.address ? ', the local side,' : blame === remote.address ? ', the remote side,' : '';
  return `${escapeMarkdown(blame)}${side} has to change.`;
}

/** What follows the first line are commands or configuration. */
function renderStep(step: string, number: number): string[] {
  const [first = '', ...commands] = step.split('\n');
  const label = `${number}. `;
  const block = commands.length === 0 ? [] : ['', ...codeBlock(commands.map(visible), ' '.repeat(label.length))];
  return [label + escapeWithCommands(first), ...block];
}

function describe({ source, frame, line, time, text }: EvidenceRef): string {
  const parts = [codeSpan(source)];
  if (frame !== undefined) parts.push(`frame ${frame}`);
  if (line !== undefined) parts.push(`line ${line}`);
  if (time !== undefined) parts.push(escapeMarkdown(time));
  return `- ${parts.join(', ')}: ${codeSpan(text)}`;
}

/** Ours, unless the report was saved and comes from elsewhere. */
function link({ title, url }: Reference): string {
  return /^https:\/\/[\w./#~%?=&:-]+$/.test(url) ? `[${escapeMarkdown(title)}](${url})` : escapeMarkdown(title);
}

function unknown({ checks, incomplete }: Report): Block[] {
  const gaps = foldGaps(incomplete).map((line) => `- ${escapeMarkdown(line)}`);
  const skipped = checks.filter(({ outcome }) => outcome === 'skipped');
  return [
    ...(gaps.length === 0 ? [] : [essential('gap', ['### Not known', '', ...gaps])]),
    ...(skipped.length === 0
      ? []
      : [
          details(
            'detail',
            `${count(skipped.length, 'check')} without what they need`,
            skipped.map(({ id, missing = [] }) => `- ${codeSpan(id)}: no ${escapeMarkdown(missing.join(', '))}`),
          ),
        ]),
  ];
}

const essential = (what: string, lines: readonly string[]): Block => ({ what, lines, rank: 'essential' });

/** Folded on the page. Markdown within needs the empty lines. */
function details(rank: 'picture' | 'detail', summary: string, lines: readonly string[]): Block {
  const what = rank === 'picture' ? 'picture of messages' : 'list of evidence';
  return { what, rank, lines: [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>'] };
}

function sides({ local, remote }: Session): string {
  return [local, remote]
    .map(({ address, node }) => codeSpanInTable(address) + (node === null ? '' : ` (${escapeMarkdown(node)})`))
    .join(' – ');
}

/** There a bar ends the cell, in a code span too. */
const codeSpanInTable = (text: string): string => codeSpan(text).replaceAll('|', '\\|');
