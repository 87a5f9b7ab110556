import { ipv4Host, withPort } from './endpoints.mjs';
import { createPcap } from './pcap-writer.mjs';
import { makeRandom } from './random.mjs';
import { START } from './start.mjs';
import { makeConnection, SEGMENT } from './tcp-connection.mjs';

const HEADER = 23;
const OPTIONAL_TRANSITIVE_EXTENDED = 0xd0;
const WELL_KNOWN_EXTENDED = 0x50;

const u16 = (value) => [value >> 8, value & 0xff];
const attribute = (flags, type, value) => [flags, type, ...u16(value.length), ...value];
const many = (octets, length) => Array.from({ length: Math.floor(length / octets.length) }, () => octets).flat();

/** ATTR_SET (128) in ATTR_SET, as deep as fits (RFC 6368 §5): of each, the attribute's header and an AS. */
function nested(length) {
  const octets = [];
  for (let left = length - 8; left >= 0; left -= 8)
    octets.push(OPTIONAL_TRANSITIVE_EXTENDED, 128, ...u16(left + 4), 0, 0, 0, 1);
  return octets;
}

/** Path attributes and NLRI of about `length` octets, made to be laborious. */
export const SHAPES = {
  'ATTR_SET in ATTR_SET': (length) => ({ attributes: nested(length) }),
  'Tunnel Encapsulation of empty sub-TLVs': (length) => ({
    attributes: attribute(OPTIONAL_TRANSITIVE_EXTENDED, 23, [
      0,
      8,
      ...u16(2 * Math.floor((length - 8) / 2)),
      ...many([4, 0], length - 8),
    ]),
  }),
  'BGP-LS attribute of empty TLVs': (length) => ({ attributes: attribute(0x90, 29, many([4, 0, 0, 0], length - 4)) }),
  'MULTI_EXIT_DISC again and again': (length) => ({ attributes: many([0x80, 4, 4, 0, 0, 0, 9], length) }),
  'AS_PATH of segments of one AS': (length) => ({
    attributes: attribute(WELL_KNOWN_EXTENDED, 2, many([2, 1, 0, 0, 0xfc, 0], length - 4)),
  }),
  'COMMUNITIES of reserved ranges': (length) => ({
    attributes: attribute(OPTIONAL_TRANSITIVE_EXTENDED, 8, many([0xff, 0xff, 0x12, 0x34], length - 4)),
  }),
  'default routes alone': (length) => ({ attributes: [], nlri: many([0], length) }),
};

function update({ attributes, nlri = [] }) {
  const length = HEADER + attributes.length + nlri.length;
  return [...Array(16).fill(0xff), ...u16(length), 2, 0, 0, ...u16(attributes.length), ...attributes, ...nlri];
}

/** `octets` of UPDATEs, each of about `length`, on a connection that was open before (so that long ones are allowed). */
export function writeHostile(path, shape, length, octets) {
  const pcap = createPcap(path);
  const router = withPort(ipv4Host(192, 168, 50, 1), 179);
  const node = withPort(ipv4Host(192, 168, 50, 11), 41_790);
  const connection = makeConnection({ client: node, server: router, random: makeRandom(3), emit: pcap.write });
  const message = Uint8Array.from(update(SHAPES[shape](length - HEADER)));
  let time = START;
  for (let sent = 0; sent < octets; sent += message.length) {
    for (let at = 0; at < message.length; at += SEGMENT)
      connection.data(1, (time += 2_000), message.subarray(at, at + SEGMENT));
    connection.ack(0, time + 200);
  }
  return pcap.close();
}
