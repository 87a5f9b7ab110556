/** The file of `--redaction-map`: who is who, for those who may know. With it, later results have the same stand-ins. */
import { readFile } from 'node:fs/promises';
import type { StandIns } from '../../redact/stand-ins.ts';
import { replaceFile } from '../replace-file.ts';
import { UserError } from '../user-error.ts';

const SCHEMA = 'k8sdoctor/redaction-map/v1';
const OWNER_ONLY = 0o600;

export interface KnownMap {
  readonly key: Uint8Array;
  /** Originals by their stand-ins. */
  readonly names: ReadonlyMap<string, string>;
}

/** Null where there is none yet. */
export async function readMap(path: string): Promise<KnownMap | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw cannot('read', path, error);
  });
  if (text === null || text === '') return null;
  const map: unknown = await Promise.resolve(text)
    .then(JSON.parse)
    .catch(() => null);
  if (
    typeof map === 'object' &&
    map !== null &&
    'schema' in map &&
    map.schema === SCHEMA &&
    'key' in map &&
    'names' in map
  ) {
    const { key, names } = map;
    if (typeof key === 'string' && /^[0-9a-f]{32}$/.test(key) && typeof names === 'object' && names !== null) {
      const entries = Object.entries(names).map(([standIn, original]) => [standIn, String(original)] as const);
      return { key: Buffer.from(key, 'hex'), names: new Map(entries) };
    }
  }
  throw new UserError(`${path} is no redaction map: it is not overwritten`, 'Name another file with --redaction-map.');
}

/** Whole or not at all, and for its owner's eyes only. */
export async function writeMap(path: string, key: Uint8Array, { names, numbers }: StandIns): Promise<void> {
  const map = {
    schema: SCHEMA,
    about: 'Originals by their stand-ins. Whoever has the key can tell which address became which.',
    key: Buffer.from(key).toString('hex'),
    names: Object.fromEntries(names.originals),
    addresses: Object.fromEntries(numbers.addresses),
    asNumbers: Object.fromEntries(numbers.asNumbers),
  };
  await replaceFile(path, `${JSON.stringify(map, null, 2)}\n`, OWNER_ONLY).catch((error: unknown) => {
    throw cannot('write', path, error);
  });
}

const cannot = (verb: string, path: string, error: unknown): UserError =>
  new UserError(
    `cannot ${verb} ${path}: ${error instanceof Error ? error.message : String(error)}`,
    'Name another file with --redaction-map.',
  );
