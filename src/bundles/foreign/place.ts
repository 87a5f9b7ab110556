import { folderOf } from '../../collectors/collect.ts';
import type { Collector, Speaker } from '../../collectors/collector.ts';
import { DAEMON_COLLECTORS } from '../../collectors/daemons.ts';
import { kernelCollectors } from '../../collectors/kernel.ts';
import type { Missing, Placed } from './adapter.ts';

const COLLECTORS: readonly Collector[] = [...DAEMON_COLLECTORS, ...kernelCollectors([179])];

/** Whose output it is. */
export interface Owner {
  readonly node: string | null;
  readonly speaker: Speaker | null;
  readonly pod: string | null;
}

/**
 * An output, under the name that our own collector gives to what answers the same question: it says which commands of
 * k8sdoctor read it, and whether they can do without.
 */
export function placeOutput(from: string, file: string, command: readonly string[], owner: Owner): Placed {
  const { node, pod, speaker } = owner;
  const { topics, essential } = collectorOf(file, speaker);
  const path = `${folderOf(node ?? 'unknown', pod)}/${file}`;
  return { from, path, kind: 'output', node, speaker, pod, command, topics, essential };
}

/** Resources are the cluster's, and every command reads them. */
export function placeResource(from: string, file: string): Placed {
  const shared = { kind: 'output', node: null, speaker: null, pod: null, command: [], topics: null } as const;
  return { from, path: `resources/${file}`, ...shared, essential: false };
}

/** What our own collector would have had under that name. */
export function missingOutput(file: string, command: readonly string[], owner: Owner): Missing {
  const { from: _, kind: __, ...missing } = placeOutput('', file, command, owner);
  return missing;
}

/** The command of ours that writes a file of that name. */
export function commandOf(file: string, speaker: Speaker | null): readonly string[] {
  const variants = COLLECTORS.flatMap((one) => (one.speaker === speaker ? one.variants : []));
  return variants.find((variant) => variant.file === file)?.argv ?? [];
}

/** A text for JSON, or JSON for a text, answers the same question. */
function collectorOf(file: string, speaker: Speaker | null): Pick<Collector, 'topics' | 'essential'> {
  return BY_FILE.get(keyOf(file, speaker)) ?? { topics: ['bgp'], essential: false };
}

const keyOf = (file: string, speaker: Speaker | null): string => `${speaker} ${file.replace(/\.\w+$/, '')}`;
const BY_FILE: ReadonlyMap<string, Collector> = new Map(
  COLLECTORS.flatMap((one) => one.variants.map(({ file }) => [keyOf(file, one.speaker), one] as const)),
);
