import { makeBackground } from './background.mjs';
import { createPcap } from './pcap-writer.mjs';
import { makeRandom } from './random.mjs';
import { makeSessions } from './sessions.mjs';
import { START } from './start.mjs';

const PACKETS = 2_000_000;
const PACKET_EVERY = 1_800;

/** An hour of a node's uplink: twelve healthy sessions in one packet of a hundred. */
export function writeMixed(path, scale) {
  const random = makeRandom(7);
  const packets = Math.round(PACKETS / scale);
  const duration = packets * PACKET_EVERY;
  const { packets: sessions, updates } = makeSessions({ start: START, duration, total: packets / 100, random });
  const background = makeBackground(random);
  const pcap = createPcap(path);
  let time = START;
  let at = 0;
  for (let left = packets - sessions.length; left > 0; left--) {
    time += PACKET_EVERY - 900 + random.below(1_836);
    for (; at < sessions.length && sessions[at].time <= time; at++) pcap.write(sessions[at].time, sessions[at].frame);
    pcap.write(time, background.next());
  }
  for (; at < sessions.length; at++) pcap.write(sessions[at].time, sessions[at].frame);
  return { ...pcap.close(), updates };
}
