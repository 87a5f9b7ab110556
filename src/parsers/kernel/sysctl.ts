import type { TextLine } from '../../model/finding.ts';
import type { Setting } from '../../model/kernel.ts';
import type { Gap, Origin } from './read.ts';
import { canonicalKey } from './sysctl-key.ts';

export interface Sysctls {
  readonly settings: readonly Setting[];
  /** Keys that the kernel said it does not have. */
  readonly absent: readonly Setting[];
  readonly gaps: readonly Gap[];
}

// `net.ipv4.ip_forward = 1`, with or without spaces.
const ASSIGNMENT = /^([a-z][\w-]*[./][^\s=:]+)\s*=\s*(\S.*|)$/;
// `grep . /proc/sys/net/ipv4/conf/*/rp_filter`
const PATH = /^\/proc\/sys\/([^\s:=]+):(.*)$/;
const ABSENT =
  /^(?:sysctl: )?(?:cannot stat \/proc\/sys\/([^\s:]+): No such|error: ["']([^\s"']+)["'] is an unknown key)/;
/** What sysctl, cat and grep say of what they may not read, and `sysctl --system` of what it reads. */
const COMPLAINT = /^(?:sysctl: |error: |cat: |grep: |head: |tail: |\* Applying )/;

/** Whether `line` (trimmed) is one of `sysctl`, `sysctl -a` or `grep . /proc/sys/…`. */
export const isSysctlLine = (line: string): boolean =>
  ROOTS.test(line) ? ASSIGNMENT.test(line) : PATH.test(line) || ABSENT.test(line);

const ROOTS = /^(?:abi|crypto|debug|dev|fs|kernel|net|sunrpc|user|vm)[./]/;

/** Reads what `sysctl` prints of keys and values, whatever of it is there. */
export function parseSysctl(lines: readonly string[], { source, line: first }: Origin): Sysctls {
  const settings: Setting[] = [];
  const absent: Setting[] = [];
  const gaps: Gap[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    if (text === '') continue;
    const at: TextLine = { source, line: first + index, text };
    const [, key, value] = ASSIGNMENT.exec(text) ?? PATH.exec(text) ?? [];
    if (key !== undefined && value !== undefined) {
      settings.push({ key: canonicalKey(key), value: value.trim(), at });
      continue;
    }
    const [complaint, path, name] = ABSENT.exec(text) ?? [];
    if (complaint !== undefined) absent.push({ key: canonicalKey(path ?? name ?? ''), value: '', at });
    else if (!COMPLAINT.test(text)) gaps.push({ line: at.line, why: 'no key and value' });
  }
  return { settings, absent, gaps };
}

const READS = /^(?:sudo )?(?:cat|head|tail|sysctl)\b/;

/** The keys whose bare values a command prints: `cat /proc/sys/net/ipv4/ip_forward`, `sysctl -n net.ipv4.ip_forward`. */
export function keysRead(command: string): readonly string[] {
  if (!READS.test(command)) return [];
  const words = command.split(/\s+/).slice(1);
  const paths = words.filter((word) => word.startsWith('/proc/sys/') && !word.includes('*'));
  const names = words.some((word) => /^-\w*n/.test(word)) ? words.filter((word) => ROOTS.test(word)) : [];
  return [...paths, ...names].map(canonicalKey);
}

/** Reads the values that such a command prints, one a line. */
export function parseSysctlValues(
  keys: readonly string[],
  lines: readonly string[],
  { source, line: first }: Origin,
): Sysctls {
  const settings: Setting[] = [];
  for (const [index, raw] of lines.entries()) {
    const text = raw.trim();
    const key = keys[settings.length];
    if (text === '' || COMPLAINT.test(text)) continue;
    if (key === undefined)
      return { settings, absent: [], gaps: [{ line: first + index, why: 'more values than keys' }] };
    settings.push({ key, value: text, at: { source, line: first + index, text: `${key} = ${text}` } });
  }
  return { settings, absent: [], gaps: [] };
}
