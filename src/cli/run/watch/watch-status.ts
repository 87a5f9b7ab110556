import { peerChanges } from '../../../evidence/peer-changes.ts';
import type { PeerChange } from '../../../model/peer-change.ts';
import type { Report } from '../../../model/report.ts';
import { renderChange } from '../../../reporters/status/changes.ts';
import { createPen } from '../../../reporters/text/pen.ts';
import { visible } from '../../../reporters/visible.ts';
import { safeJson } from '../../../reporters/safe-json.ts';
import type { Context } from '../../command.ts';
import { exitCodeWithoutFindings } from '../../exit-code.ts';
import type { Interrupts } from '../../interrupts.ts';
import { print } from '../../io.ts';
import { openRedaction, type Redaction } from '../../redact/open-redaction.ts';
import { createPaint, isColoured, isUnicode, widthOf } from '../../terminal.ts';
import { UserError } from '../../user-error.ts';
import { renderReport } from '../render-report.ts';
import type { TextForm } from '../result-options.ts';
import type { StatusOptions } from '../status-options.ts';
import { openDrawing } from './screen.ts';

/** What is watched, and when. */
export interface Watched {
  readonly seconds: number;
  readonly interrupts: Pick<Interrupts, 'signal' | 'received'>;
  /** One look at all sessions. Rejects with `UserError` where none can be had. */
  look(): Promise<Report>;
  /** Until the next look is due, or an interrupt. */
  wait(): Promise<void>;
}

/** Where looks are shown. Each gives false once nobody reads any more. */
interface Display {
  report(report: Report, time: string): Promise<boolean>;
  /** It could not be looked; what was shown last may still hold. */
  failure(why: string, time: string): Promise<boolean>;
  end(): Promise<void>;
}

/**
 * Looks again and again until it is interrupted: on a terminal the table is drawn anew, else a line is written for each session
 * that changed.
 * @throws UserError where the first look shows nothing
 */
export async function watchStatus(
  context: Context,
  options: StatusOptions,
  form: TextForm,
  { seconds, interrupts, look, wait }: Watched,
): Promise<number> {
  const redaction = await openRedaction(options);
  const isDrawn = options.format === 'text' && context.io.stdout.isTTY === true;
  const display = isDrawn
    ? createScreen(context, options, form, redaction, seconds)
    : await createLog(context, options, redaction);
  let last: Report | null = null;
  let ended: Promise<void> | null = null;
  const end = (): Promise<void> => (ended ??= display.end());
  // At once: a second Ctrl-C, while the last look comes to its end, leaves no terminal as it was drawn.
  interrupts.signal.addEventListener('abort', end, { once: true });

  async function lookOnce(): Promise<boolean> {
    try {
      const report = await look();
      if (interrupts.signal.aborted && last !== null) return false; // it was cut short
      last = report;
      return await display.report(report, context.now().toISOString());
    } catch (error) {
      // A system that can't be asked for a while may come back.
      if (last === null || !(error instanceof UserError)) throw error;
      if (interrupts.signal.aborted) return false;
      return display.failure(error.message, context.now().toISOString());
    }
  }

  try {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    while (!interrupts.signal.aborted && (await lookOnce())) await wait();
  } finally {
    await end();
  }
  return exitCodeWithoutFindings(interrupts.received, false);
}

/** A terminal shows what is; the last of it stays when the watch ends. */
function createScreen(
  context: Context,
  options: StatusOptions,
  form: TextForm,
  redaction: Redaction,
  seconds: number,
): Display {
  const { stdout } = context.io;
  const drawing = openDrawing(stdout, (text) => print(stdout, text));
  let frame = '';
  return {
    async report(report, time) {
      frame = await renderReport(context, report, options, form, { redaction });
      return drawing.draw(`${time}, every ${seconds} s, Ctrl-C ends it\n\n${frame}`);
    },
    failure: (why, time) => drawing.draw(`${time} ${visible(why)}; as it was before:\n\n${frame}`),
    async end() {
      await drawing.end();
      await print(stdout, frame);
    },
  };
}

/** Whatever else reads it gets what changed, and standard error what could not be had. */
async function createLog({ io }: Context, options: StatusOptions, redaction: Redaction): Promise<Display> {
  const { format, color, ascii } = options;
  const paint = await createPaint(isColoured(io, io.stdout, color));
  const pen = createPen({ width: widthOf(io.stdout), unicode: isUnicode(io, ascii), paint, verbosity: 'normal' });
  let last: Report | null = null;
  let told = '';

  async function warn(gaps: string): Promise<void> {
    if (gaps !== told) await print(io.stderr, gaps);
    told = gaps;
  }

  return {
    async report(found, time) {
      const report = await redaction.report(found);
      const changes = peerChanges(last?.peers ?? null, report.peers ?? []);
      last = report;
      await warn(
        report.incomplete
          .map(({ source, what, why }) => `k8sdoctor: ${visible(`${source ?? ''} ${what}: ${why}`.trim())}\n`)
          .join(''),
      );
      const lines = changes.map((change) =>
        format === 'text' ? renderChange(pen, time, change) : toJson(time, change),
      );
      return lines.length === 0 || print(io.stdout, `${lines.join('\n')}\n`);
    },
    async failure(why) {
      await warn(`k8sdoctor: ${visible(why)}\n`);
      return true;
    },
    end: () => Promise.resolve(),
  };
}

const toJson = (time: string, { kind, peer, before }: PeerChange): string =>
  safeJson({ type: 'change', time, change: kind, peer, before });
