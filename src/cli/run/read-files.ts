import { type CaptureOptions, type CapturesRead, createCaptureAnalysis } from '../../evidence/captures.ts';
import { inTime } from '../../evidence/ends/in-time.ts';
import { sourceName } from '../../reporters/source-name.ts';
import type { Context } from '../command.ts';
import { UserError } from '../user-error.ts';
import { inOrder, isFile } from './in-order.ts';
import { openingTexts } from './open-texts.ts';
import type { KeptStreams } from './keep-streams.ts';
import { NOT_A_CAPTURE, readCaptures, type Reading } from './read-captures.ts';
import type { Text } from './read-text.ts';
import { joinTexts, takeText, type Texts } from './read-texts.ts';

export interface FilesRead extends Pick<Reading, 'unreadable' | 'interrupted' | 'cutShort'> {
  /** Null where no file is a capture. */
  readonly evidence: CapturesRead | null;
  readonly texts: Texts;
}

/**
 * Captures, and what commands printed, in any order: their first octets tell which is which. `streams` keeps those that can be read once.
 * @throws UserError where not one of them holds anything that is known
 */
export async function readFiles(
  context: Context,
  names: readonly string[],
  options: CaptureOptions,
  streams: KeptStreams | null,
): Promise<FilesRead> {
  const analysis = createCaptureAnalysis(options);
  const held: { readonly name: string; readonly text: Text }[] = [];
  const captured: string[] = [];
  const captures = {
    open(name: string) {
      captured.push(name);
      return analysis.open(name);
    },
  };
  const into = openingTexts(streams?.keeping(captures) ?? captures, (name, text) => held.push({ name, text }));
  const { cutShort, unreadable, interrupted } = await readCaptures(context, await inOrder(names, context.io), into);
  const texts = joinTexts(await Promise.all(held.map(({ name, text }) => takeText(name, text))), interrupted);
  const [first] = texts.incomplete;
  if (captured.length === 0 && first !== undefined && texts.pastes.every(({ found }) => found.length === 0)) {
    throw new UserError(
      `${sourceName(first.source ?? '-')}: not a pcap or pcapng, and ${first.why}`,
      `${NOT_A_CAPTURE} What outputs are read is in: k8sdoctor status --help`,
    );
  }
  if (captured.length === 0) return { evidence: null, texts, unreadable, interrupted, cutShort };
  const found = analysis.finish();
  const evidence = interrupted === null ? await apart(context, options, found) : found;
  return { evidence: forgive(evidence, cutShort), texts, unreadable, interrupted, cutShort };
}

/**
 * Only once all is read does it show that captures were named in another order than they were taken in, or that one is of
 * another place, whose clock is ahead: then all is read again.
 */
export async function apart(
  context: Context,
  { listener: _, ...options }: CaptureOptions,
  found: CapturesRead,
): Promise<CapturesRead> {
  const named = found.sources.map(({ name }) => name);
  const names = options.elsewhere === undefined ? inTime(named, found.views) : named;
  const elsewhere = new Set(options.elsewhere);
  for (const name of found.elsewhere) elsewhere.add(name);
  const isKnown = names === named && elsewhere.size === (options.elsewhere?.size ?? 0);
  if (isKnown || !names.every(isFile)) return found;
  const analysis = createCaptureAnalysis({ ...options, elsewhere });
  await readCaptures(context, names, analysis);
  return apart(context, { ...options, elsewhere }, analysis.finish());
}

/** Where an interrupt ended the reading, a capture that ends in the middle of a packet is as it should be. */
function forgive({ evidence, ...rest }: CapturesRead, cutShort: string | null): CapturesRead {
  const captures = evidence.captures?.map((seen) => (seen.source === cutShort ? { ...seen, fault: null } : seen));
  return { ...rest, evidence: { ...evidence, ...(captures !== undefined && { captures }) } };
}
