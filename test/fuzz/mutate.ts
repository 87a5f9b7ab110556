/** Octets that were something, changed as damage and malice change them. All of it follows from the random numbers. */

/** Integers from 0 up to, and without, `below`. */
export type Random = (below: number) => number;

/** Mulberry32: small, and good enough to choose what to break. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What lengths, counts and codes go wrong at. */
const EDGES = [0x00, 0x01, 0x02, 0x03, 0x04, 0x7f, 0x80, 0xfe, 0xff];
/** What texts are cut at, what terminals and browsers act on, and what is no UTF-8. */
const TEXTS = [
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u{1b}[2J',
  '\u{202e}',
  '<script>',
  '"',
  '{',
  ']',
  ': ',
  '| ',
  '%s',
  '-1',
  '1e999',
  '\u{fffd}',
];

type Mutator = (bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

const MUTATORS: readonly Mutator[] = [
  (bytes, _, random) => changed(bytes, random, (octet) => octet ^ (1 << random(8))),
  (bytes, _, random) => changed(bytes, random, () => EDGES[random(EDGES.length)] ?? 0),
  (bytes, _, random) => changed(bytes, random, () => random(256)),
  (bytes, _, random) => bytes.slice(0, random(bytes.length + 1)),
  (bytes, _, random) => without(bytes, random(bytes.length + 1), 1 + random(64)),
  (bytes, _, random) => {
    const from = random(bytes.length + 1);
    return inserted(bytes, random(bytes.length + 1), bytes.slice(from, from + 1 + random(600)));
  },
  (bytes, other, random) => {
    const from = random(other.length + 1);
    return inserted(bytes, random(bytes.length + 1), other.slice(from, from + 1 + random(2_000)));
  },
  (bytes, other, random) => joined(bytes.slice(0, random(bytes.length + 1)), other.slice(random(other.length + 1))),
  (bytes, _, random) => filled(bytes, random(bytes.length + 1), 1 + random(32), EDGES[random(EDGES.length)] ?? 0),
  (bytes, _, random) =>
    inserted(bytes, random(bytes.length + 1), new TextEncoder().encode(TEXTS[random(TEXTS.length)] ?? '')),
];

/** One to eight changes; `other` lends pieces. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let result = bytes;
  for (let left = 1 + random(8); left > 0; left--) {
    const mutator = MUTATORS[random(MUTATORS.length)];
    if (mutator !== undefined) result = mutator(result, other, random);
  }
  return result;
}

function changed(bytes: Uint8Array, random: Random, change: (octet: number) => number): Uint8Array {
  const result = bytes.slice();
  if (result.length === 0) return result;
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(result.length);
    result[at] = change(result[at] ?? 0);
  }
  return result;
}

const filled = (bytes: Uint8Array, from: number, length: number, octet: number): Uint8Array =>
  bytes.slice().fill(octet, from, from + length);
const without = (bytes: Uint8Array, from: number, length: number): Uint8Array =>
  joined(bytes.slice(0, from), bytes.slice(from + length));
const inserted = (bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array =>
  joined(bytes.slice(0, at), piece, bytes.slice(at));

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}
