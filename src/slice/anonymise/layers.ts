/** Where the headers of a packet lie, from the outermost in: as the dissector goes through them. */
import type { CapturedPacket } from '../../decoders/capture/packet.ts';
import { createIpPacket, type IpPacket, isFragment } from '../../decoders/ip/ip-packet.ts';
import { readIp } from '../../decoders/ip/read-ip.ts';
import { findNetworkLayer } from '../../decoders/link/link-layer.ts';
import { createNetworkLayer, EtherType } from '../../decoders/link/network-layer.ts';
import { MAX_TUNNELS, openTunnel } from '../../decoders/tunnel/open-tunnel.ts';

export interface IpLayer extends IpPacket {
  /** The first octet of its header. */
  readonly headerAt: number;
}

export interface Layers {
  /** Behind the link-layer header; 0 where it says nothing of what follows. */
  readonly networkAt: number;
  /** One in another; what they carry is not in a tunnel that we know. None where it is no IP. */
  readonly ips: readonly IpLayer[];
}

export function findLayers({ bytes, start, end, linkType, originalLength }: CapturedPacket): Layers {
  const network = createNetworkLayer();
  findNetworkLayer(bytes, start, end, linkType, network);
  const networkAt = network.etherType <= EtherType.Nothing ? start : network.at;
  const ips: IpLayer[] = [];
  let within = { payloadEnd: end, wireEnd: Math.max(end, start + originalLength) };
  while (ips.length <= MAX_TUNNELS) {
    const headerAt = network.at;
    const ip = createIpPacket();
    if (!readIp(network.etherType, bytes, headerAt, within.payloadEnd, within.wireEnd, ip)) break;
    ips.push({ ...ip, headerAt });
    within = ip;
    if (isFragment(ip) || !openTunnel(ip.protocol, bytes, ip.payloadAt, ip.payloadEnd, network)) break;
  }
  return { networkAt, ips };
}
