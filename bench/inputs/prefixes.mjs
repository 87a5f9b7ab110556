/** 10/8, 100.64/10, 127/8, 169.254/16, 172.16/12, 192.168/16, 198.18/15 and 203.0.113/24 all lie in one of these. */
const RESERVED = new Set([10, 100, 127, 169, 172, 192, 198, 203]);
/** Of a hundred prefixes of the Internet's table, roughly. */
const LENGTHS = [
  [60, 24],
  [75, 23],
  [88, 22],
  [95, 21],
  [100, 20],
];

/** Distinct, disjoint, public and shuffled: `addresses[i]/lengths[i]`. */
export function makePrefixes(count, random) {
  const addresses = new Uint32Array(count);
  const lengths = new Uint8Array(count);
  let cursor = 0x0100_0000;
  for (let i = 0; i < count; i++) {
    const length = pickLength(random);
    const size = 2 ** (32 - length);
    cursor = Math.ceil(cursor / size) * size;
    while (RESERVED.has(cursor >>> 24)) cursor = ((cursor >>> 24) + 1) * 0x0100_0000;
    addresses[i] = cursor;
    lengths[i] = length;
    cursor += size;
  }
  if (cursor > 0xe000_0000) throw new Error(`${count} prefixes do not fit below 224.0.0.0`);
  shuffle(addresses, lengths, random);
  return { length: count, addresses, lengths };
}

export function encodePrefixes({ addresses, lengths }, from, to) {
  const bytes = [];
  for (let i = from; i < to; i++) {
    const address = addresses[i];
    bytes.push(lengths[i], address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff);
  }
  return bytes;
}

function pickLength(random) {
  const roll = random.below(100);
  return LENGTHS.find(([below]) => roll < below)[1];
}

function shuffle(addresses, lengths, random) {
  for (let i = addresses.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [addresses[i], addresses[j]] = [addresses[j], addresses[i]];
    [lengths[i], lengths[j]] = [lengths[j], lengths[i]];
  }
}
