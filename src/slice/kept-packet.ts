import type { CapturedPacket } from '../decoders/capture/packet.ts';

/** A packet of a slice, with octets of its own and where it came from. */
export interface KeptPacket extends Readonly<
  Pick<
    CapturedPacket,
    'frame' | 'seconds' | 'nanoseconds' | 'linkType' | 'interfaceId' | 'direction' | 'originalLength'
  >
> {
  /** The file it was captured in; `frame` counts there. */
  readonly source: string;
  readonly bytes: Uint8Array;
}

/** The first `length` octets of a packet, the rest as if the snap length had cut it. */
export function keep(source: string, packet: CapturedPacket, length: number = packet.end - packet.start): KeptPacket {
  const { frame, seconds, nanoseconds, linkType, interfaceId, direction, originalLength, bytes, start } = packet;
  return {
    source,
    frame,
    seconds,
    nanoseconds,
    linkType,
    interfaceId,
    direction,
    originalLength,
    bytes: new Uint8Array(bytes.subarray(start, start + length)), // a Buffer's slice() would be a view
  };
}
