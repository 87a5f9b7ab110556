import type { PeerStatus } from '../model/peer-status.ts';
import type { Report } from '../model/report.ts';
import { sourceName } from './source-name.ts';
import { renderMatrix } from './status/matrix.ts';
import { labelOf } from './status/cells.ts';
import { renderTable } from './status/table.ts';
import { renderFinding, renderNote } from './text/finding.ts';
import { renderGaps } from './text/gaps.ts';
import { type Pen, type TextOptions, count, createPen, hang } from './text/pen.ts';
import { heading } from './text/session.ts';
import { isTrouble } from './text/triage.ts';
import { mark } from './text/verdict.ts';

/** From so many speakers on, a table of all sessions is read by nobody. */
const MANY_SPEAKERS = 13;

export interface StatusTextOptions extends TextOptions {
  /** Whether a matrix stands above the table; undefined for where it is needed. */
  readonly matrix?: boolean | undefined;
}

/** All sessions as a table, both ends together; then why those are down that are, and what was not understood. */
export function renderStatus(report: Report, { matrix, ...options }: StatusTextOptions): string {
  const pen = createPen(options);
  const { peers = [], findings } = report;
  const isBig = matrix ?? new Set(peers.map(labelOf)).size >= MANY_SPEAKERS;
  const ill = peers.filter(({ established }) => established !== true);
  const lines = [
    ...summary(pen, peers),
    '',
    ...(isBig ? [...renderMatrix(pen, peers), ''] : []),
    ...(peers.length === 0 ? [] : [...renderTable(pen, peers, isBig && pen.verbosity !== 'verbose' ? ill : peers), '']),
    ...renderIdle(pen, report),
    ...(pen.verbosity === 'quiet'
      ? []
      : findings.flatMap((finding) => [
          ...(isTrouble(finding) || pen.verbosity === 'verbose'
            ? renderFinding(pen, finding, null)
            : renderNote(pen, finding)),
          '',
        ])),
    ...renderNotRead(pen, report),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function summary(pen: Pen, peers: readonly PeerStatus[]): string[] {
  if (peers.length === 0) return hang(pen, 2, mark(pen, 'unknown'), 'No BGP session in what was read.');
  const up = peers.filter(({ established }) => established === true).length;
  const down = peers.filter(({ established }) => established === false).length;
  const speakers = count(new Set(peers.map(labelOf)).size, 'speaker');
  const unknown = peers.length - up - down;
  const parts = [
    `${up} of ${count(peers.length, 'session')} Established`,
    ...(down > 0 ? [`${down} not`] : []),
    ...(unknown > 0 ? [`of ${unknown} the state is not given`] : []),
  ];
  return hang(
    pen,
    2,
    mark(pen, down > 0 ? 'error' : unknown > 0 ? 'unknown' : 'good'),
    `${parts.join(', ')}; as told by ${speakers}.`,
  );
}

/** Nothing is wrong with them, as far as they tell, and without a line they would seem to be forgotten. */
function renderIdle(pen: Pen, { withoutSession = [] }: Report): string[] {
  const lines = withoutSession.flatMap(({ daemon, node, source, text }) => {
    const where = node ?? sourceName(source);
    return hang(pen, 2, mark(pen, 'info'), pen.show(`${where}: ${daemon} has no BGP session: “${text}”`));
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function renderNotRead(pen: Pen, report: Report): string[] {
  const gaps = renderGaps(pen, { ...report, checks: [] });
  const ignored = report.sources.flatMap(({ name, outputs = [], ignored: runs = [] }) => {
    const [first] = runs;
    if (first === undefined) return [];
    const lines = runs.reduce((sum, run) => sum + run.count, 0);
    const known = [...new Set(outputs.map(({ format }) => format))].join(', ');
    const text = `${sourceName(name)}: recognised ${known}; not recognised ${count(lines, 'line')}, the first is line ${first.line}: ${first.text.slice(0, 80)}`;
    return hang(pen, 2, mark(pen, 'info'), pen.show(text));
  });
  const lines = [...gaps, ...ignored];
  return lines.length === 0 ? [] : [...heading(pen, 'Not read'), ...lines];
}
