import { keepalive } from './bgp-messages.mjs';
import { SEGMENT } from './tcp-connection.mjs';

const SEGMENT_EVERY = 2_000;
const KEEPALIVE_EVERY = 30e6;

/**
 * The server's messages as TCP sends them: full segments, whatever straddles their ends.
 * The client acknowledges every second segment; both say KEEPALIVE when it is due.
 */
export function streamSegments(connection, start) {
  const pending = new Uint8Array(16_384);
  let used = 0;
  let time = start;
  let unacknowledged = 0;
  const due = [start + KEEPALIVE_EVERY, start + KEEPALIVE_EVERY];

  function isDue(side) {
    if (time < due[side]) return false;
    due[side] += KEEPALIVE_EVERY;
    return true;
  }

  function append(message) {
    pending.set(message, used);
    used += message.length;
    while (used >= SEGMENT) sendSegment(SEGMENT, false);
  }

  function sendSegment(length, push) {
    time += SEGMENT_EVERY;
    connection.data(1, time, pending.subarray(0, length), push);
    pending.copyWithin(0, length, used);
    used -= length;
    unacknowledged++;
    if (unacknowledged === 2 || push) acknowledge();
  }

  function acknowledge() {
    unacknowledged = 0;
    if (isDue(0)) connection.data(0, time + 200, keepalive());
    else connection.ack(0, time + 200);
  }

  return {
    send(message) {
      append(message);
      if (isDue(1)) append(keepalive());
    },
    flush: () => sendSegment(used, true),
  };
}
