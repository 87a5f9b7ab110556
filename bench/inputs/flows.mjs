import { ACK, FIN, PSH, SYN, tcpFrame } from './frames.mjs';
import { SEGMENT } from './tcp-connection.mjs';

const NOTHING = new Uint8Array(0);
const TIMESTAMP = Uint8Array.of(1, 1, 8, 10, 0x20, 0, 0, 1, 0x10, 0, 0, 1);
const SYN_OPTIONS = Uint8Array.of(2, 4, 5, 0xb4, 4, 2, 8, 10, 0x20, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7);
const APPLICATION_DATA = Uint8Array.of(0x17, 0x03, 0x03);

/** A TCP connection that carries TLS records: opened, used for some dozens of packets, closed. */
export function makeFlow(client, server, random) {
  return { ends: [client, server], seq: [random.next(), random.next()], sent: 0, length: random.between(20, 140) };
}

export function isDone(flow) {
  return flow.sent === flow.length;
}

/** The flow's next frame. */
export function nextFrame(flow, pool, random) {
  const step = flow.sent++;
  if (step === 0) return segment(flow, 0, SYN, NOTHING, SYN_OPTIONS);
  if (step === 1) return segment(flow, 1, SYN | ACK, NOTHING, SYN_OPTIONS);
  if (step === 2) return segment(flow, 0, ACK, NOTHING);
  const left = flow.length - flow.sent;
  if (left === 2) return segment(flow, 0, FIN | ACK, NOTHING);
  if (left === 1) return segment(flow, 1, FIN | ACK, NOTHING);
  if (left === 0) return segment(flow, 0, ACK, NOTHING);
  const payload = makePayload(pool, random);
  return segment(flow, random.chance(0.6) ? 1 : 0, payload.length === SEGMENT ? ACK : PSH | ACK, payload);
}

function segment({ ends, seq }, side, flags, payload, options = TIMESTAMP) {
  const ack = flags & ACK ? seq[1 - side] : 0;
  const frame = tcpFrame(ends[side], ends[1 - side], { seq: seq[side], ack, flags, window: 501, options, payload });
  seq[side] = (seq[side] + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
  return frame;
}

/** Full, empty or short, so that captured packets average 650 bytes with the file's own header. */
function makePayload(pool, random) {
  const roll = random.below(1_000);
  if (roll >= 433 && roll < 800) return NOTHING;
  const length = roll < 433 ? SEGMENT : random.between(30, 500);
  const at = random.below(pool.length - SEGMENT);
  const payload = pool.subarray(at, at + length);
  payload.set(APPLICATION_DATA);
  payload[3] = (length - 5) >> 8;
  payload[4] = length - 5;
  return payload;
}
