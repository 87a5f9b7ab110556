// node clock.mjs SECONDS: a pcap of one byte order, from standard input to standard output, by a clock that is ahead.
const ahead = Number(process.argv[2]);
const HEADER = 24;
const RECORD = 16;
let rest = Buffer.alloc(0);
let isBegun = false;
process.stdin.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  let at = isBegun ? 0 : Math.min(HEADER, rest.length);
  if (!isBegun && at < HEADER) return;
  isBegun = true;
  while (at + RECORD <= rest.length) {
    const next = at + RECORD + rest.readUInt32LE(at + 8);
    if (next > rest.length) break;
    rest.writeUInt32LE(rest.readUInt32LE(at) + ahead, at);
    at = next;
  }
  process.stdout.write(rest.subarray(0, at));
  rest = rest.subarray(at);
});
