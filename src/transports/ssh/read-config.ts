import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { matchesPattern } from './known-hosts.ts';

const DEEPEST = 16; // as ssh has it

/** The text of an ssh_config with that of its Includes in place; empty if it is not there. */
export function readConfig(path: string, home: string, folder: string = dirname(path), depth = 0): string {
  return readIfThere(path).replace(/^[ \t]*include[ \t=]+(.+)$/gim, (line, names: string) => {
    if (depth >= DEEPEST) return line;
    const files = names
      .trim()
      .split(/\s+/)
      .flatMap((name) => filesOf(name.replaceAll('"', ''), folder, home));
    return files.map((file) => readConfig(file, home, folder, depth + 1)).join('\n');
  });
}

/** A pattern may stand in its last part. */
function filesOf(name: string, folder: string, home: string): string[] {
  const path = resolve(folder, name.replace(/^~(?=\/)/, home));
  if (!/[*?]/.test(basename(path))) return [path];
  try {
    const names = readdirSync(dirname(path)).filter((each) => matchesPattern(basename(path), each));
    return names.toSorted().map((each) => join(dirname(path), each));
  } catch {
    return [];
  }
}

/** A file that can't be read is as good as none: what it would allow is not allowed. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
