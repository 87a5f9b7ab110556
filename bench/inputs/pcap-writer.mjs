import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

const BUFFER = 4 << 20;
const LINKTYPE_ETHERNET = 1;

/** Classic microsecond pcap, little-endian. The file gets its name only when it is whole. */
export function createPcap(path) {
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w');
  const buffer = Buffer.alloc(BUFFER);
  let used = writeFileHeader(buffer);
  let packets = 0;
  let bytes = 0;

  function flush() {
    writeSync(file, buffer, 0, used);
    bytes += used;
    used = 0;
  }

  return {
    /** @param {number} time microseconds since 1970 */
    write(time, frame) {
      if (used + 16 + frame.length > BUFFER) flush();
      buffer.writeUInt32LE(Math.floor(time / 1e6), used);
      buffer.writeUInt32LE(Math.floor(time % 1e6), used + 4);
      buffer.writeUInt32LE(frame.length, used + 8);
      buffer.writeUInt32LE(frame.length, used + 12);
      buffer.set(frame, used + 16);
      used += 16 + frame.length;
      packets++;
    },
    close() {
      flush();
      closeSync(file);
      renameSync(partial, path);
      return { packets, bytes };
    },
  };
}

function writeFileHeader(buffer) {
  buffer.writeUInt32LE(0xa1b2c3d4, 0);
  buffer.writeUInt16LE(2, 4);
  buffer.writeUInt16LE(4, 6);
  buffer.writeUInt32LE(262_144, 16);
  buffer.writeUInt32LE(LINKTYPE_ETHERNET, 20);
  return 24;
}
