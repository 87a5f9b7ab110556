import { createHmac } from 'node:crypto';

/** A line of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  readonly marker: 'cert-authority' | 'revoked' | null;
  readonly hosts: string;
  /** As the key's blob names it: `ssh-ed25519`. */
  readonly type: string;
  /** The blob in base64. */
  readonly key: string;
}

export type Verdict = 'known' | 'unknown' | 'changed' | 'revoked';

/** Lines that are none are passed over, as ssh does. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split('\n').flatMap((line): KnownHost[] => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') === true ? words.shift()?.slice(1) : null;
    const [hosts = '', type = '', key = ''] = words;
    if (hosts.startsWith('#') || key === '') return [];
    if (marker !== null && marker !== 'cert-authority' && marker !== 'revoked') return [];
    return [{ marker, hosts, type, key }];
  });
}

/** Those of the lines that speak of a host. @param name `worker-1`, `[worker-1]:2222` */
export function linesOf(known: readonly KnownHost[], name: string): KnownHost[] {
  const lower = name.toLowerCase();
  return known.filter(({ hosts }) => (hosts.startsWith('|') ? isHashOf(hosts, lower) : matches(hosts, lower)));
}

/** @param lines of the host; @param key the blob that it showed */
export function judgeKey(lines: readonly KnownHost[], key: Uint8Array): Verdict {
  const shown = Buffer.from(key).toString('base64');
  const same = lines.filter((line) => sameKey(line.key, shown));
  if (same.some(({ marker }) => marker === 'revoked')) return 'revoked';
  if (same.some(({ marker }) => marker === null)) return 'known';
  // A key of another type counts: the host was asked for one of the types that are known.
  return lines.some(({ marker }) => marker === null) ? 'changed' : 'unknown';
}

/** Padding may be left out. */
const sameKey = (left: string, right: string): boolean => left.replace(/=+$/, '') === right.replace(/=+$/, '');

/** `|1|SALT|HMAC-SHA1(SALT, NAME)`, both in base64. */
function isHashOf(hosts: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = hosts.split('|');
  if (version !== '1') return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest().equals(Buffer.from(hash, 'base64'));
}

/** A list with commas; one pattern that is negated and matches excludes the line. */
function matches(hosts: string, name: string): boolean {
  const patterns = hosts.toLowerCase().split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => matchesPattern(pattern, name));
}

/** `*` is any text, `?` any character. In steps that grow with the product of both lengths at most. */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length;) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
