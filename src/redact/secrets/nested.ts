/** Texts in texts: strings of JSON with quotes and line ends of their own, and base64. */
import { decodeBase64 } from './base64.ts';

/** A text without its secrets. */
export type Redact = (text: string) => string;

const SPECIAL = /["\\]/g;
const WORTH_DECODING = /[\s\\]/;

/** Decodes each quoted string that may be a text, and puts it back where it held a secret. */
export function redactStrings(line: string, redact: Redact): string {
  let result = '';
  let done = 0;
  for (let open = line.indexOf('"'); open !== -1;) {
    const close = closing(line, open + 1);
    if (close === -1) break;
    const inner = line.slice(open + 1, close);
    if (inner.length >= SHORTEST && WORTH_DECODING.test(inner)) {
      const decoded = decodeString(inner);
      const redacted = decoded === null ? null : redact(decoded);
      if (redacted !== null && redacted !== decoded) {
        result += line.slice(done, open + 1) + JSON.stringify(redacted).slice(1, -1);
        done = close;
      }
    }
    open = line.indexOf('"', close + 1);
  }
  return result + line.slice(done);
}

const SHORTEST = 8;

function closing(line: string, from: number): number {
  SPECIAL.lastIndex = from;
  for (let found = SPECIAL.exec(line); found !== null; found = SPECIAL.exec(line)) {
    if (found[0] === '"') return found.index;
    SPECIAL.lastIndex += 1;
  }
  return -1;
}

function decodeString(inner: string): string | null {
  try {
    const value: unknown = JSON.parse(`"${inner}"`);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

const SHORTEST_ENCODED = 32;

/** Whether there is a run of base64 that is long enough, looked for in steps of its length. */
export function hasEncoded(text: string): boolean {
  for (let at = SHORTEST_ENCODED - 1; at < text.length;) {
    let count = 0;
    while (count < SHORTEST_ENCODED && isBase64(text.charCodeAt(at - count))) count += 1;
    if (count === SHORTEST_ENCODED) return true;
    at += SHORTEST_ENCODED - count;
  }
  return false;
}

/** `A`-`Z`, `a`-`z`, `0`-`9`, and what both alphabets have besides. */
const isBase64 = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x2f && code <= 0x39) ||
  code === 0x2b ||
  code === 0x2d ||
  code === 0x5f;

const BASE64 = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{32,}={0,2}/g;

/** Each run of base64 whose text holds a secret goes whole. */
export function redactEncoded(line: string, redact: Redact, mark: () => string): string {
  return line.replace(BASE64, (encoded) => {
    const text = decodeBase64(encoded);
    return text === null || redact(text) === text ? encoded : mark();
  });
}
