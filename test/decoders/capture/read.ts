import * as fc from 'fast-check';
import type { CapturedPacket, CaptureFault } from '../../../src/decoders/capture/packet.ts';
import { createCaptureReader } from '../../../src/decoders/capture/reader.ts';

/** A packet, copied out of the buffers that are reused. */
export interface Seen extends Omit<CapturedPacket, 'bytes' | 'start' | 'end'> {
  readonly octets: readonly number[];
}

export interface Read {
  readonly packets: readonly Seen[];
  readonly format: 'pcap' | 'pcapng' | null;
  readonly linkTypes: readonly number[];
  readonly fault: CaptureFault | null;
}

/** Reads a capture cut at `cuts`. Each chunk is overwritten once it was pushed, as the sources do. */
export function read(capture: Uint8Array, cuts: readonly number[] = []): Read {
  const packets: Seen[] = [];
  const reader = createCaptureReader(({ bytes, start, end, ...rest }) => {
    packets.push({ ...rest, octets: [...bytes.subarray(start, end)] });
  });
  const edges = [...cuts.map((cut) => cut % (capture.length + 1)).toSorted((a, b) => a - b), capture.length];
  let at = 0;
  for (const edge of edges) {
    const chunk = new Uint8Array(capture.subarray(at, edge)); // slice() of a Buffer would not copy
    reader.push(chunk);
    chunk.fill(0xee);
    at = edge;
  }
  reader.end();
  if (reader.packets !== packets.length) throw new Error(`${reader.packets} counted, ${packets.length} handed out`);
  return { packets, format: reader.format, linkTypes: [...reader.linkTypes], fault: reader.fault };
}

/** Octet by octet. */
export const readSlowly = (capture: Uint8Array): Read => read(capture, [...capture.keys()]);

export const cuts: fc.Arbitrary<readonly number[]> = fc.array(fc.nat({ max: 4096 }), { maxLength: 12 });
