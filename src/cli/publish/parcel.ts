/** What is going to be published: made before anything is sent, and kept where sending fails. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../model/report.ts';
import { loadRender } from '../../reporters/formats.ts';
import { composeBody } from '../../publish/body.ts';
import type { Attachment } from '../../publish/forge.ts';
import type { Context } from '../command.ts';
import { reasonOf } from '../../sources/source-error.ts';
import { renderPage } from '../run/html.ts';
import { UserError } from '../user-error.ts';
import type { Redaction } from '../redact/open-redaction.ts';
import { type Proof, proofOf } from './evidence-of.ts';

const CAPTURE_TYPE = 'application/vnd.tcpdump.pcap';

export interface Parcel {
  readonly markdown: (maxLength: number) => string;
  readonly files: readonly Attachment[];
  /** Why there is no capture among them, or null. */
  readonly withoutCapture: string | null;
}

/** The same stand-ins in text, page and capture, if `redaction` has any. */
export async function makeParcel(
  context: Context,
  saved: Report,
  resultName: string,
  redaction: Redaction,
): Promise<Parcel> {
  const report = await redaction.report(saved);
  const proof = await proofOf(context, saved, resultName, redaction.who);
  const render = await loadRender('markdown');
  const markdown = (maxLength: number): string => render(report, { rules: [], maxLength });
  const page = Buffer.from(await renderPage(report, render(report, { rules: [] }), extrasOf(report, proof)));
  const capture = 'why' in proof ? [] : [attachment('capture', 'capture', proof.format, CAPTURE_TYPE, proof.octets)];
  return {
    markdown,
    files: [...capture, attachment('page', 'report', 'html', 'text/html', page)],
    withoutCapture: 'why' in proof ? proof.why : null,
  };
}

/** Messages of the slice, where it holds all sessions of the report. */
function extrasOf({ sessions }: Report, proof: Proof | { readonly why: string }): Parameters<typeof renderPage>[2] {
  if ('why' in proof) return undefined;
  const isWhole = sessions.map(({ id }) => id).join() === proof.sessions.map(({ id }) => id).join();
  const capture = { name: `capture.${proof.format}`, octets: proof.octets };
  const { sessions: seen, series, log } = proof;
  return isWhole ? { sessions: seen, series, log, capture } : { sessions: null, series: null, log: null, capture };
}

function attachment(
  kind: Attachment['kind'],
  name: string,
  extension: string,
  type: string,
  octets: Uint8Array,
): Attachment {
  const sha256 = createHash('sha256').update(octets).digest('hex');
  return { name: `${name}-${sha256.slice(0, 8)}.${extension}`, octets, type, sha256, kind };
}

export interface Kept {
  readonly paths: readonly string[];
  /** Takes away again what nobody asked to keep. */
  discard(): Promise<void>;
}

/** Into `directory`, or where none is named into a new one, which `discard` removes. */
export async function keep(
  { markdown, files }: Parcel,
  maxLength: number,
  directory: string | undefined,
): Promise<Kept> {
  let made: string | null = null;
  const discard = async (): Promise<void> => {
    if (made !== null) await rm(made, { recursive: true, force: true });
  };
  try {
    if (directory === undefined) made = await mkdtemp(join(tmpdir(), 'k8sdoctor-'));
    else await mkdir(directory, { recursive: true });
    const place = directory ?? made ?? '';
    const placed = files.map((file) => ({ file, url: file.name }));
    const contents: readonly (readonly [string, string | Uint8Array])[] = [
      ['comment.md', composeBody(markdown, placed, maxLength)],
      ...files.map(({ name, octets }) => [name, octets] as const),
    ];
    await Promise.all(contents.map(([name, content]) => writeFile(join(place, name), content)));
    return { paths: contents.map(([name]) => join(place, name)), discard };
  } catch (error) {
    await discard();
    throw new UserError(
      `cannot write ${directory ?? tmpdir()}: ${reasonOf(error)}`,
      'Name another directory with --keep.',
    );
  }
}
