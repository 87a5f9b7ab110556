import type { Dissected } from '../decoders/dissected.ts';

/** A router or bridge passes a packet on within this time; a retransmission takes longer (RFC 6298 §2.4). */
const COPY_SECONDS = 0.02;
const REMEMBERED = 8;

/**
 * Tells the copies that `-i any` shows of one packet, once for each interface it crosses, from retransmissions.
 *
 * A copy has the same TCP header and came milliseconds later, on another interface, with another packet type, MAC
 * address, TTL or tunnel. Where both carry an IPv4 id it decides: a retransmission has a new one.
 */
export function createCopyFilter(): (packet: Dissected, seconds: number) => boolean {
  const sequence = new Float64Array(REMEMBERED).fill(-1);
  const acknowledgement = new Float64Array(REMEMBERED);
  const shape = new Int32Array(REMEMBERED);
  const ipId = new Int32Array(REMEMBERED);
  const link = new Int32Array(REMEMBERED);
  const time = new Float64Array(REMEMBERED);
  let next = 0;

  return (packet, seconds) => {
    const packetShape = (packet.payloadLength << 6) ^ packet.flags;
    const packetLink = (packet.linkKey * 31 + packet.ttl) | 0;
    for (let i = 0; i < REMEMBERED; i += 1) {
      if (sequence[i] !== packet.sequence || acknowledgement[i] !== packet.acknowledgement || shape[i] !== packetShape)
        continue;
      if (Math.abs(seconds - (time[i] ?? 0)) > COPY_SECONDS) continue;
      const sameId = ipId[i] === packet.ipId;
      if (sameId && (packet.ipId !== 0 || link[i] !== packetLink)) return true;
    }
    sequence[next] = packet.sequence;
    acknowledgement[next] = packet.acknowledgement;
    shape[next] = packetShape;
    ipId[next] = packet.ipId;
    link[next] = packetLink;
    time[next] = seconds;
    next = (next + 1) % REMEMBERED;
    return false;
  };
}
