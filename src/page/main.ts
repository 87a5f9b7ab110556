/** The script of the HTML report. Everything is in the page already but what only a script can do. */
import type { PageData } from '../reporters/html/extras.ts';
import { nameOf } from '../reporters/html/words.ts';
import { drawCharts } from './charts.ts';
import { setUpCopy } from './copy.ts';
import { linkEvidence } from './evidence.ts';
import { createInspector } from './inspector.ts';
import { drawPictures, type Messages } from './ladders.ts';
import { openLog } from './log.ts';
import { createPlaces } from './places.ts';
import { createTable } from './table.ts';
import { setUpTheme } from './theme.ts';

async function start({ report, markdown, timelines, log: packed }: PageData): Promise<void> {
  setUpTheme();
  setUpCopy(markdown);
  const log = await openLog(packed);
  if (log === null) {
    drawPictures(report, null);
    if (timelines !== null) drawCharts(report, timelines, null);
  } else {
    const { open } = createInspector(log);
    const { find, sessionOf } = createPlaces(report, log);
    const messages: Messages = { log, find, open };
    drawPictures(report, messages);
    if (timelines !== null) drawCharts(report, timelines, { log, sessionOf });
    const section = document.querySelector<HTMLElement>('#messages');
    const host = document.querySelector<HTMLElement>('#table');
    if (section === null || host === null) return;
    section.hidden = false;
    const table = createTable(host, { log, sessionNames: report.sessions.map(nameOf), sessionOf, open });
    linkEvidence(find, table);
  }
  document.documentElement.dataset['ready'] = 'true';
}

const data: PageData = JSON.parse(document.querySelector('#data')?.textContent ?? 'null');
void start(data);
