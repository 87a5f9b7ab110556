/** Messages in octets, found without k8sdoctor: by their marker, whatever is around them. */
const MARKER = Buffer.alloc(16, 0xff);
const HEADER = 19;

/** Each from its marker to the end of all octets. */
export function* messagesIn(bytes: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf(MARKER); at !== -1; at = bytes.indexOf(MARKER, at + HEADER)) {
    // A checksum or a timestamp before the marker may end in 0xff too; no length begins with it.
    while (bytes[at + MARKER.length] === 0xff) at += 1;
    yield bytes.subarray(at);
  }
}

export interface Open {
  readonly as: number;
  /** The BGP identifier. */
  readonly id: string;
}

const AS_TRANS = 23_456;
const FOUR_OCTET_AS = Buffer.from([65, 4]);

export function opensIn(bytes: Buffer): readonly Open[] {
  const opens: Open[] = [];
  for (const message of messagesIn(bytes)) {
    if (message.length < HEADER + 10 || message[18] !== 1) continue;
    const open = message.subarray(0, message.readUInt16BE(16));
    if (open.length >= HEADER + 10) opens.push({ as: asOf(open), id: open.subarray(24, 28).join('.') });
  }
  return opens;
}

function asOf(open: Buffer): number {
  const as = open.readUInt16BE(20);
  const capability = open.indexOf(FOUR_OCTET_AS, 29);
  return as === AS_TRANS && capability !== -1 ? open.readUInt32BE(capability + 2) : as;
}

/** What has to be said of each speaker: its AS number if an OPEN of it is in the capture, else null. */
export const numbersSeen = (
  speakers: ReadonlyMap<string, Open>,
  capture: Buffer,
): ReadonlyMap<string, number | null> => {
  const seen = new Set(opensIn(capture).map(({ as, id }) => `${as} ${id}`));
  return new Map([...speakers].map(([address, { as, id }]) => [address, seen.has(`${as} ${id}`) ? as : null]));
};
