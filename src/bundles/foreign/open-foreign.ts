import type { Manifest, ManifestEntry } from '../../model/bundle.ts';
import type { Incomplete } from '../../model/report.ts';
import { createPaths, isSafePath } from '../path.ts';
import type { Adapter, Layout, Placed } from './adapter.ts';
import { ADAPTERS } from './registry.ts';

/** What was found when an archive was looked through once. */
export interface Inventory {
  readonly files: readonly InventoryFile[];
  /** Of small files that may tell whose the others are, by their whole names. */
  readonly texts: ReadonlyMap<string, string>;
  /** What could not be looked through. */
  readonly faults: readonly Incomplete[];
}
export interface InventoryFile {
  readonly name: string;
  readonly size: number;
  readonly modified: number | null;
}

/** A bundle of another tool, as a manifest of ours; `from` tells where each of its files lies. */
export interface Foreign {
  readonly manifest: Manifest;
  readonly from: ReadonlyMap<ManifestEntry, string>;
}

export const FOREIGN_TOOLS: readonly string[] = ADAPTERS.map(({ tool }) => tool);

/** Whether the text of a file may be asked for, whatever made the archive. */
export const mayTell = (name: string): boolean =>
  ADAPTERS.some(({ tells }) => tailsOf(name).some((tail) => tells.test(tail)));

/** A name without each of the folders before it. */
function tailsOf(name: string): readonly string[] {
  const segments = name.split('/');
  return segments.map((_, index) => segments.slice(index).join('/'));
}

/** Null where no known tool made it. */
export function openForeign(inventory: Inventory): Foreign | null {
  const { files, texts } = inventory;
  for (const adapter of ADAPTERS) {
    const sign = files.find(({ name }) => adapter.sign.test(name));
    if (sign === undefined) continue;
    const root = adapter.sign.exec(sign.name)?.[1] ?? '';
    const within = files.flatMap(({ name, size }) =>
      name.startsWith(root) && isSafePath(name) ? [{ name: name.slice(root.length), size }] : [],
    );
    const told = new Map(
      [...texts].flatMap(([name, text]) => (name.startsWith(root) ? [[name.slice(root.length), text]] : [])),
    );
    return toForeign(adapter, adapter.layOut(within, told), root, inventory);
  }
  return null;
}

function toForeign({ tool }: Adapter, layout: Layout, root: string, { files, faults }: Inventory): Foreign {
  const bytes = new Map(files.map(({ name, size }) => [name, size] as const).toReversed());
  const from = new Map<ManifestEntry, string>();
  const freePath = createPaths();
  for (const { from: name, ...placed } of layout.placed) {
    const entry = { ...toEntry({ ...placed, path: freePath(placed.path) }), bytes: bytes.get(`${root}${name}`) ?? 0 };
    from.set(entry, `${root}${name}`);
  }
  const missing = layout.missing.map((one): ManifestEntry => ({
    ...toEntry({ ...one, kind: 'output' }),
    status: 'failed',
    reason: `${tool} did not bring it`,
  }));
  const times = files.flatMap(({ modified }) => modified ?? []);
  return {
    from,
    manifest: {
      schema: 'k8sdoctor/bundle/v1',
      tool: { name: tool, version: layout.version ?? 'unknown' },
      startedAt: timeOf(times, Math.min),
      finishedAt: timeOf(times, Math.max),
      asked: { command: tool, durationSeconds: null, maxBytes: null },
      interrupted: false,
      nodes: layout.nodes,
      artifacts: [...from.keys(), ...missing],
      incomplete: [...faults, ...repeatedIn(files, new Set(from.values()))],
      removed: [],
    },
  };
}

const toEntry = (placed: Omit<Placed, 'from'>): ManifestEntry => ({
  ...placed,
  status: 'collected',
  exitCode: null,
  reason: null,
  bytes: null,
  sha256: null,
});

/** Of files of one name the first is read: who made the second one, and which is true, nobody can tell. */
function repeatedIn(files: readonly InventoryFile[], read: ReadonlySet<string>): readonly Incomplete[] {
  const seen = new Set<string>();
  return files.flatMap(({ name }) => {
    if (read.has(name) && seen.has(name))
      return [{ source: name, what: 'output', why: 'it stands there twice: the first one is read' }];
    seen.add(name);
    return [];
  });
}

const timeOf = (times: readonly number[], pick: (a: number, b: number) => number): string =>
  new Date(times.reduce((a, b) => pick(a, b), times[0] ?? 0)).toISOString();
