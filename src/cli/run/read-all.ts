import type { Topic } from '../../collectors/collector.ts';
import type { Source } from '../../model/report.ts';
import type { Context } from '../command.ts';
import { namesSystem, type SourceOptions } from '../commands/source-options.ts';
import { readTexts, type Texts } from './read-texts.ts';

/** Outputs of files, bundles and systems. */
export interface AllTexts extends Texts {
  /** Bundles, and nodes that were looked at. */
  readonly origins: readonly Source[];
}

const NONE: Texts = { pastes: [], sources: [], incomplete: [], interrupted: null };

/** Reads the files, and gathers besides them, or without them, what `options` ask for. Null after `--dry-run`. */
export async function readAll(
  context: Context,
  names: readonly string[],
  options: SourceOptions,
  topic: Topic,
): Promise<AllTexts | null> {
  const texts = names.length === 0 ? NONE : await readTexts(context, names);
  const isGathered = names.length === 0 || namesSystem(options);
  if (!isGathered || texts.interrupted !== null) return { ...texts, origins: [] };
  const { gather } = await import('./gather/gather.ts');
  const gathered = await gather(context, options, { command: topic, topics: [topic] }, null);
  if (gathered === null) return null;
  return {
    pastes: [...texts.pastes, ...gathered.pastes],
    sources: [...texts.sources, ...gathered.sources],
    origins: gathered.origins,
    incomplete: [...texts.incomplete, ...gathered.incomplete],
    interrupted: gathered.interrupted,
  };
}
