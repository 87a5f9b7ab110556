/** Base64 (RFC 4648), of either alphabet. */

const CHUNK = 8_192;

export function encodeBase64(octets: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < octets.length; at += CHUNK) binary += String.fromCharCode(...octets.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** The text that `encoded` holds; null if it holds none. */
export function decodeBase64(encoded: string): string | null {
  if (!/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(encoded)) return null;
  const standard = encoded.replaceAll('-', '+').replaceAll('_', '/');
  if (!isText(decodeStart(standard))) return null;
  const text = decode(standard);
  return isText(text) ? text : null;
}

/** Enough to tell text from octets; a character may be cut in two at its end. */
const decodeStart = (encoded: string): string | null => {
  try {
    return atob(encoded.slice(0, 32)).replace(/[\u0080-\u00ff]/g, '');
  } catch {
    return null;
  }
};

function decode(encoded: string): string | null {
  try {
    const octets = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return null;
  }
}

// oxlint-disable-next-line no-control-regex -- what no text has
const NO_TEXT = /[\u0000-\u0008\u000e-\u001f\u007f]/;
const isText = (text: string | null): text is string => text !== null && text !== '' && !NO_TEXT.test(text);
