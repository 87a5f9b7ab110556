/** A slice in which nobody is named: see the README of this folder for what becomes of what. */
import { createDissector } from '../../decoders/dissect.ts';
import { PacketKind } from '../../decoders/dissected.ts';
import { Protocol } from '../../decoders/ip/protocol.ts';
import type { KeptPacket } from '../kept-packet.ts';
import { asCaptured } from './as-captured.ts';
import { joinFragments } from './fragments.ts';
import {
  anonymiseIcmp,
  anonymiseIp,
  anonymiseLink,
  anonymiseTcpOptions,
  anonymiseTunnel,
  setChecksums,
} from './headers.ts';
import type { Identities } from './identities.ts';
import { findLayers, type IpLayer, type Layers } from './layers.ts';
import { createStreams } from './streams.ts';

/** New packets; those given stay as they are. */
export function anonymise(packets: readonly KeptPacket[], who: Identities): KeptPacket[] {
  const copies = joinFragments(packets).map((packet) => ({ ...packet, bytes: packet.bytes.slice() }));
  const streams = createStreams();
  const dissector = createDissector();
  const parts = copies.map((packet) => {
    const captured = asCaptured(packet);
    const dissected = dissector.dissect(captured);
    const { kind } = dissected;
    if (kind === PacketKind.Tcp) streams.add(dissected);
    return { packet, kind, layers: findLayers(captured) };
  });
  streams.anonymise(who);
  return parts.map(({ packet, kind, layers }) => anonymiseHeaders(packet, kind, layers, who));
}

function anonymiseHeaders(
  packet: KeptPacket,
  kind: PacketKind,
  { networkAt, ips }: Layers,
  who: Identities,
): KeptPacket {
  const { bytes, linkType } = packet;
  const innermost = ips.at(-1);
  anonymiseLink(bytes, linkType, networkAt, who);
  ips.forEach((ip, index) => {
    const inner = ips[index + 1];
    if (inner !== undefined) anonymiseTunnel(ip, inner, who);
    anonymiseIp(ip, who);
  });
  if (innermost === undefined) return { ...packet, bytes: bytes.subarray(0, networkAt) };
  // What is neither BGP nor an error about it says who it was from and to, and no more.
  const end = kind === PacketKind.Other ? innermost.payloadAt : innermost.payloadEnd;
  if (kind === PacketKind.Tcp && innermost.protocol === Protocol.TCP) anonymiseTcpOptions(innermost);
  else if (kind === PacketKind.IcmpError) anonymiseIcmp(innermost, who);
  for (const ip of ips.toReversed()) setChecksums({ ...ip, payloadEnd: Math.min(ip.payloadEnd, end) });
  // Padding of the link layer is gone.
  const originalLength =
    bytes.length === packet.originalLength ? Math.max(end, wireLength(innermost, kind)) : packet.originalLength;
  return { ...packet, originalLength, bytes: bytes.subarray(0, end) };
}

const wireLength = (ip: IpLayer, kind: PacketKind): number => (kind === PacketKind.Other ? ip.wireEnd : 0);
