/** The capture behind a saved result, cut to what proves it: with its real names, or with stand-ins. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { createCaptureAnalysis } from '../../evidence/captures.ts';
import { createTcpSampler } from '../../evidence/tcp-series.ts';
import { buildReport } from '../../build-report.ts';
import type { BgpSession } from '../../model/bgp-session.ts';
import type { Report } from '../../model/report.ts';
import type { TcpSeries } from '../../model/tcp-series.ts';
import { createMessageLog, type LogData } from '../../reporters/html/message-log.ts';
import { rawListener } from '../../sessions/messages.ts';
import type { Identities } from '../../slice/anonymise/identities.ts';
import type { Context } from '../command.ts';
import { inOrder } from '../run/in-order.ts';
import { readCaptures } from '../run/read-captures.ts';
import { apart } from '../run/read-files.ts';
import { makeSlice, type Slice } from '../slice/make-slice.ts';
import { reRead } from '../slice/re-read.ts';
import { UserError } from '../user-error.ts';

export interface Proof extends Pick<Slice, 'format'> {
  readonly octets: Uint8Array;
  readonly sessions: readonly BgpSession[];
  readonly series: readonly (TcpSeries | null)[];
  readonly log: LogData;
}

const NAME = 'capture.pcap';

/** Or why there is none: no capture, or one that does not give what the result says. `who` has the stand-ins. */
export async function proofOf(
  context: Context,
  saved: Report,
  resultName: string,
  who: Identities | null,
): Promise<Proof | { readonly why: string }> {
  const names = await capturesOf(saved, resultName);
  if ('why' in names) return names;
  try {
    return await cut(context, saved, names, who);
  } catch (error) {
    if (error instanceof UserError) return { why: error.message };
    throw error;
  }
}

async function cut(
  context: Context,
  saved: Report,
  names: readonly string[],
  who: Identities | null,
): Promise<Proof | { readonly why: string }> {
  const analysis = createCaptureAnalysis();
  await readCaptures(context, await inOrder(names, context.io), analysis);
  const evidence = await apart(context, {}, analysis.finish());
  const settings = { version: context.version, generatedAt: saved.generatedAt };
  const report = buildReport(evidence, settings);
  const found = new Set(report.findings.map(({ id, subject }) => `${id} ${subject.id}`));
  const lost = saved.findings.find(
    ({ id, subject }) => subject.kind === 'session' && !found.has(`${id} ${subject.id}`),
  );
  if (lost !== undefined)
    return { why: `${names.join(', ')} does not give ${lost.id} of ${lost.subject.id}: another capture?` };
  const slice = await makeSlice(
    { evidence, views: evidence.views, report },
    async (selection) => (await readCaptures(context, names, selection)).interrupted === null,
    { ...settings, ports: [], path: NAME, who, format: null },
  );
  if (slice === null) return { why: 'interrupted' };
  const fault = slice.format === 'pcap' ? await reRead(slice.file, slice.packets) : null;
  if (fault !== null) throw new Error(`pcap-parser does not read the slice: ${fault}`);
  return { octets: slice.file, format: slice.format, ...readAgain(slice.file) };
}

function readAgain(octets: Uint8Array): Omit<Proof, 'format' | 'octets'> {
  const log = createMessageLog();
  const analysis = createCaptureAnalysis({ listener: rawListener(log.add) });
  const input = analysis.open(NAME);
  input.push(octets);
  input.end(octets.length);
  const { evidence, views } = analysis.finish();
  const { sessions = [] } = evidence;
  const sampler = createTcpSampler(sessions, views);
  const second = sampler.open(NAME);
  second.push(octets);
  second.end();
  return { sessions, series: sampler.finish(), log: log.finish() };
}

/** Those that `--evidence` wrote, if they are as they were; else what was read. */
async function capturesOf(
  { artifacts, sources }: Report,
  resultName: string,
): Promise<readonly string[] | { readonly why: string }> {
  const written = artifacts.filter(({ kind }) => kind === 'capture');
  if (written.length > 0) {
    const found = await Promise.all(written.map(({ path, sha256 }) => findSame(path, sha256, resultName)));
    const names = found.filter((name) => name !== null);
    if (names.length === written.length) return names;
  }
  const captures = sources.filter(({ kind }) => kind === 'pcap');
  if (captures.length === 0) return { why: 'the result was not made from a capture' };
  const found = await Promise.all(captures.map(({ name }) => findFile(name, resultName)));
  const missing = captures.find((_, index) => found[index] === null);
  if (missing !== undefined) return { why: `the capture ${missing.name} is not there any more` };
  return found.filter((name) => name !== null);
}

async function findSame(path: string, sha256: string, resultName: string): Promise<string | null> {
  const name = await findFile(path, resultName);
  if (name === null) return null;
  const octets = await readFile(name);
  return createHash('sha256').update(octets).digest('hex') === sha256 ? name : null;
}

/** As the result names it, or beside the result. */
async function findFile(name: string, resultName: string): Promise<string | null> {
  if (name === '-') return null;
  const places = isAbsolute(name) || resultName === '-' ? [name] : [name, join(dirname(resultName), name)];
  const found = await Promise.all(places.map((place) => stat(place).catch(() => null)));
  return places.find((_, index) => found[index]?.isFile() === true) ?? null;
}
