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
import { proofOf } from './evidence-of.ts';

export interface Parcel {
  readonly report: Report;
  readonly markdown: (maxLength: number) => string;
  readonly files: readonly Attachment[];
  /** Why there is no capture among them, or null. */
  readonly withoutCapture: string | null;
  /** Addresses, AS numbers and names are stand-ins, in all of it. */
  readonly isAnonymised: boolean;
}

export async function makeParcel(
  context: Context,
  saved: Report,
  resultName: string,
  anonymised: boolean,
): Promise<Parcel> {
  const proof = await proofOf(context, saved, resultName, anonymised);
  const isProven = !('why' in proof);
  const report = isProven && anonymised ? proof.report : saved;
  const render = await loadRender('markdown');
  const markdown = (maxLength: number): string => render(report, { rules: [], maxLength });
  const capture = isProven
    ? [attachment('capture', 'capture', 'pcap', 'application/vnd.tcpdump.pcap', proof.octets)]
    : [];
  const page = await renderPage(
    report,
    render(report, { rules: [] }),
    isProven && anonymised
      ? { sessions: proof.sessions, log: proof.log, capture: { name: 'capture.pcap', octets: proof.octets } }
      : { sessions: null, log: null, capture: isProven ? { name: 'capture.pcap', octets: proof.octets } : null },
  );
  return {
    report,
    markdown,
    files: [...capture, attachment('page', 'report', 'html', 'text/html', Buffer.from(page))],
    withoutCapture: isProven ? null : proof.why,
    isAnonymised: anonymised && isProven,
  };
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
  readonly directory: string;
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
  try {
    const place = directory ?? (await mkdtemp(join(tmpdir(), 'k8sdoctor-')));
    await mkdir(place, { recursive: true });
    const placed = files.map((file) => ({ file, url: file.name }));
    const contents: readonly (readonly [string, string | Uint8Array])[] = [
      ['comment.md', composeBody(markdown, placed, maxLength)],
      ...files.map(({ name, octets }) => [name, octets] as const),
    ];
    await Promise.all(contents.map(([name, content]) => writeFile(join(place, name), content)));
    return {
      directory: place,
      paths: contents.map(([name]) => join(place, name)),
      discard: async () => (directory === undefined ? rm(place, { recursive: true, force: true }) : undefined),
    };
  } catch (error) {
    throw new UserError(
      `cannot write ${directory ?? tmpdir()}: ${reasonOf(error)}`,
      'Name another directory with --keep.',
    );
  }
}
