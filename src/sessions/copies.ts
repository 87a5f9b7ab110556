import type { Dissected } from '../decoders/dissected.ts';

/** A router or bridge passes a packet on within this time; a retransmission takes longer (RFC 6298 §2.4). */
const COPY_SECONDS = 0.02;
const REMEMBERED = 8;

/** Of each remembered packet, in one array: a connection that fails costs little more than its copy filters. */
const Field = { Sequence: 0, Acknowledgement: 1, Shape: 2, IpId: 3, Link: 4, Seconds: 5 } as const;
const FIELDS = 6;

/**
 * Tells the copies that `-i any` shows of one packet, once for each interface it crosses, from retransmissions.
 *
 * A copy has the same TCP header and came milliseconds later, on another interface, with another packet type, MAC
 * address, TTL or tunnel. Where both carry an IPv4 id it decides: a retransmission has a new one.
 */
export class CopyFilter {
  readonly #seen = new Float64Array(REMEMBERED * FIELDS).fill(-1);
  #next = 0;

  isCopy(packet: Dissected, seconds: number): boolean {
    const seen = this.#seen;
    const shape = (packet.payloadLength << 6) ^ packet.flags;
    const link = (packet.linkKey * 31 + packet.ttl) | 0;
    for (let at = 0; at < seen.length; at += FIELDS) {
      if (
        seen[at + Field.Sequence] !== packet.sequence ||
        seen[at + Field.Acknowledgement] !== packet.acknowledgement ||
        seen[at + Field.Shape] !== shape
      )
        continue;
      if (Math.abs(seconds - (seen[at + Field.Seconds] ?? 0)) > COPY_SECONDS) continue;
      const sameId = seen[at + Field.IpId] === packet.ipId;
      if (sameId && (packet.ipId !== 0 || seen[at + Field.Link] !== link)) return true;
    }
    const next = this.#next;
    seen[next + Field.Sequence] = packet.sequence;
    seen[next + Field.Acknowledgement] = packet.acknowledgement;
    seen[next + Field.Shape] = shape;
    seen[next + Field.IpId] = packet.ipId;
    seen[next + Field.Link] = link;
    seen[next + Field.Seconds] = seconds;
    this.#next = (next + FIELDS) % seen.length;
    return false;
  }
}
