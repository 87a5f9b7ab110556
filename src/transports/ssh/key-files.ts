import ssh2, { type ParsedKey } from 'ssh2';
import type { Opening } from '../../collectors/collector.ts';
import { readIfThere } from './read-config.ts';

/** A private key of a file, which may have to be unlocked before it signs. */
export interface KeyFile {
  readonly path: string;
  /** Null if it can't be told before it is unlocked. */
  readonly publicKey: Buffer | null;
  /** Asks for the passphrase where there is one, once; null if it was not given. */
  unlock(): Promise<ParsedKey | null>;
}

const ATTEMPTS = 3; // as ssh has it

/** The key of a file; null if there is none, or no private one. */
export function readKeyFile(path: string, { secret, say }: Pick<Opening, 'secret' | 'say'>): KeyFile | null {
  const text = readIfThere(path);
  if (text === '') return null;
  const key = ssh2.utils.parseKey(text);
  if (!(key instanceof Error)) {
    return key.isPrivateKey() ? { path, publicKey: key.getPublicSSH(), unlock: async () => key } : null;
  }
  if (!/encrypted/i.test(key.message)) {
    say(`${path}: not used: ${key.message}`);
    return null;
  }
  let unlocked: Promise<ParsedKey | null> | null = null;
  async function ask(): Promise<ParsedKey | null> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const passphrase = await secret(`Passphrase of ${path}: `);
      if (passphrase === null) return null;
      const opened = ssh2.utils.parseKey(text, passphrase);
      if (!(opened instanceof Error)) return opened;
    }
    say(`${path}: not used: its passphrase is another one`);
    return null;
  }
  return { path, publicKey: publicPart(path, text), unlock: () => (unlocked ??= ask()) };
}

/** Of an encrypted key: OpenSSH's own format has it in clear, for others the file beside it has. */
function publicPart(path: string, text: string): Buffer | null {
  const beside = ssh2.utils.parseKey(readIfThere(`${path}.pub`));
  return beside instanceof Error ? publicBlob(text) : beside.getPublicSSH();
}

const MAGIC = 'openssh-key-v1\0';

/** PROTOCOL.key of OpenSSH: the magic, strings cipher, kdf and its options, a count of keys, the public key. */
function publicBlob(text: string): Buffer | null {
  const bytes = Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  try {
    let at = MAGIC.length;
    for (let i = 0; i < 3; i++) at += 4 + bytes.readUInt32BE(at);
    at += 4;
    return bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at));
  } catch {
    return null; // cut short
  }
}
