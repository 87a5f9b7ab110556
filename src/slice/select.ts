/** Takes the packets of a plan out of captures, in one more reading of them. */
import type { CapturedPacket, CaptureReader } from '../decoders/capture/packet.ts';
import { createCaptureReader } from '../decoders/capture/reader.ts';
import { createClassifier, TRAFFIC_MASK } from '../decoders/classify.ts';
import { createDissector } from '../decoders/dissect.ts';
import { type Dissected, PacketKind } from '../decoders/dissected.ts';
import { createIpPacket } from '../decoders/ip/ip-packet.ts';
import { readIp } from '../decoders/ip/read-ip.ts';
import { findNetworkLayer } from '../decoders/link/link-layer.ts';
import { createNetworkLayer, EtherType } from '../decoders/link/network-layer.ts';
import { sourceName } from '../model/capture-source.ts';
import { formatAddress } from '../net/address.ts';
import { flowOf, orderEnds } from '../sessions/flows.ts';
import { keep, type KeptPacket } from './kept-packet.ts';
import { type ConnectionPlan, positionOf, type SlicePlan } from './plan.ts';

/** A capture as it was read before. */
export interface KnownSource {
  readonly name: string;
  readonly packets: number;
  readonly sessions: number;
  /** Its first packet tells since when it was captured, its last one until when: of several captures that matters of each. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export interface Selection {
  readonly packets: readonly KeptPacket[];
  /** More octets than `limit` would have to be kept: then what is there is of no use. */
  readonly full: boolean;
  open(name: string): { readonly reader: CaptureReader; push(chunk: Uint8Array): void; end(): void };
}

/** Packets of a connection that are kept behind the last one that is needed. */
const MARGIN = 12;
/** Of a capture without BGP, and of ICMP errors that repeat: so many show what it holds. */
const SAMPLE = 8;
const ICMP_SAMPLE = 16;

/** `ports` are those that carry BGP besides 179. The slice holds at most `limit` octets. */
export function createSelection(
  plan: SlicePlan,
  sources: readonly KnownSource[],
  ports: Iterable<number>,
  limit: number,
): Selection {
  const names = sources.map(({ name }) => name);
  const isEmpty = sources.every(({ sessions }) => sessions === 0);
  const known = [...ports];
  const packets: KeptPacket[] = [];
  const beyond = new Map<ConnectionPlan, number>();
  const icmp = new Map<string, number>();
  let octets = 0;

  function take(source: string, packet: CapturedPacket, length?: number): void {
    const kept = keep(source, packet, length);
    octets += kept.bytes.length;
    if (octets <= limit) packets.push(kept);
  }

  function isPlanned(packet: CapturedPacket, dissected: Dissected, position: number): boolean {
    if (plan.everything) return true;
    switch (dissected.kind) {
      case PacketKind.Tcp: {
        const { key, pair } = flowOf(dissected);
        return plan.pairs.get(pair) === 'session' || isOfConnection(plan.connections.get(key) ?? [], position);
      }
      case PacketKind.IcmpError:
        return isWantedIcmp(quotedPair(dissected));
      default:
        return plan.pairs.has(outerPair(packet)); // a fragment
    }
  }

  function isOfConnection(connections: readonly ConnectionPlan[], position: number): boolean {
    const connection = connections.findLast(({ from }) => from <= position);
    if (connection === undefined) return false;
    if (position <= connection.until) return true;
    const count = (beyond.get(connection) ?? 0) + 1;
    beyond.set(connection, count);
    return count <= MARGIN;
  }

  function isWantedIcmp(pair: string): boolean {
    const width = plan.pairs.get(pair);
    if (width !== 'proof') return width !== undefined;
    const count = (icmp.get(pair) ?? 0) + 1;
    icmp.set(pair, count);
    return count <= ICMP_SAMPLE;
  }

  function open(name: string) {
    const classifier = createClassifier(known);
    const dissector = createDissector();
    const own = sources.find((source) => source.name === name);
    let count = 0;
    let looks = false;
    /** The file holds several captures, which only slices do: how long each went on shows in what is left of each packet. */
    let isSeveral = false;
    const isEdge = (frame: number): boolean =>
      (own?.isFirst === true && frame === 1) || (own?.isLast === true && frame === own.packets);

    function wants(bytes: Uint8Array, start: number, end: number, linkType: number): boolean {
      count += 1;
      looks = classifier.classify(bytes, start, end, linkType) > TRAFFIC_MASK;
      return looks || count === 1 || isSeveral || isEdge(count) || (isEmpty && count <= SAMPLE);
    }

    const reader = createCaptureReader((packet) => {
      if (octets > limit) return;
      const source = sourceName(name, reader.capture);
      isSeveral = source !== name;
      const position = positionOf(names, name, packet.frame);
      if (looks && isPlanned(packet, dissector.dissect(packet), position)) take(source, packet);
      else if (isEdge(packet.frame) || isSeveral || isEmpty) take(source, packet, headerLength(packet));
    }, wants);
    return { reader, push: (chunk: Uint8Array) => reader.push(chunk), end: () => reader.end() };
  }

  return {
    packets,
    get full() {
      return octets > limit;
    },
    open,
  };
}

function quotedPair(packet: Dissected): string {
  const { bytes, addressLength, quotedSourceAt, quotedDestinationAt } = packet;
  const source = formatAddress(bytes, quotedSourceAt, addressLength);
  return orderEnds(source, 0, formatAddress(bytes, quotedDestinationAt, addressLength), 0).pair;
}

const network = createNetworkLayer();
const ip = createIpPacket();

function readOuter({ bytes, start, end, linkType }: CapturedPacket): boolean {
  findNetworkLayer(bytes, start, end, linkType, network);
  return readIp(network.etherType, bytes, network.at, end, end, ip);
}

function outerPair(packet: CapturedPacket): string {
  if (!readOuter(packet)) return '';
  const source = formatAddress(ip.bytes, ip.sourceAt, ip.addressLength);
  return orderEnds(source, 0, formatAddress(ip.bytes, ip.destinationAt, ip.addressLength), 0).pair;
}

/** Link layer and IP header: what the packet was, and nothing that it carried. */
function headerLength(packet: CapturedPacket): number {
  if (readOuter(packet)) return ip.payloadAt - packet.start;
  return network.etherType <= EtherType.Nothing ? 0 : network.at - packet.start;
}
