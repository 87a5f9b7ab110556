/** What `--format html` needs besides the report: the messages, the capture that proves it, and the page's own script. */
import { stat } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import type { CaptureEvidence } from '../../evidence/captures.ts';
import { createTcpSampler } from '../../evidence/tcp-series.ts';
import type { ReportOptions } from '../../build-report.ts';
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
import { UserError } from '../user-error.ts';
import type { Into } from './read-captures.ts';
import { renderMarkdown } from './render-report.ts';

const MOST_EMBEDDED = 1 << 20;
const NAME = 'evidence.pcap';

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
  /** `cut` makes the capture that is embedded; null where the captures cannot be read twice. */
  render(report: Report, evidence: CaptureEvidence, cut: Cut | null, redaction: Redaction): Promise<string>;
}
export interface Cut extends ReportOptions {
  readonly ports: readonly number[];
  /** Reads the captures once more; false where it was interrupted. */
  readonly read: (into: Into) => Promise<boolean>;
}

/** It listens to the messages as the captures are read. */
export function createCapturePage(): CapturePage {
  const log = createMessageLog();
  return {
    listener: rawListener(log.add),
    async render(found, evidence, cut, redaction) {
      const report = await redaction.report(found);
      const again = cut !== null && (await areFiles(evidence)) ? cut : null;
      return renderPage(report, await renderMarkdown(report), {
        sessions: redactSessions(evidence.evidence.sessions ?? [], redaction),
        series: again === null ? null : await sample(evidence, again),
        log: redactLog(log.finish(), redaction),
        capture: await cutCapture(found, evidence, again, redaction),
      });
    },
  };
}

async function areFiles({ sources }: CaptureEvidence): Promise<boolean> {
  const files = await Promise.all(sources.map(({ name }) => stat(name).catch(() => null)));
  return files.every((file) => file?.isFile() === true);
}

async function sample(
  { evidence: { sessions = [] } }: CaptureEvidence,
  { read }: Cut,
): Promise<readonly (TcpSeries | null)[] | null> {
  const sampler = createTcpSampler(sessions);
  return (await read(sampler)) ? sampler.finish() : null;
}

async function cutCapture(
  report: Report,
  evidence: CaptureEvidence,
  cut: Cut | null,
  { who }: Redaction,
): Promise<EvidenceCapture | null> {
  if (report.findings.every(({ subject, severity }) => subject.kind !== 'session' || severity === 'info')) return null;
  if (cut === null) return { name: 'No capture embedded', why: 'what was read was a stream' };
  const { makeSlice } = await import('../slice/make-slice.ts');
  try {
    const slice = await makeSlice({ evidence, report }, cut.read, { ...cut, path: NAME, format: 'pcap', who });
    if (slice === null) return { name: 'No capture embedded', why: 'interrupted' };
    const { file } = slice;
    if (file.length <= MOST_EMBEDDED) return { name: NAME, octets: file };
    return { name: 'No capture embedded', why: `it has ${sizeOf(file.length)}: --evidence DIR writes it` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name: 'No capture embedded', why: error.message };
  }
}
