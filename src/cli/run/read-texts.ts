import type { Incomplete, Source } from '../../model/report.ts';
import { hasManifest } from '../../parsers/kubernetes/manifest.ts';
import { type Paste, readPaste } from '../../parsers/recognise.ts';
import { sourceName } from '../../reporters/source-name.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { Context } from '../command.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { Interrupt } from '../io.ts';
import { UserError } from '../user-error.ts';
import { lineGaps } from './line-gaps.ts';
import { readText, type Text } from './read-text.ts';

/** What was pasted or saved, source by source. */
export interface Texts {
  readonly pastes: readonly Paste[];
  readonly sources: readonly Source[];
  readonly incomplete: readonly Incomplete[];
  readonly interrupted: Interrupt | null;
}

/** One text, taken apart. */
export interface TextTaken extends Pick<Texts, 'incomplete'> {
  readonly paste: Paste;
  readonly source: Source;
}

/**
 * Reads texts whole and takes them apart.
 * @throws UserError where not one of them can be read
 */
export async function readTexts({ io }: Context, names: readonly string[]): Promise<Texts> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new UserError('standard input (-) was given twice', 'It can be read only once.');
  }
  const interrupts = watchInterrupts(io);
  const taken: TextTaken[] = [];
  const unreadable: Incomplete[] = [];
  const errors: SourceError[] = [];
  try {
    for (const name of new Set(names)) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, so that no more than one is held as octets
        taken.push(await takeText(name, await readText(name, io, interrupts.signal)));
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        errors.push(error);
        unreadable.push({ source: name, what: 'text', why: error.message.replace(`${sourceName(name)}: `, '') });
      }
    }
  } finally {
    interrupts.stop();
  }
  const [first] = errors;
  if (first !== undefined && taken.length === 0) throw new UserError(first.message, first.hint);
  const texts = joinTexts(taken, interrupts.received);
  return { ...texts, incomplete: [...texts.incomplete, ...unreadable] };
}

export async function takeText(name: string, { text, bytes, fault }: Text): Promise<TextTaken> {
  const paste = readPaste(text, name, { readManifest: hasManifest(text) ? await loadReader() : null });
  return { paste, source: { kind: 'text', name, format: null, bytes }, incomplete: gapsOf(name, paste, fault) };
}

export const joinTexts = (taken: readonly TextTaken[], interrupted: Interrupt | null): Texts => ({
  pastes: taken.map(({ paste }) => paste),
  sources: taken.map(({ source }) => source),
  incomplete: taken.flatMap(({ incomplete }) => incomplete),
  interrupted,
});

const loadReader = async () => (await import('../../parsers/kubernetes/read-yaml.ts')).readManifest;

function gapsOf(source: string, paste: Paste, fault: string | null): Incomplete[] {
  const cut = fault === null ? [] : [{ source, what: 'text', why: fault }];
  if (paste.found.length > 0) return [...cut, ...lineGaps(paste, source)];
  const [first] = paste.unknown;
  const why = first === undefined ? 'it is empty' : `no output that is known; it begins with: ${first.text}`;
  return [...cut, { source, what: 'text', why }];
}
