import type { Finding, Report } from '../../model/report.ts';
import { count } from '../text/pen.ts';
import { type Case, type Triage, isTrouble } from '../text/triage.ts';
import { type Markup, fragment } from './markup.ts';
import { TONES, type Tone, nameOf, sign, whoChanges } from './words.ts';

const SHOWN = 12;

/** What is wrong, where, and who has to change something; a line for what is well. */
export function renderVerdict(report: Report, { cases, others }: Triage): Markup {
  const told = cases.filter(isTold);
  const hidden = told.length - SHOWN;
  const index = (one: Case): number => report.sessions.indexOf(one.session);
  return fragment`<ol class="verdicts">
${told.slice(0, SHOWN).map((one) => ofSession(one, index(one)))}
${hidden > 0 ? fragment`<li class="verdict"><p>and ${count(hidden, 'more session')} like these</p></li>` : null}
${others.filter(isTrouble).slice(0, SHOWN).map(ofOther)}
${ofWell(cases.filter((one) => !isTold(one)))}
${report.incomplete.length > 0 ? line('warning', fragment`Not everything could be read or judged: <a href="#gaps">what is missing</a>.`) : null}
</ol>`;
}

/** What a session has recovered from is worth a line too. */
export const isTold = ({ ill, session, findings }: Case): boolean =>
  ill || (session.state === 'recovered' && findings.length > 0);

function ofSession({ session, findings }: Case, index: number): Markup {
  const [first, ...more] = session.state === 'failed' ? findings.filter(isTrouble) : findings;
  const tone: Tone = first === undefined || session.state === 'failed' ? 'error' : first.severity;
  const others = more.filter(isTrouble).length;
  return fragment`<li class="verdict ${tone}">${sign(tone)}<div>
<p><a href="#session-${index + 1}"><b>${nameOf(session)}</b></a>: <b>${session.state}</b></p>
<p>${first?.title ?? session.status}${others > 0 ? fragment` <span class="faint">And ${count(others, 'more finding')}.</span>` : null}</p>
${first === undefined || !isTrouble(first) ? null : fragment`<p class="who">${whoChanges(first, session)}</p>`}
</div></li>`;
}

function ofOther({ severity, subject, title }: Finding, index: number): Markup {
  const where = title.includes(subject.id) ? null : fragment`<b>${subject.id}</b>: `;
  return line(severity, fragment`${where}<a href="#${anchorOf(index)}">${title}</a>`);
}

/** Of a finding that is of no session, by its place among those that are trouble. */
export const anchorOf = (index: number): string => `finding-${index + 1}`;

function ofWell(well: readonly Case[]): Markup {
  const states = [...new Set(well.map(({ session }) => session.state))];
  return fragment`${states.map((state) => {
    const some = count(well.filter(({ session }) => session.state === state).length, 'session');
    return state === 'unknown'
      ? line('unknown', fragment`${some}: too little was captured to say how it is.`)
      : line(TONES[state] === 'error' ? 'error' : 'good', fragment`${some} ${state}, nothing wrong found.`);
  })}`;
}

const line = (tone: Tone, text: Markup): Markup =>
  fragment`<li class="verdict ${tone}">${sign(tone)}<div><p>${text}</p></div></li>`;
