/** The capture behind a saved result, cut to what proves it: with its real names, or with stand-ins. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { createCaptureAnalysis } from '../../evidence/captures.ts';
import { buildReport } from '../../index.ts';
import type { BgpSession } from '../../model/evidence.ts';
import type { Report } from '../../model/report.ts';
import { createMessageLog, type LogData } from '../../reporters/html/message-log.ts';
import { rawListener } from '../../sessions/messages.ts';
import { createIdentities } from '../../slice/anonymise/identities.ts';
import type { Context } from '../command.ts';
import { inOrder } from '../run/in-order.ts';
import { readCaptures } from '../run/read-captures.ts';
import { createCipher, readKey } from '../slice/cipher.ts';
import { makeSlice } from '../slice/make-slice.ts';
import { reRead } from '../slice/re-read.ts';
import { UserError } from '../user-error.ts';

export interface Proof {
  readonly octets: Uint8Array;
  /** What the slice itself says: with stand-ins where it has them. */
  readonly report: Report;
  readonly sessions: readonly BgpSession[];
  readonly log: LogData;
}

const NAME = 'capture.pcap';

/** Null and why, where there is no capture or it no longer gives what the result says. */
export async function proofOf(
  context: Context,
  saved: Report,
  resultName: string,
  anonymised: boolean,
): Promise<Proof | { readonly why: string }> {
  const names = await capturesOf(saved, resultName);
  if ('why' in names) return names;
  try {
    return await cut(context, saved, names, anonymised);
  } catch (error) {
    if (error instanceof UserError) return { why: error.message };
    throw error;
  }
}

async function cut(
  context: Context,
  saved: Report,
  names: readonly string[],
  anonymised: boolean,
): Promise<Proof | { readonly why: string }> {
  const analysis = createCaptureAnalysis();
  await readCaptures(context, await inOrder(names, context.io), analysis);
  const evidence = analysis.finish();
  const settings = { version: context.version, generatedAt: saved.generatedAt };
  const report = buildReport(evidence, settings);
  const found = new Set(report.findings.map(({ id, subject }) => `${id} ${subject.id}`));
  const lost = saved.findings.find(
    ({ id, subject }) => subject.kind === 'session' && !found.has(`${id} ${subject.id}`),
  );
  if (lost !== undefined)
    return { why: `${names.join(', ')} does not give ${lost.id} of ${lost.subject.id}: another capture?` };
  const who = anonymised ? createIdentities(createCipher(await readKey(undefined))) : null;
  const slice = await makeSlice(
    { evidence, report },
    async (selection) => (await readCaptures(context, names, selection)).interrupted === null,
    { ...settings, ports: [], path: NAME, who, format: 'pcap' },
  );
  if (slice === null) return { why: 'interrupted' };
  const fault = await reRead(slice.file, slice.packets);
  if (fault !== null) throw new Error(`pcap-parser does not read the slice: ${fault}`);
  return { octets: slice.file, ...readAgain(slice.file, saved, settings) };
}

function readAgain(
  octets: Uint8Array,
  saved: Report,
  settings: { version: string; generatedAt: string },
): Omit<Proof, 'octets'> {
  const log = createMessageLog();
  const analysis = createCaptureAnalysis({ listener: rawListener(log.add) });
  const input = analysis.open(NAME);
  input.push(octets);
  input.end(octets.length);
  const evidence = analysis.finish();
  const report = buildReport(evidence, { ...settings, incomplete: leftOut(saved) });
  return { report, sessions: evidence.evidence.sessions ?? [], log: log.finish() };
}

/** A slice shows sessions only. */
function leftOut({ findings }: Report): Report['incomplete'] {
  const others = findings.filter(({ subject }) => subject.kind !== 'session' && subject.kind !== 'file').length;
  if (others === 0) return [];
  const why = 'left out here: they name what an anonymised capture does not hold';
  return [{ source: null, what: `${others} findings of nodes and resources`, why }];
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
