import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMixed } from './mixed.mjs';
import { writeTable } from './table.mjs';
import { writeTen } from './ten.mjs';

/** Raise when a generator changes: cached captures of another version are made anew. */
const VERSION = 2;
const WRITERS = { mixed: writeMixed, table: writeTable, ten: writeTen };

export const CACHE = fileURLToPath(new URL('../.cache/', import.meta.url));

/**
 * The capture and what is in it (`packets`, `bytes`, `updates`), made now if this is the first time.
 * `scale` 50 is a fiftieth of the size.
 */
export function ensureInput(name, scale, log) {
  mkdirSync(CACHE, { recursive: true });
  const path = join(CACHE, scale === 1 ? `${name}.pcap` : `${name}-${scale}.pcap`);
  return readContents(path) ?? makeInput(name, path, scale, log);
}

function readContents(path) {
  if (!existsSync(path) || !existsSync(`${path}.json`)) return undefined;
  const contents = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
  return contents.version === VERSION ? { ...contents, path } : undefined;
}

function makeInput(name, path, scale, log) {
  log(`making ${name}.pcap …`);
  const contents = WRITERS[name](path, scale);
  writeFileSync(`${path}.json`, JSON.stringify({ ...contents, version: VERSION }));
  log(`made ${name}.pcap: ${contents.packets.toLocaleString('en')} packets, ${(contents.bytes / 1e6).toFixed(1)} MB`);
  return { ...contents, path };
}
