/**
 * AS numbers, each to another one of its kind: public ones of 2 octets, private ones (RFC 6996), public ones of 4 octets.
 * Those with a meaning of their own stay: 0 and the last ones (RFC 7607, RFC 7300), AS_TRANS (RFC 6793), documentation
 * (RFC 5398), reserved.
 */
import { type Cipher, keyedNumber } from './cipher.ts';

interface Kind {
  readonly first: number;
  readonly last: number;
}

const KINDS: readonly Kind[] = [
  { first: 1, last: 23_455 },
  { first: 23_457, last: 64_495 },
  { first: 64_512, last: 65_534 },
  { first: 131_072, last: 4_199_999_999 },
  { first: 4_200_000_000, last: 4_294_967_294 },
];

const ROUNDS = 6;

/** The same number for the same number, and never one for two. */
export function createAsMap(cipher: Cipher): (as: number) => number {
  const known = new Map<number, number>();
  return (as) => {
    const kind = KINDS.find(({ first, last }) => first <= as && as <= last);
    if (kind === undefined) return as;
    const found = known.get(as) ?? kind.first + permute(cipher, kind, as - kind.first);
    known.set(as, found);
    return found;
  };
}

/**
 * A Feistel network over the next even number of bits, taken again until it ends within the kind: a permutation of its
 * numbers (Black, Rogaway: Ciphers with Arbitrary Finite Domains, 2002).
 */
function permute(cipher: Cipher, { first, last }: Kind, index: number): number {
  const size = last - first + 1;
  const half = 2 ** Math.ceil(Math.log2(size) / 2);
  let at = index;
  do {
    let [left, right] = [Math.floor(at / half), at % half];
    for (let round = 0; round < ROUNDS; round += 1) {
      [left, right] = [right, (left + keyedNumber(cipher, [0xa5, first, round, right])) % half];
    }
    at = left * half + right;
  } while (at >= size);
  return at;
}
