/** Where a packet goes, as text. */
import type { Path, PathEnd, PathHop, PathReport } from '../model/path.ts';
import { createPen, type Pen, type TextOptions } from './text/pen.ts';

export function renderPath(report: PathReport, options: TextOptions): string {
  const pen = createPen(options);
  const { show, paint } = pen;
  const head = paint.strong(`From ${show(report.from)} to ${show(report.to)}`);
  return [head, ...report.paths.map((path) => pathText(pen, path, report.to))].join('\n\n').concat('\n');
}

function pathText(pen: Pen, { hops, end, destination, source }: Path, to: string): string {
  const { show } = pen;
  const about = [
    ...(destination === to ? [] : [`to ${show(destination)}, which is behind ${show(to)}`]),
    ...(source === null ? [] : [`with the source ${show(source)}`]),
  ];
  return [
    ...(about.length === 0 ? [] : [pen.paint.faint(about.join(', '))]),
    ...hops.flatMap((hop, index) => hopLines(pen, hop, index, hops.length, end)),
    endLine(pen, end, destination),
  ].join('\n');
}

function hopLines(
  pen: Pen,
  { node, in: came, out, via, route, doubts }: PathHop,
  index: number,
  count: number,
  end: PathEnd,
): readonly string[] {
  const { show, sign, paint } = pen;
  const goes = out === null ? '' : ` ${sign.right} ${show(out)}${via === null ? '' : ` to ${show(via)}`}`;
  const isLast = index === count - 1;
  return [
    `${index + 1}. ${paint.strong(show(node))}${came === null ? '' : ` by ${show(came)}`}${isLast && end.outcome !== 'left' && end.outcome !== 'delivered' ? '' : goes}`,
    ...(route === null ? [] : [`   ${paint.faint(show(route))}`]),
    ...doubts.map((doubt) => `   ${sign.unknown} ${show(doubt)}`),
  ];
}

function endLine(pen: Pen, { outcome, node, why, evidence }: PathEnd, destination: string): string {
  const { show, sign, paint } = pen;
  const words = {
    delivered: paint.good(`${sign.good} It reaches ${show(destination)} on ${show(node)}`),
    dropped: paint.error(`${sign.error} It ends on ${show(node)}`),
    unreachable: paint.error(`${sign.error} It ends on ${show(node)}`),
    left: paint.warning(`${sign.unknown} It leaves ${show(node)}, and is followed no further`),
    unknown: paint.warning(`${sign.unknown} Nobody knows where it goes from ${show(node)}`),
  };
  const places = evidence.map(({ source, line }) => (line === undefined ? show(source) : `${show(source)}:${line}`));
  return `${words[outcome]}: ${show(why)}.${places.length === 0 ? '' : paint.faint(` (${[...new Set(places)].join(', ')})`)}`;
}
