/** Lines of the kernel's log (`dmesg`, `journalctl -k`) about segments that TCP drops for their signature. */
import type { SignatureDrop, SignatureFault } from '../../model/kernel.ts';
import { isAddress } from '../values.ts';
import type { Origin } from './read.ts';

/** As Linux 2.6 to 6.10 word it; later ones say nothing, and only count. */
const WORDS: readonly (readonly [words: string, option: SignatureDrop['option'], fault: SignatureFault])[] = [
  ['MD5 Hash not found', 'md5', 'missing'],
  ['Unexpected MD5 Hash found', 'md5', 'unexpected'],
  ['MD5 Hash failed', 'md5', 'differs'],
  ['MD5 Hash mismatch', 'md5', 'differs'],
  ['AO hash is required, but not found', 'ao', 'missing'],
  ['AO hash mismatch', 'ao', 'differs'],
  ['AO key not found', 'ao', 'unexpected'],
  ['AO key id not found', 'ao', 'unexpected'],
];
const FOR = ' for ';
/** `(10.0.0.1, 40000)->(10.0.0.2, 179)`, `[fd00::1]:40000->[fd00::2]:179`, `10.0.0.1.40000->10.0.0.2.179`. */
const ENDS =
  /^[([]?([\da-f.:]{2,45}?)[\])]?(?:, |[.:])(\d{1,5})\)?-{1,2}>[([]?([\da-f.:]{2,45}?)[\])]?(?:, |[.:])(\d{1,5})(?:\)|\s|$)(.{0,40})/i;
/** The kernel could not reckon a signature: it says nothing of the key. */
const NOT_RECKONED = / tcp_v4_calc_md5_hash failed/;

export const isSignatureLine = (line: string): boolean =>
  /\b(?:MD5 [Hh]ash|AO (?:hash|key))\b/.test(line) && readLine(line) !== null;

export function parseKernelLog(lines: readonly string[], { source, line: first }: Origin): readonly SignatureDrop[] {
  return lines.flatMap((raw, index): readonly SignatureDrop[] => {
    const text = raw.trim();
    const read = readLine(text);
    return read === null ? [] : [{ ...read, at: { source, line: first + index, text } }];
  });
}

function readLine(text: string): Omit<SignatureDrop, 'at'> | null {
  for (const [words, option, fault] of WORDS) {
    const begin = text.indexOf(words + FOR);
    if (begin === -1) continue;
    const [, from = '', fromPort, to = '', toPort, rest = ''] =
      ENDS.exec(text.slice(begin + words.length + FOR.length)) ?? [];
    if (!isAddress(from) || !isAddress(to) || NOT_RECKONED.test(rest)) return null;
    return { option, fault, from, fromPort: Number(fromPort), to, toPort: Number(toPort) };
  }
  return null;
}
