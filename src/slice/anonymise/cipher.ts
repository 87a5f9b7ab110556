/** AES-128 of one block of 16 octets, with a key that whoever makes it knows: pure code has no ciphers. */
export type Cipher = (block: Uint8Array) => Uint8Array;

export const BLOCK = 16;

/** A number from 0 to 2^32 - 1 that only the key tells, the same for the same `words` below 2^32: four of them at most. */
export function keyedNumber(cipher: Cipher, words: readonly number[]): number {
  const block = new Uint8Array(BLOCK);
  const view = new DataView(block.buffer);
  words.forEach((word, index) => view.setUint32(4 * index, word));
  const sealed = cipher(block);
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(0);
}
