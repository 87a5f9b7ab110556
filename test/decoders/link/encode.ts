import type { CapturedPacket } from '../../../src/decoders/capture/packet.ts';
import { LinkType } from '../../../src/decoders/link/link-layer.ts';
import { be16, type Octets } from '../../net/encode.ts';

const MAC = { A: [2, 0, 0, 0, 0, 1], B: [2, 0, 0, 0, 0, 2] } as const;

interface EthernetFields {
  readonly from?: Octets;
  readonly to?: Octets;
  /** [TPID, VLAN], outermost first. */
  readonly tags?: readonly (readonly [number, number])[];
}

export function ethernet(etherType: number, payload: Octets, fields: EthernetFields = {}): Octets {
  const { from = MAC.A, to = MAC.B, tags = [] } = fields;
  return [...to, ...from, ...tags.flat().flatMap(be16), ...be16(etherType), ...payload];
}

export function sll(etherType: number, payload: Octets, packetType = 0): Octets {
  return [...be16(packetType), 0, 1, 0, 6, ...MAC.A, 0, 0, ...be16(etherType), ...payload];
}

export function sll2(etherType: number, payload: Octets, packetType = 0, interfaceIndex = 2): Octets {
  return [...be16(etherType), 0, 0, 0, 0, 0, interfaceIndex, 0, 1, packetType, 6, ...MAC.A, 0, 0, ...payload];
}

/** A captured packet that lies amid octets of others, as in the reader's buffer. */
export function captured(octets: Octets, fields: Partial<CapturedPacket> = {}): CapturedPacket {
  const before = [0x5a, 0x5a, 0x5a];
  const bytes = Uint8Array.of(...before, ...octets, ...before);
  const { start = before.length, end = before.length + octets.length } = fields;
  return {
    bytes,
    start,
    end,
    originalLength: octets.length,
    frame: 1,
    seconds: 0,
    nanoseconds: 0,
    digits: 6,
    ahead: 0,
    linkType: LinkType.ETHERNET,
    interfaceId: 0,
    direction: 0,
    ...fields,
  };
}
