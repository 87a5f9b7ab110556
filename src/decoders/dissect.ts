/** From a captured packet to the TCP segment in it, or the ICMP error that quotes one: link layer, IP, tunnels, fragments. */
import { Direction, type CapturedPacket } from './capture/packet.ts';
import { PacketKind, TcpFlag, type Dissected } from './dissected.ts';
import { skipExtensionHeaders } from './ip/extension-headers.ts';
import { createReassembler } from './ip/fragments.ts';
import { readIcmpError } from './ip/icmp-error.ts';
import { createIpPacket, isCutFirstFragment, isFragment, type IpPacket } from './ip/ip-packet.ts';
import { Protocol } from './ip/protocol.ts';
import { readIp } from './ip/read-ip.ts';
import { findNetworkLayer, isOutgoing } from './link/link-layer.ts';
import { hashLinkHeader, mixLinkKey } from './link/link-key.ts';
import { createNetworkLayer } from './link/network-layer.ts';
import type { SignatureVerifier } from './tcp/md5-signature.ts';
import { readTcpSegment } from './tcp/segment.ts';
import { MAX_TUNNELS, openTunnel } from './tunnel/open-tunnel.ts';

/** A capture may claim 4 GiB for a packet whose IP header says no length; super-segments stay below 512 KiB. */
const MAX_WIRE_LENGTH = 0x10_0000;

export interface Dissector {
  /** What stands in the packet: always the same object, filled anew. Of kind `Other` no field but `kind` means anything. Never throws. */
  dissect(packet: CapturedPacket): Dissected;
}

const noKeys: SignatureVerifier = () => null;

/** Keeps fragments from packet to packet, within the bounds of `createReassembler`. `verify` is asked about SYNs. */
export function createDissector(verify: SignatureVerifier = noKeys): Dissector {
  const out = createDissected();
  const network = createNetworkLayer();
  const ip = createIpPacket();
  const quoted = createIpPacket();
  const reassembler = createReassembler();

  function reassemble(seconds: number): boolean {
    if (!isFragment(ip) || isCutFirstFragment(ip)) return true;
    return reassembler.add(ip, seconds) && skipExtensionHeaders(ip) && !isFragment(ip);
  }

  /** Goes through IP and tunnels; leaves the innermost packet in `ip`. */
  function readToUpperLayer(packet: CapturedPacket): boolean {
    let { bytes, end } = packet;
    let wireEnd = Math.max(end, packet.start + Math.min(packet.originalLength, MAX_WIRE_LENGTH));
    for (let tunnels = 0; tunnels <= MAX_TUNNELS; tunnels++) {
      if (!readIp(network.etherType, bytes, network.at, end, wireEnd, ip) || !reassemble(packet.seconds)) return false;
      ({ bytes, payloadEnd: end, wireEnd } = ip);
      if (!openTunnel(ip.protocol, bytes, ip.payloadAt, end, network)) return true;
      out.linkKey = mixLinkKey(out.linkKey, ip.protocol);
    }
    return false;
  }

  return {
    dissect(packet) {
      const { bytes, start, end, linkType } = packet;
      out.kind = PacketKind.Other;
      findNetworkLayer(bytes, start, end, linkType, network);
      out.linkKey = hashLinkHeader(bytes, start, network.at, packet.interfaceId);
      if (!readToUpperLayer(packet)) return out;
      out.outgoing = isOutgoing(bytes, start, linkType) ?? outgoingOf(packet.direction);
      copyIp(ip, out);
      if (ip.protocol === Protocol.TCP) {
        if (!readTcpSegment(ip, out)) return out;
        out.kind = PacketKind.Tcp;
        out.signature = (out.flags & TcpFlag.SYN) === 0 ? null : verify(out);
      } else if (readIcmpError(ip, quoted, out)) out.kind = PacketKind.IcmpError;
      return out;
    },
  };
}

function outgoingOf(direction: Direction): boolean | null {
  return direction === Direction.Unknown ? null : direction === Direction.Outbound;
}

function copyIp(ip: IpPacket, out: Dissected): void {
  out.bytes = ip.bytes;
  out.addressLength = ip.addressLength;
  out.sourceAt = ip.sourceAt;
  out.destinationAt = ip.destinationAt;
  out.ttl = ip.ttl;
  out.ipId = ip.id;
}

function createDissected(): Dissected {
  return {
    kind: PacketKind.Other,
    bytes: new Uint8Array(0),
    addressLength: 4,
    sourceAt: 0,
    destinationAt: 0,
    ttl: 0,
    ipId: 0,
    outgoing: null,
    linkKey: 0,
    sourcePort: 0,
    destinationPort: 0,
    sequence: 0,
    acknowledgement: 0,
    flags: 0,
    window: 0,
    optionsStart: 0,
    mss: -1,
    windowScale: -1,
    timestamp: -1,
    auth: null,
    digestAt: -1,
    signature: null,
    payloadStart: 0,
    payloadEnd: 0,
    payloadLength: 0,
    icmpType: 0,
    icmpCode: 0,
    mtu: 0,
    quotedSourceAt: 0,
    quotedDestinationAt: 0,
    quotedSourcePort: 0,
    quotedDestinationPort: 0,
    quotedSequence: 0,
  };
}
