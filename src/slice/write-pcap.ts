/**
 * Classic pcap (draft-ietf-opsawg-pcap) in microseconds, little endian: what every tool has read for thirty years.
 *
 *   file:    magic 4 | major 2 | minor 2 | reserved 8 | snap length 4 | link type 4
 *   packet:  seconds 4 | microseconds 4 | captured length 4 | original length 4 | octets
 */
import { MAX_CAPTURED } from '../decoders/capture/record-decoder.ts';
import type { KeptPacket } from './kept-packet.ts';

const MAGIC = 0xa1b2c3d4;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const SECONDS = 0x1_0000_0000;

/**
 * All of one link type. Times are cut to microseconds. A capture that was `brokenOff` gives one that is: it ends in the
 * middle of a packet's header.
 */
export function writePcap(packets: readonly KeptPacket[], linkType: number, brokenOff: boolean): Uint8Array {
  const length = packets.reduce((sum, { bytes }) => sum + PACKET_HEADER + bytes.length, FILE_HEADER);
  const file = new Uint8Array(length + (brokenOff ? PACKET_HEADER / 2 : 0));
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, MAX_CAPTURED, true);
  view.setUint32(20, linkType, true);
  let at = FILE_HEADER;
  for (const { seconds, nanoseconds, originalLength, bytes } of packets) {
    view.setUint32(at, seconds % SECONDS, true);
    view.setUint32(at + 4, Math.floor(nanoseconds / 1000), true);
    view.setUint32(at + 8, bytes.length, true);
    view.setUint32(at + 12, originalLength, true);
    file.set(bytes, at + PACKET_HEADER);
    at += PACKET_HEADER + bytes.length;
  }
  return file;
}
