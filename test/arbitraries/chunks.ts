import * as fc from 'fast-check';

/** Ways to cut a stream: lengths that are used in turn, again and again. */
export const chunkLengths: fc.Arbitrary<readonly number[]> = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 5000 })),
  { minLength: 1, maxLength: 8 },
);

/** Each chunk lies amid other octets, which are overwritten once it was taken. */
export function inChunks(
  stream: Uint8Array,
  lengths: readonly number[],
  take: (bytes: Uint8Array, start: number, end: number) => void,
): void {
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const part = stream.subarray(at, at + (lengths[turn % lengths.length] ?? stream.length));
    const buffer = new Uint8Array(part.length + 40).fill(0xff);
    buffer.set(part, 20);
    take(buffer, 20, 20 + part.length);
    buffer.fill(0xdd);
    at += part.length;
  }
}
