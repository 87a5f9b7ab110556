/** Puts the fragments of datagrams together: what is in several packets could not be changed in place. */
import { createReassembler } from '../../decoders/ip/fragments.ts';
import { type IpPacket, isFragment } from '../../decoders/ip/ip-packet.ts';
import type { KeptPacket } from '../kept-packet.ts';
import { type IpLayer, findLayers } from './layers.ts';
import { asCaptured } from './as-captured.ts';

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

/** Each datagram stands where its last fragment stood. Those that are not whole are left out, and so are those in tunnels. */
export function joinFragments(packets: readonly KeptPacket[]): KeptPacket[] {
  const reassembler = createReassembler();
  return packets.flatMap((packet) => {
    const { ips } = findLayers(asCaptured(packet));
    const [outer] = ips;
    if (!ips.some(isFragment)) return [packet];
    if (outer === undefined || !isFragment(outer)) return [];
    const datagram: IpPacket = { ...outer };
    return reassembler.add(datagram, packet.seconds) ? [withDatagram(packet, outer, datagram)] : [];
  });
}

function withDatagram(packet: KeptPacket, { headerAt, addressLength }: IpLayer, datagram: IpPacket): KeptPacket {
  const headerLength = addressLength === 4 ? IPV4_HEADER : IPV6_HEADER;
  const payload = datagram.bytes.subarray(datagram.payloadAt, datagram.payloadEnd);
  const bytes = new Uint8Array(headerAt + headerLength + payload.length);
  bytes.set(packet.bytes.subarray(0, headerAt + headerLength));
  bytes.set(payload, headerAt + headerLength);
  const view = new DataView(bytes.buffer, headerAt);
  if (addressLength === 4) {
    view.setUint8(0, 0x40 + IPV4_HEADER / 4);
    view.setUint16(2, bytes.length - headerAt);
    view.setUint16(6, 0);
  } else {
    view.setUint16(4, payload.length);
    view.setUint8(6, datagram.protocol);
  }
  return { ...packet, bytes, originalLength: bytes.length };
}
