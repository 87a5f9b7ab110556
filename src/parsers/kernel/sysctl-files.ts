import type { SysctlEntry, SysctlFile } from '../../model/kernel.ts';
import type { Gap, Origin } from './read.ts';
import { canonicalKey } from './sysctl-key.ts';

const COMMENT = /^[#;]/;

/** Reads a file of sysctl.d(5). `path` may be that of /etc/sysctl.conf. */
export function parseSysctlFile(
  path: string,
  lines: readonly string[],
  { source, line: first }: Origin,
): SysctlFile & { readonly gaps: readonly Gap[] } {
  const entries: SysctlEntry[] = [];
  const gaps: Gap[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    if (text === '' || COMMENT.test(text)) continue;
    const at = { source, line: first + index, text };
    // `-key = value` ignores a failure, `-key` alone is an exception from globs.
    const isQuiet = text.startsWith('-');
    const body = isQuiet ? text.slice(1) : text;
    const equals = body.indexOf('=');
    const key = (equals === -1 ? body : body.slice(0, equals)).trim();
    if (key === '' || /\s/.test(key) || (equals === -1 && !isQuiet))
      gaps.push({ line: at.line, why: 'no key and value' });
    else entries.push({ key: canonicalKey(key), value: equals === -1 ? null : body.slice(equals + 1).trim(), at });
  }
  return { path, entries, gaps };
}

/** As systemd-sysctl looks for them, the first directory wins: a file there hides those of its name in the others. */
const DIRECTORIES = [
  '/etc/sysctl.d/',
  '/run/sysctl.d/',
  '/usr/local/lib/sysctl.d/',
  '/usr/lib/sysctl.d/',
  '/lib/sysctl.d/',
];
/** What distributions link it to, since systemd-sysctl itself does not read it. */
const OLD_FILE = { path: '/etc/sysctl.conf', name: '99-sysctl.conf' };

export const isSysctlPath = (path: string): boolean =>
  path === OLD_FILE.path ||
  DIRECTORIES.some((directory) => path.startsWith(directory) && /^[^/]+\.conf$/.test(path.slice(directory.length)));

/** A line of `grep -r . /etc/sysctl.d`; null of any other. */
export function splitByFile(text: string): { readonly path: string; readonly line: string } | null {
  const [, path = '', line = ''] = /^(\/[^\s:]+\.conf):(.*)$/.exec(text) ?? [];
  return isSysctlPath(path) ? { path, line } : null;
}

/**
 * What the files set `keys` to at boot, which are names of one switch, as systemd-sysctl applies them (sysctl.d(5)).
 * Null if nothing does.
 */
export function bootSetting(files: readonly SysctlFile[], keys: readonly string[]): SysctlEntry | null {
  const entries = effective(files);
  // A key that is named itself, with a value or as an exception, is never set by a glob.
  const open = keys.filter((key) => !entries.has(key));
  const sets = ({ key, value }: SysctlEntry): boolean =>
    value !== null && (isGlob(key) ? open.some((name) => matchesGlob(key, name)) : keys.includes(key));
  return [...entries.values()].findLast(sets) ?? null;
}

/** By key, in the order of writing: a key that is set again moves to the end, unless its value stays the same. */
function effective(files: readonly SysctlFile[]): ReadonlyMap<string, SysctlEntry> {
  const entries = new Map<string, SysctlEntry>();
  for (const entry of inOrder(files).flatMap((file) => file.entries)) {
    const before = entries.get(entry.key);
    if (before !== undefined && before.value === entry.value) continue;
    entries.delete(entry.key);
    entries.set(entry.key, entry);
  }
  return entries;
}

/** By name, whatever the directory; of files of one name the first directory's alone. */
function inOrder(files: readonly SysctlFile[]): readonly SysctlFile[] {
  const byName = new Map<string, SysctlFile>();
  const ranked = files.toSorted((a, b) => rank(a.path) - rank(b.path));
  for (const file of ranked) if (!byName.has(nameOf(file.path))) byName.set(nameOf(file.path), file);
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

function rank(path: string): number {
  const at = DIRECTORIES.findIndex((directory) => path.startsWith(directory));
  return at === -1 ? DIRECTORIES.length : at;
}

const nameOf = (path: string): string =>
  path === OLD_FILE.path ? OLD_FILE.name : path.slice(path.lastIndexOf('/') + 1);

const isGlob = (key: string): boolean => /[*?[]/.test(key);

/** glob(3), where a star ends at a separator. */
function matchesGlob(pattern: string, key: string): boolean {
  const parts = pattern.split('.');
  const names = key.split('.');
  return parts.length === names.length && parts.every((part, index) => matchesPart(part, names[index] ?? ''));
}

/** Steps back to the last star alone, so that no pattern takes more than the product of both lengths. */
function matchesPart(pattern: string, name: string): boolean {
  const atoms = pattern.match(/\[!?[^\]]+\]|[^]/g) ?? [];
  let atom = 0;
  let at = 0;
  let star = -1;
  let from = 0;
  while (at < name.length) {
    const now = atoms[atom];
    if (now === '*') {
      star = atom++;
      from = at;
    } else if (now !== undefined && matchesAtom(now, name[at] ?? '')) {
      atom++;
      at++;
    } else if (star === -1) return false;
    else {
      atom = star + 1;
      at = ++from;
    }
  }
  return atoms.slice(atom).every((rest) => rest === '*');
}

function matchesAtom(atom: string, character: string): boolean {
  if (atom === '?') return true;
  if (atom.length === 1) return atom === character;
  const isNegated = atom[1] === '!';
  const set = atom.slice(isNegated ? 2 : 1, -1);
  let found = false;
  for (let at = 0; at < set.length; at++) {
    const isRange = set[at + 1] === '-' && at + 2 < set.length;
    const low = set[at] ?? '';
    const high = isRange ? (set[at + 2] ?? '') : low;
    if (character >= low && character <= high) found = true;
    if (isRange) at += 2;
  }
  return found !== isNegated;
}
