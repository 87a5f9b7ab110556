import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { SourceError } from '../../sources/source-error.ts';
import type { HostSettings } from './config.ts';
import { judgeKey, type KnownHost, linesOf, parseKnownHosts } from './known-hosts.ts';
import { readIfThere } from './read-config.ts';
import { hostAndPort } from './target.ts';

/** What known_hosts says of a host. */
export interface KnownKeys {
  /** As known_hosts calls it: `worker-1`, `[worker-1]:2222`. */
  readonly name: string;
  readonly lines: readonly KnownHost[];
  /** In the order in which the host is asked for them: first of the types that are known. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
}

/** As OpenSSH has them: no ssh-rsa, whose signatures are SHA-1. */
const ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

export function readKnownKeys({ host, port, hostKeyAlias, knownHostsFiles }: HostSettings): KnownKeys {
  const name = hostKeyAlias ?? hostAndPort(host, port);
  const lines = linesOf(
    knownHostsFiles.flatMap((path) => parseKnownHosts(readIfThere(path))),
    name,
  );
  const types = new Set(lines.flatMap(({ marker, type }) => (marker === null ? [type] : [])));
  const isKnown = (each: string): boolean => types.has(each.startsWith('rsa-') ? 'ssh-rsa' : each);
  return { name, lines, algorithms: [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((each) => !isKnown(each))] };
}

/** `SHA256:…`, as ssh and ssh-keygen -l print it. */
function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * Whether the key that a host shows is its own. One that is not known is asked about: it is taken for this run only,
 * since known_hosts is ssh's to write.
 * @throws SourceError where it is not to be trusted
 */
export async function verifyHostKey(
  settings: HostSettings,
  { name, lines }: KnownKeys,
  key: Uint8Array,
  confirm: (question: string) => Promise<boolean>,
): Promise<void> {
  const shown = `${typeOf(key)} key ${fingerprint(key)}`;
  const file = settings.knownHostsFiles[0] ?? '~/.ssh/known_hosts';
  const verdict = judgeKey(lines, key);
  if (verdict === 'known') return;
  if (verdict === 'revoked') {
    throw new SourceError(`${name}: its ${shown} is revoked in known_hosts`, 'Do not log in: ask who runs the host.');
  }
  if (verdict === 'changed') {
    throw new SourceError(
      `${name}: its host key is not the one in known_hosts: it shows ${shown}`,
      `Somebody may stand in between. If it was installed anew, and its administrator names this fingerprint: ssh-keygen -f ${file} -R '${name}', then ${howToKnow(settings)}`,
    );
  }
  if (!settings.isStrict && (await confirm(`The key of ${name} is not known: ${shown}. Trust it for this run?`)))
    return;
  const authority = lines.some(({ marker }) => marker === 'cert-authority');
  throw new SourceError(
    authority
      ? `${name}: known_hosts has only an authority that signs its keys (@cert-authority), which is not supported; it shows ${shown}`
      : `${name}: its host key is not known: it shows ${shown}`,
    `Compare the fingerprint with its administrator's, and let ssh note it: ${howToKnow(settings)}`,
  );
}

/** The line that notes a host's key. ssh-keyscan reaches only what needs no other host. */
function howToKnow({
  name,
  host,
  port,
  user,
  jumps,
  hostKeyAlias,
  knownHostsFiles: [file = '~/.ssh/known_hosts'],
}: HostSettings): string {
  if (jumps.length === 0 && hostKeyAlias === null) return `ssh-keyscan -p ${port} ${host} >>${file}`;
  return `ssh -p ${port} ${user}@${name} true`;
}

/** The blob begins with it (RFC 4253 §6.6). */
function typeOf(key: Uint8Array): string {
  const blob = Buffer.from(key);
  return blob.length < 4 ? 'unknown' : blob.toString('latin1', 4, 4 + Math.min(blob.readUInt32BE(0), 64));
}
