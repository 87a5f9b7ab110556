import type { Report } from '../../model/report.ts';
import { describeRedaction } from '../redaction-note.ts';
import { sourceName } from '../source-name.ts';
import { count } from '../text/pen.ts';
import { type Markup, fragment } from './markup.ts';
import { many, sign, sizeOf } from './words.ts';

/** What could not be had or judged: always told, since "nothing found" means nothing without it. */
export function renderGaps({ incomplete }: Report): Markup | null {
  if (incomplete.length === 0) return null;
  const rows = incomplete.map(
    ({ source, what, why }) =>
      fragment`<li>${sign('warning')}<span>${source === null ? what : `${source}, ${what}`}: ${why}</span></li>`,
  );
  return fragment`<section id="gaps"><h2>Not known</h2><ul class="notes">${rows}</ul></section>`;
}

/** A check that fails is one that found something, if only what is worth knowing. */
const OUTCOMES: readonly (readonly [outcome: Report['checks'][number]['outcome'], one: string, more?: string])[] = [
  ['failed', 'found something'],
  ['passed', 'found nothing'],
  ['not-applicable', 'does not apply', 'do not apply'],
  ['skipped', 'lacked what it judges by', 'lacked what they judge by'],
  ['crashed', 'crashed'],
];

/** What was read, by what, and which checks judged it. */
export function renderOrigin(report: Report): Markup {
  const { sources, checks, tool, generatedAt, artifacts } = report;
  const note = describeRedaction(report);
  const groups = OUTCOMES.flatMap(([outcome, one, more = one]) => {
    const some = checks.filter((check) => check.outcome === outcome);
    const names = some.map(
      ({ id, missing = [] }) =>
        fragment`<li><code>${id}</code>${missing.length > 0 ? ` (no ${missing.join(', ')})` : null}</li>`,
    );
    return some.length === 0
      ? []
      : [
          fragment`<details class="facts"><summary>${count(some.length, 'check')} ${some.length === 1 ? one : more}</summary><ul class="checks">${names}</ul></details>`,
        ];
  });
  const rows = sources.map(
    (source) =>
      fragment`<tr><th scope="row">${sourceName(source.name)}</th><td>${whatIsIn(source)}</td><td class="size">${source.bytes === null ? '–' : sizeOf(source.bytes)}</td></tr>`,
  );
  return fragment`<section id="origin"><h2>What was read</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Sources"><table><thead><tr><th scope="col">Source</th><th scope="col">Holds</th><th scope="col">Size</th></tr></thead><tbody>${rows}</tbody></table></div>
${artifacts.length === 0 ? null : fragment`<ul class="notes">${artifacts.map(({ path, sha256 }) => fragment`<li><span>${path} <code class="faint hash">sha256 ${sha256}</code></span></li>`)}</ul>`}
${groups}
<p class="faint made">Made by k8sdoctor ${tool.version} at <time>${generatedAt}</time>. This file loads nothing and sends nothing.${note === null ? null : ` ${note}`}</p></section>`;
}

function whatIsIn({ format, kind, packets, linkTypes = [], outputs = [] }: Report['sources'][number]): string {
  const known = format ?? kind;
  if (packets !== undefined) return [known, many(packets, 'packet'), ...linkTypes].join(', ');
  return [...new Set(outputs.map((output) => output.format))].join(', ') || known;
}
