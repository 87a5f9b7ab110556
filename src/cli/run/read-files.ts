import { type CaptureEvidence, type CaptureOptions, createCaptureAnalysis } from '../../evidence/captures.ts';
import type { Context } from '../command.ts';
import { UserError } from '../user-error.ts';
import { inOrder } from './in-order.ts';
import { openingTexts } from './open-texts.ts';
import { NOT_A_CAPTURE, readCaptures, type Reading } from './read-captures.ts';
import type { Text } from './read-text.ts';
import { joinTexts, takeText, type Texts } from './read-texts.ts';

export interface FilesRead extends Pick<Reading, 'unreadable' | 'interrupted'> {
  /** Null where no file is a capture. */
  readonly evidence: CaptureEvidence | null;
  readonly texts: Texts;
}

/**
 * Captures, and what commands printed, in any order: their first octets tell which is which.
 * @throws UserError where not one of them holds anything that is known
 */
export async function readFiles(
  context: Context,
  names: readonly string[],
  options: CaptureOptions,
): Promise<FilesRead> {
  const analysis = createCaptureAnalysis(options);
  const held: { readonly name: string; readonly text: Text }[] = [];
  let isCaptured = false;
  const captures = {
    open(name: string) {
      isCaptured = true;
      return analysis.open(name);
    },
  };
  const into = openingTexts(captures, (name, text) => held.push({ name, text }));
  const { cutShort, unreadable, interrupted } = await readCaptures(context, await inOrder(names, context.io), into);
  const texts = joinTexts(await Promise.all(held.map(({ name, text }) => takeText(name, text))), interrupted);
  const [first] = texts.incomplete;
  if (!isCaptured && first !== undefined && texts.pastes.every(({ found }) => found.length === 0)) {
    throw new UserError(
      `${first.source}: not a pcap or pcapng, and ${first.why}`,
      `${NOT_A_CAPTURE} What outputs are read is in: k8sdoctor status --help`,
    );
  }
  return { evidence: isCaptured ? forgive(analysis.finish(), cutShort) : null, texts, unreadable, interrupted };
}

/** Where an interrupt ended the reading, a capture that ends in the middle of a packet is as it should be. */
function forgive({ evidence, ...rest }: CaptureEvidence, cutShort: string | null): CaptureEvidence {
  const captures = evidence.captures?.map((seen) => (seen.source === cutShort ? { ...seen, fault: null } : seen));
  return { ...rest, evidence: { ...evidence, ...(captures !== undefined && { captures }) } };
}
