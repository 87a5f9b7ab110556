import { ACK, FIN, PSH, SYN, tcpFrame } from './frames.mjs';

/** 1500 of MTU, less 20 of IPv4, 20 of TCP and 12 of the timestamps option. */
export const SEGMENT = 1448;
const ROUND_TRIP = 300;
const FULL_WINDOW = 65_535;
const WINDOW = 509;

/**
 * One TCP connection whose sequence numbers, acknowledgements and timestamps add up.
 * Side 0 is the client, side 1 the server; times are microseconds.
 */
export function makeConnection({ client, server, random, emit }) {
  const sides = [client, server].map((endpoint) => ({
    endpoint,
    seq: random.next(),
    acked: 0,
    clock: random.next(),
    heard: 0,
  }));

  function send(side, time, flags, payload, syn = false) {
    const me = sides[side];
    const peer = sides[1 - side];
    const stamp = (me.clock + Math.floor(time / 1000)) >>> 0;
    me.acked = flags & ACK ? peer.seq : 0;
    const options = syn ? synOptions(stamp, me.heard) : timestampOption(stamp, me.heard);
    const window = syn ? FULL_WINDOW : WINDOW;
    emit(time, tcpFrame(me.endpoint, peer.endpoint, { seq: me.seq, ack: me.acked, flags, window, options, payload }));
    me.seq = (me.seq + (payload?.length ?? 0) + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
    peer.heard = stamp;
  }

  return {
    handshake(time) {
      send(0, time, SYN, undefined, true);
      send(1, time + ROUND_TRIP / 2, SYN | ACK, undefined, true);
      send(0, time + ROUND_TRIP, ACK);
      return time + ROUND_TRIP;
    },
    data: (side, time, payload, push = true) => send(side, time, push ? PSH | ACK : ACK, payload),
    ack: (side, time) => send(side, time, ACK),
    close(side, time) {
      send(side, time, FIN | ACK);
      send(1 - side, time + ROUND_TRIP / 2, FIN | ACK);
      send(side, time + ROUND_TRIP, ACK);
    },
  };
}

function timestampOption(stamp, heard) {
  const option = new DataView(new ArrayBuffer(12));
  option.setUint32(0, 0x0101_080a);
  option.setUint32(4, stamp);
  option.setUint32(8, heard);
  return new Uint8Array(option.buffer);
}

/** MSS 1460, SACK permitted, timestamps, window scale 7. */
function synOptions(stamp, heard) {
  const option = new DataView(new ArrayBuffer(20));
  option.setUint32(0, 0x0204_05b4);
  option.setUint32(4, 0x0402_080a);
  option.setUint32(8, stamp);
  option.setUint32(12, heard);
  option.setUint32(16, 0x0103_0307);
  return new Uint8Array(option.buffer);
}
