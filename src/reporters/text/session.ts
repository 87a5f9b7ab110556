import type { Capability, Endpoint, Session } from '../../model/session.ts';
import { describeBothEnds } from '../both-ends.ts';
import { cells } from '../cells.ts';
import { traffic } from '../traffic.ts';
import { renderFinding, renderNote } from './finding.ts';
import { renderLadder } from './ladder.ts';
import { type Pen, hang } from './pen.ts';
import { type Case, isTrouble } from './triage.ts';
import { mark, nameOf } from './verdict.ts';

/** One session in full: state, ladder, findings. */
export function renderSession(pen: Pen, { session, findings }: Case): string[] {
  return [
    ...heading(pen, nameOf(pen, session)),
    ...hang(pen, 0, '', pen.show(session.status)),
    ...hang(pen, 0, '', traffic(session), pen.paint.faint),
    ...renderBothEnds(pen, session, 0),
    ...(pen.verbosity === 'verbose'
      ? [...offer(pen, 'local', session.local), ...offer(pen, 'remote', session.remote)]
      : []),
    '',
    ...renderLadder(pen, session),
    '',
    ...findings.flatMap((finding) =>
      isTrouble(finding) || pen.verbosity === 'verbose'
        ? [...renderFinding(pen, finding, session), '']
        : [...renderNote(pen, finding), ''],
    ),
  ];
}

/** One line for a session that needs nobody, and its notes. */
export function renderHealthy(pen: Pen, { session, findings }: Case): string[] {
  const kind = session.state === 'unknown' ? 'unknown' : 'good';
  return [
    ...hang(pen, 2, mark(pen, kind), `${nameOf(pen, session)}: ${pen.show(session.status)}`),
    ...renderBothEnds(pen, session, 2),
    ...findings.flatMap((finding) => renderNote(pen, finding).map((line) => `  ${line}`)),
  ];
}

function renderBothEnds(pen: Pen, session: Session, indent: number): string[] {
  const text = describeBothEnds(session);
  return text === null ? [] : hang(pen, indent, ' '.repeat(indent), pen.show(text), pen.paint.faint);
}

export function heading(pen: Pen, text: string): string[] {
  const rule = pen.sign.rule;
  const rest = Math.max(0, pen.width - cells(text) - 4);
  return [`${pen.paint.faint(rule + rule)} ${pen.paint.strong(text)} ${pen.paint.faint(rule.repeat(rest))}`];
}

function offer(pen: Pen, role: string, { bgpId, holdTime, families, capabilities }: Endpoint): string[] {
  if (capabilities === null) return hang(pen, 2, '', `${role}: no OPEN was captured`);
  const parts = [
    `identifier ${bgpId ?? 'unknown'}`,
    `hold time ${holdTime ?? 'unknown'} s`,
    `families ${families?.join(', ') ?? 'unknown'}`,
    `capabilities ${capabilities.length === 0 ? 'none' : capabilities.map(describeCapability).join(', ')}`,
  ];
  return hang(pen, 2, '', pen.show(`${role}: ${parts.join('; ')}`));
}

function describeCapability({ code, name }: Capability): string {
  return `${name} (${code})`;
}
