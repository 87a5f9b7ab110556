import type { Finding, Report } from '../../model/report.ts';
import type { Session } from '../../model/session.ts';
import { sourceName } from '../source-name.ts';
import { type Pen, count, hang } from './pen.ts';
import { type Case, type Triage, isTrouble } from './triage.ts';

const SHOWN = 8;

/** What is wrong, where, and who has to change something: all that `--quiet` leaves. */
export function renderVerdict(pen: Pen, report: Report, { cases, others }: Triage): string[] {
  const ill = cases.filter(isTold);
  const trouble = others.filter(isTrouble);
  const hidden = ill.length - SHOWN;
  return [
    ...ill.slice(0, SHOWN).flatMap((one) => verdictOfSession(pen, one)),
    ...(hidden > 0 ? [`${pen.sign.more} and ${count(hidden, 'more session')} like these`] : []),
    ...trouble.flatMap((finding) => verdictOfOther(pen, finding)),
    ...verdictOfWell(
      pen,
      report,
      cases.filter((one) => !isTold(one)),
      ill.length + trouble.length === 0,
    ),
    ...(report.incomplete.length > 0 && pen.verbosity !== 'quiet'
      ? hang(pen, 2, mark(pen, 'warning'), 'Not everything could be read or judged: see the end.')
      : []),
  ];
}

/** What a session has recovered from is worth a line too. */
const isTold = ({ ill, session, findings }: Case): boolean =>
  ill || (session.state === 'recovered' && findings.length > 0);

function verdictOfSession(pen: Pen, { session, findings }: Case): string[] {
  const [first, ...more] = session.state === 'failed' ? findings.filter(isTrouble) : findings;
  const kind = first === undefined || session.state === 'failed' ? 'error' : first.severity;
  const others = more.filter(isTrouble).length;
  return [
    ...hang(pen, 2, mark(pen, kind), `${nameOf(pen, session)}: ${session.state}`, pen.paint.strong),
    ...hang(pen, 2, '  ', pen.show(first?.title ?? session.status)),
    ...(others > 0 ? [`  and ${count(others, 'more finding')}`] : []),
    ...(first === undefined || !isTrouble(first)
      ? []
      : hang(pen, 2, '  ', whoChanges(pen, first, session), pen.paint.strong)),
  ];
}

function verdictOfOther(pen: Pen, { severity, subject, title }: Finding): string[] {
  const text = title.includes(subject.id) ? title : `${subject.id}: ${title}`;
  return hang(pen, 2, mark(pen, severity), pen.show(text));
}

function verdictOfWell(
  pen: Pen,
  { sources, sessions, peers = [], checks }: Report,
  well: readonly Case[],
  alone: boolean,
): string[] {
  if (sessions.length === 0) {
    const origins = sources.filter(({ kind }) => kind === 'bundle' || kind === 'node');
    const names = (origins.length > 0 ? origins : sources).map(({ name }) => pen.show(sourceName(name))).join(', ');
    if (!alone) return [];
    if (sources.some(({ kind }) => kind === 'pcap'))
      return hang(pen, 2, mark(pen, 'unknown'), `No BGP session in ${names}.`);
    const judged = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed');
    if (judged.length === 0)
      return hang(pen, 2, mark(pen, 'unknown'), `Too little in ${names} to judge anything: -v says what is missing.`);
    const unclear = peers.filter(({ established }) => established === null).length;
    return unclear > 0
      ? hang(
          pen,
          2,
          mark(pen, 'unknown'),
          `Nothing wrong found in ${names}, which does not say of ${count(unclear, 'session')} whether ${unclear === 1 ? 'it is' : 'they are'} up.`,
        )
      : hang(pen, 2, mark(pen, 'good'), `Nothing wrong in ${names}: ${count(judged.length, 'check')} could judge it.`);
  }
  const states = [...new Set(well.map(({ session }) => session.state))].map((state) => ({
    state,
    sessions: count(well.filter(({ session }) => session.state === state).length, alone ? 'session' : 'other session'),
  }));
  return states.flatMap(({ state, sessions: some }) =>
    state === 'unknown'
      ? hang(pen, 2, mark(pen, 'unknown'), `${some}: too little was captured to say how it is.`)
      : hang(pen, 2, mark(pen, 'good'), `${some} ${state}, nothing wrong found.`),
  );
}

export function whoChanges(pen: Pen, { blame }: Finding, { local, remote }: Pick<Session, 'local' | 'remote'>): string {
  if (blame === null) return `${pen.sign.right} Either side may have to change.`;
  const side = blame === local.address ? ', the local side,' : blame === remote.address ? ', the remote side,' : '';
  return `${pen.sign.right} ${pen.show(blame)}${side} has to change.`;
}

export function nameOf(pen: Pen, { local, remote }: Session): string {
  return [local, remote]
    .map(({ address, node }) => pen.show(node === null ? address : `${address} (${node})`))
    .join(` ${pen.sign.between} `);
}

export function mark(pen: Pen, kind: 'error' | 'warning' | 'info' | 'good' | 'unknown'): string {
  return `${pen.paint[kind === 'unknown' ? 'warning' : kind](pen.sign[kind])} `;
}
