import { createCipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Cipher } from '../../slice/anonymise/cipher.ts';
import { UserError } from '../user-error.ts';

const KEY_LENGTH = 16;

/** AES-128 of single blocks. */
export function createCipher(key: Uint8Array): Cipher {
  const aes = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return (block) => aes.update(block);
}

/** From its digits or the file that holds them; random if there are none. */
export async function readKey(given: string | undefined): Promise<Uint8Array> {
  if (given === undefined) return randomBytes(KEY_LENGTH);
  const digits = isKey(given) ? given : (await readFile(given, 'utf8').catch(() => '')).trim();
  if (!isKey(digits)) {
    throw new UserError(
      'what --anonymise-key was given is no key, nor a file that holds one',
      'A key has 32 hexadecimal digits: openssl rand -hex 16',
    );
  }
  return Buffer.from(digits, 'hex');
}

const isKey = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);
