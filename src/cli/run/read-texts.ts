import type { Incomplete, Source } from '../../model/report.ts';
import { hasManifest } from '../../parsers/kubernetes/manifest.ts';
import { type Paste, readPaste } from '../../parsers/recognise.ts';
import { SourceError } from '../../sources/source-error.ts';
import type { Context } from '../command.ts';
import { watchInterrupts } from '../interrupts.ts';
import type { Interrupt } from '../io.ts';
import { UserError } from '../user-error.ts';
import { lineGaps } from './line-gaps.ts';
import { readText } from './read-text.ts';

/** What was pasted or saved, source by source. */
export interface Texts {
  readonly pastes: readonly Paste[];
  readonly sources: readonly Source[];
  readonly incomplete: readonly Incomplete[];
  readonly interrupted: Interrupt | null;
}

/**
 * Reads texts whole and takes them apart.
 * @throws UserError where not one of them holds anything that is known
 */
export async function readTexts({ io }: Context, names: readonly string[]): Promise<Texts> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new UserError('standard input (-) was given twice', 'It can be read only once.');
  }
  const interrupts = watchInterrupts(io);
  const pastes: Paste[] = [];
  const sources: Source[] = [];
  const incomplete: Incomplete[] = [];
  const errors: SourceError[] = [];
  try {
    for (const name of new Set(names)) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, so that no more than one is held as octets
        const { text, bytes, fault } = await readText(name, io, interrupts.signal);
        // oxlint-disable-next-line no-await-in-loop -- a package that only YAML needs
        const paste = readPaste(text, name, { readManifest: hasManifest(text) ? await loadReader() : null });
        pastes.push(paste);
        sources.push({ kind: 'text', name, format: null, bytes });
        incomplete.push(...gapsOf(name, paste, fault));
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        errors.push(error);
        incomplete.push({ source: name, what: 'text', why: error.message.replace(`${name}: `, '') });
      }
    }
  } finally {
    interrupts.stop();
  }
  const [first] = errors;
  if (first !== undefined && pastes.length === 0) throw new UserError(first.message, first.hint);
  return { pastes, sources, incomplete, interrupted: interrupts.received };
}

const loadReader = async () => (await import('../../parsers/kubernetes/read-yaml.ts')).readManifest;

function gapsOf(source: string, paste: Paste, fault: string | null): Incomplete[] {
  const cut = fault === null ? [] : [{ source, what: 'text', why: fault }];
  if (paste.found.length > 0) return [...cut, ...lineGaps(paste, source)];
  const [first] = paste.unknown;
  const why = first === undefined ? 'it is empty' : `no output that is known; it begins with: ${first.text}`;
  return [...cut, { source, what: 'text', why }];
}
