/** xorshift32: the same seed gives the same captures on every machine. */
export function makeRandom(seed) {
  let state = seed | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return {
    next,
    below: (limit) => Math.floor((next() / 0x1_0000_0000) * limit),
    between: (low, high) => low + Math.floor((next() / 0x1_0000_0000) * (high - low + 1)),
    chance: (probability) => next() / 0x1_0000_0000 < probability,
  };
}

export function randomBytes(random, length) {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = random.next() >>> 11;
  return bytes;
}
