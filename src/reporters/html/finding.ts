import type { EvidenceRef, Finding, Reference } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { type LadderRow, rungOf } from './ladder-rows.ts';
import { EMPTY, type Markup, fragment } from './markup.ts';
import { sign, whoChanges } from './words.ts';

/** Observed, inferred, who changes what; then what proves it, each piece a way to the place where it stands. */
export function renderFinding(
  finding: Finding,
  session: Session | null,
  rows: readonly LadderRow[],
  anchor = '',
): Markup {
  const { id, severity, title, cause, impact, remedy, evidence, references, subject } = finding;
  const where = session === null ? fragment`<span>· ${subject.kind} ${subject.id}</span>` : EMPTY;
  return fragment`<article class="finding ${severity}"${anchor === '' ? EMPTY : fragment` id="${anchor}" tabindex="-1"`}>
<h4>${sign(severity)}<span class="word">${severity}</span> <code>${id}</code>${where}</h4>
<p class="observed">${title}</p>
<dl>
<dt>Cause</dt><dd>${cause}</dd>
${impact === null ? null : fragment`<dt>Impact</dt><dd>${impact}</dd>`}
${evidence.length === 0 ? null : fragment`<dt>Evidence</dt><dd><ul class="evidence">${evidence.map((ref) => proof(ref, rows))}</ul></dd>`}
<dt>To do</dt><dd>${session === null ? null : fragment`<p class="who">${whoChanges(finding, session)}</p>`}<ol class="remedy">${remedy.map(step)}</ol></dd>
${references.length === 0 ? null : fragment`<dt>See</dt><dd>${references.map((reference, at) => fragment`${at === 0 ? '' : '; '}${refer(reference)}`)}</dd>`}
</dl>
</article>`;
}

/** What is only worth knowing. */
export const renderNote = ({ id, severity, title }: Finding): Markup =>
  fragment`<li>${sign(severity)}<span>${title} <code class="faint">${id}</code></span></li>`;

function proof(ref: EvidenceRef, rows: readonly LadderRow[]): Markup {
  const { source, frame, line, time, text } = ref;
  const place = frame !== undefined ? `frame ${frame}` : line !== undefined ? `line ${line}` : source;
  const rung = rungOf(rows, ref);
  const label =
    rung === null
      ? fragment`<span class="place">${place}</span>`
      : fragment`<a class="place" href="#${rung}">${place}</a>`;
  const data =
    frame === undefined || time === undefined
      ? EMPTY
      : fragment` data-frame="${frame}" data-time="${time}" data-source="${source}"`;
  return fragment`<li${data}>${label} <span>${text}</span> <small>${place === source ? null : source}${time === undefined ? null : fragment` <time>${time}</time>`}</small></li>`;
}

/** The first line says what to do; those below it are commands or configuration. */
function step(text: string): Markup {
  const [first = '', ...commands] = text.split('\n');
  if (commands.length === 0) return fragment`<li>${withCode(first)}</li>`;
  return fragment`<li>${withCode(first)}<pre tabindex="0">${commands.map((line, at) => fragment`${at === 0 ? '' : { markup: '\n' }}${indented(line)}`)}</pre></li>`;
}

/** What stands between backticks is a command. */
function withCode(text: string): Markup {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return fragment`${text}`;
  return fragment`${parts.map((part, at) => (at % 2 === 0 ? part : fragment`<code>${part}</code>`))}`;
}

/** Blanks at the beginning of a line mean something in a configuration. */
function indented(line: string): Markup {
  const blanks = /^ */.exec(line)?.[0] ?? '';
  return fragment`${{ markup: blanks }}${line.slice(blanks.length)}`;
}

function refer({ title, url }: Reference): Markup {
  return /^https?:\/\//.test(url)
    ? fragment`<a href="${url}" rel="noreferrer">${title}</a>`
    : fragment`${title}: ${url}`;
}
