import type { Report } from '../model/report.ts';
import type { Timeline } from '../reporters/html/timeline.ts';
import type { ChartData } from './chart-data.ts';
import { renderChart } from './chart.ts';
import type { MessageIndex } from './log.ts';

/** Where messages belong. */
interface LogPlaces {
  readonly log: MessageIndex;
  readonly sessionOf: (flow: number) => number | null;
}

/** Draws each chart as it gets room, and again when that changes. `places` is null without a message. */
export function drawCharts({ sessions }: Report, timelines: readonly Timeline[], places: LogPlaces | null): void {
  const sent = places === null ? sessions.map(emptySides) : sentTimes(sessions, timelines, places);
  const widths = new WeakMap<Element, number>();

  function draw(host: HTMLElement): void {
    const width = Math.floor(host.clientWidth);
    const index = Number(host.dataset['chart']);
    const [session, timeline, times] = [sessions[index], timelines[index], sent[index]];
    if (width === 0 || widths.get(host) === width) return;
    widths.set(host, width);
    if (session === undefined || timeline === undefined || times === undefined) return;
    const chart = renderChart({ session, timeline, sent: times }, width);
    host.replaceChildren(...(chart === null ? [] : [chart]));
  }

  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target instanceof HTMLElement) draw(target);
  });
  for (const host of document.querySelectorAll<HTMLElement>('[data-chart]')) {
    draw(host);
    observer.observe(host);
  }
}

function sentTimes(
  sessions: Report['sessions'],
  timelines: readonly Timeline[],
  { log, sessionOf }: LogPlaces,
): readonly ChartData['sent'][] {
  const sent = sessions.map(emptySides);
  const flows = log.flows.map(({ source, file }, flow) => {
    const index = sessionOf(flow);
    const session = index === null ? undefined : sessions[index];
    if (index === null || session === undefined) return null;
    const { local, remote, bothEnds } = session;
    const isLocal = [local.address, bothEnds?.translated?.local].includes(source.address);
    const side = isLocal && source.address !== remote.address ? 'local' : 'remote';
    // Captures of both ends have each message twice: each side's are counted where it was.
    if (bothEnds !== undefined && file !== bothEnds.sources[side]) return null;
    const ahead = side === 'remote' ? (bothEnds?.clock.difference ?? 0) : 0;
    return { times: sent[index]?.[side], start: (timelines[index]?.start ?? 0) + ahead };
  });
  for (let index = 0; index < log.count; index += 1) {
    const flow = flows[log.flowOf[index] ?? 0];
    if (flow !== null && flow !== undefined) flow.times?.push((log.seconds[index] ?? 0) - flow.start);
  }
  return sent;
}

const emptySides = (): Record<'local' | 'remote', number[]> => ({ local: [], remote: [] });
