import { createCaptureAnalysis } from '../../evidence/captures.ts';
import { buildReport } from '../../build-report.ts';
import { linkTypeName } from '../../decoders/link/link-layer.ts';
import type { Report } from '../../model/report.ts';
import { renderJson } from '../../reporters/json.ts';
import { visible } from '../../reporters/visible.ts';
import { createIdentities } from '../../slice/anonymise/identities.ts';
import type { Selection } from '../../slice/select.ts';
import type { Context } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { type Interrupt, print } from '../io.ts';
import { openResult } from '../result.ts';
import { makeSlice, type Slice } from '../slice/make-slice.ts';
import { reRead } from '../slice/re-read.ts';
import { refuseStreams } from '../slice/refuse-streams.ts';
import { UserError } from '../user-error.ts';
import { createCipher, readKey } from '../slice/cipher.ts';
import { inOrder } from './in-order.ts';
import { apart } from './read-files.ts';
import { readCaptures } from './read-captures.ts';

export interface SliceCommandOptions {
  readonly output: string | undefined;
  readonly port: readonly number[];
  readonly anonymise: boolean;
  readonly anonymiseKey: string | undefined;
  readonly captureFormat: 'pcap' | 'pcapng' | undefined;
  readonly format: 'text' | 'json';
}

/** Nothing is written before a slice was found that gives the same findings, and was read again by another reader. */
export async function runSlice(
  context: Context,
  names: readonly string[],
  options: SliceCommandOptions,
): Promise<number> {
  const { io } = context;
  const { output, port: ports } = options;
  if (output === undefined) throw new UserError('slice needs a file to write', 'k8sdoctor slice FILE -o OUT');
  await refuseStreams(names, 'slice');
  const result = await openResult(io, output, names);
  const isAnonymous = options.anonymise || options.anonymiseKey !== undefined;
  const who = isAnonymous ? createIdentities(createCipher(await readKey(options.anonymiseKey))) : null;

  const analysis = createCaptureAnalysis({ ports });
  const { unreadable, interrupted } = await readCaptures(context, await inOrder(names, io), analysis);
  const found = analysis.finish();
  const evidence = interrupted === null ? await apart(context, { ports }, found) : found;
  const readable = evidence.sources.map(({ name }) => name);
  const settings = { version: context.version, generatedAt: context.now().toISOString(), incomplete: unreadable };
  const report = buildReport(evidence, settings);
  const outcome = { ran: true, summary: report.summary, failOn: 'never' } as const;
  if (interrupted !== null) return exitCode({ ...outcome, interrupted, partial: true });

  let received: Interrupt | null = null;
  const slice = await makeSlice(
    { evidence, views: evidence.views, report },
    async (selection: Selection) => {
      ({ interrupted: received } = await readCaptures(context, readable, selection));
      return received === null;
    },
    { ...settings, ports, path: output, who, format: options.captureFormat ?? null },
  );
  if (slice === null) return exitCode({ ...outcome, interrupted: received, partial: true });
  // Our own reader has read it already, to analyse it; it is the only one here that reads pcapng.
  const fault = slice.format === 'pcap' ? await reRead(slice.file, slice.packets) : null;
  if (fault !== null) throw new Error(`pcap-parser does not read the slice: ${fault}`);
  await result.write(slice.file);

  const said =
    options.format === 'json' ? renderJson({ ...report, artifacts: [slice.artifact] }) : describe(slice, report);
  await print(output === '-' ? io.stderr : io.stdout, said);
  return exitCode({ ...outcome, interrupted: null, partial: report.incomplete.length > 0 });
}

function describe(slice: Slice, { sources, findings }: Report): string {
  const { file, packets, artifact } = slice;
  const all = sources.reduce((sum, source) => sum + (source.packets ?? 0), 0);
  const had = new Set(sources.flatMap(({ linkTypes = [] }) => linkTypes));
  const names = slice.linkTypes.map(linkTypeName);
  const isSame = names.every((name) => had.has(name));
  const written = `${names.join(' and ')}${isSame ? '' : `, rewritten from ${[...had].join(' and ')}`}`;
  const ids = [...new Set(findings.map(({ id }) => id))];
  const lines = [
    `${artifact.path}: ${packets.length} of ${all} packets, ${file.length} octets, ${written}`,
    ids.length === 0 ? 'Like the whole, it gives no finding.' : `It gives the same findings: ${ids.join(', ')}.`,
    ...(artifact.frames ?? []).map(
      (run) => `frame ${range(run.frame, run.count)} is ${range(run.originalFrame, run.count)} of ${run.source}`,
    ),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

const range = (first: number, count: number): string => (count === 1 ? `${first}` : `${first} to ${first + count - 1}`);
