import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CaptureOptions } from '../../evidence/captures.ts';
import { toSourceError } from '../../sources/source-error.ts';
import { UserError } from '../user-error.ts';

/** TCP_MD5SIG_MAXKEYLEN of Linux. */
const LONGEST_KEY = 80;
const LINE_END = /\r?\n$/;

/** A key a file, without the line end behind it. Keys are never shown. */
export async function readTcpMd5Keys(names: readonly string[]): Promise<NonNullable<CaptureOptions['tcpMd5']>> {
  return { keys: await Promise.all(names.map(readKey)), md5 };
}

async function readKey(name: string): Promise<Uint8Array> {
  const text = await readFile(name, 'latin1').catch((error: unknown) => {
    const { message, hint } = toSourceError(name, error);
    throw new UserError(message, hint);
  });
  const key = Buffer.from(text.replace(LINE_END, ''), 'latin1');
  if (key.length === 0) throw new UserError(`${name}: it is empty`, 'The file holds the TCP MD5 key and nothing else.');
  if (key.length > LONGEST_KEY) {
    const reason = `a key of ${key.length} octets, the longest is ${LONGEST_KEY}`;
    throw new UserError(`${name}: ${reason}`, 'The file holds the TCP MD5 key and nothing else.');
  }
  return key;
}

function md5(octets: Uint8Array): Uint8Array {
  try {
    return createHash('md5').update(octets).digest();
  } catch {
    throw new UserError(
      'this Node.js has no MD5 (FIPS mode)',
      'Run without --tcp-md5-key-file, or with another Node.js.',
    );
  }
}
