/** What `--format html` needs besides the report: the messages, the capture that proves it, and the page's own script. */
import { deflateRawSync } from 'node:zlib';
import type { CaptureEvidence } from '../../evidence/captures.ts';
import { createTcpSampler } from '../../evidence/tcp-series.ts';
import type { SessionView } from '../../evidence/ends/view.ts';
import { buildReport, type ReportOptions } from '../../build-report.ts';
import type { Report } from '../../model/report.ts';
import type { TcpSeries } from '../../model/tcp-series.ts';
import { renderHtml } from '../../reporters/html.ts';
import type { EvidenceCapture, HtmlExtras } from '../../reporters/html/extras.ts';
import { createMessageLog } from '../../reporters/html/message-log.ts';
import { sizeOf } from '../../reporters/html/words.ts';
import { rawListener } from '../../sessions/messages.ts';
import type { MessageListener } from '../../sessions/take-message.ts';
import type { Redaction } from '../redact/open-redaction.ts';
import { redactLog, redactSessions } from '../redact/redact-page.ts';
import { readPageAssets } from '../page-assets.ts';
import type { Whole } from '../slice/make-slice.ts';
import { UserError } from '../user-error.ts';
import type { Into } from './read-captures.ts';
import { renderMarkdown } from './rules.ts';

const MOST_EMBEDDED = 1 << 20;
const NAME = 'evidence';

/** A page of a report, and of the captures behind it where there are some. */
export async function renderPage(
  report: Report,
  markdown: string,
  captures: Pick<HtmlExtras, 'sessions' | 'series' | 'log' | 'capture'> = {
    sessions: null,
    series: null,
    log: null,
    capture: null,
  },
): Promise<string> {
  return renderHtml(report, { ...captures, markdown, deflate: deflateRawSync }, await readPageAssets());
}

export interface CapturePage {
  readonly listener: MessageListener;
  /** `again` gives the charts of TCP and the capture that is embedded; null where the captures were not read whole. */
  render(report: Report, evidence: CaptureEvidence, again: Again | null, redaction: Redaction): Promise<string>;
}
/** The captures once more. */
export interface Again extends ReportOptions {
  readonly ports: readonly number[];
  readonly views: readonly SessionView[];
  /** Where the captures that were named can be read again; null of a pipe that was not kept. */
  readonly files: readonly (string | null)[];
  /** False where it was interrupted. */
  readonly read: (into: Into) => Promise<boolean>;
}

/** It listens to the messages as the captures are read. */
export function createCapturePage(): CapturePage {
  const log = createMessageLog();
  return {
    listener: rawListener(log.add),
    async render(found, evidence, wanted, redaction) {
      const report = await redaction.report(found);
      const again = wanted?.files.includes(null) === false ? wanted : null;
      return renderPage(report, await renderMarkdown(report), {
        sessions: redactSessions(evidence.evidence.sessions ?? [], redaction),
        series: again === null ? null : await sample(evidence, again),
        log: redactLog(log.finish(), redaction),
        capture: await cutCapture(found, evidence, again, redaction),
      });
    },
  };
}

async function sample(
  { evidence: { sessions = [] } }: CaptureEvidence,
  { views, read }: Again,
): Promise<readonly (TcpSeries | null)[] | null> {
  if (sessions.length === 0) return null;
  const sampler = createTcpSampler(sessions, views);
  return (await read(sampler)) ? sampler.finish() : null;
}

async function cutCapture(
  report: Report,
  evidence: CaptureEvidence,
  again: Again | null,
  { who }: Redaction,
): Promise<EvidenceCapture | null> {
  if (!hasTrouble(report)) return null;
  if (again === null) return { name: 'No capture embedded', why: 'not all of what was read could be read again' };
  const whole = ofCaptures(evidence, again);
  if (!hasTrouble(whole.report)) return null;
  const { makeSlice } = await import('../slice/make-slice.ts');
  try {
    const slice = await makeSlice(whole, again.read, { ...again, path: NAME, format: null, who });
    if (slice === null) return { name: 'No capture embedded', why: 'interrupted' };
    const { file, format } = slice;
    if (file.length <= MOST_EMBEDDED) return { name: `${NAME}.${format}`, octets: file };
    return { name: 'No capture embedded', why: `it has ${sizeOf(file.length)}: --evidence DIR writes it` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name: 'No capture embedded', why: error.message };
  }
}

const hasTrouble = ({ findings }: Report): boolean =>
  findings.some(({ subject, severity }) => subject.kind === 'session' && severity !== 'info');

/** What daemons and kernels said is in no capture. */
function ofCaptures({ evidence: { sessions = [], captures = [] }, sources }: CaptureEvidence, options: Again): Whole {
  const part = {
    evidence: { sessions, captures },
    sources: sources.filter(({ kind }) => kind === 'pcap'),
    incomplete: [],
  };
  return { evidence: part, views: options.views, report: buildReport(part, options) };
}
