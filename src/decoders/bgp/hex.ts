/** Octets as our JSON shows them: two lower-case digits each. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += octet.toString(16).padStart(2, '0');
  return text;
}

/** Pairs of lower-case digits, or nothing. */
export const isHex = (text: string): boolean => text.length % 2 === 0 && /^[0-9a-f]*$/.test(text);

/** The octets of what `toHex` wrote. */
export function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
