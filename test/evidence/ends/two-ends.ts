/** A story as captures at both of its ends have it. */
import { createCaptureAnalysis, type CapturesRead } from '../../../src/evidence/captures.ts';
import type { BgpSession } from '../../../src/model/bgp-session.ts';
import { type Packet, PacketType, writePcap } from '../../arbitraries/packet.ts';
import { NODE } from '../../arbitraries/story.ts';

export interface Between {
  /** What the router's clock is ahead of the node's, in seconds. */
  readonly ahead?: number;
  /** Seconds that each packet takes; null if it is lost. */
  readonly way?: (packet: Packet, index: number) => number | null;
  /** Addresses as the router's host has them. */
  readonly translate?: (packet: Packet) => Packet;
  readonly link?: 'ethernet' | 'sll2';
}

const MICRO = 1e6;

const inTime = (packets: readonly Packet[]): readonly Packet[] =>
  packets.toSorted((a, b) => a.microseconds - b.microseconds);

/** The node's capture, then the router's. */
export function captureBoth(
  packets: readonly Packet[],
  { ahead = 0, way = () => 0.0004, translate = (packet) => packet, link = 'sll2' }: Between = {},
): readonly [Uint8Array, Uint8Array] {
  const node: Packet[] = [];
  const router: Packet[] = [];
  packets.forEach((packet, index) => {
    const delay = way(packet, index);
    const isOurs = packet.source === NODE;
    const late = delay === null ? null : packet.microseconds + Math.round(delay * MICRO);
    const [sender, receiver] = isOurs ? [node, router] : [router, node];
    sender.push({ ...packet, packetType: PacketType.FromUs });
    if (late !== null) receiver.push({ ...packet, microseconds: late, packetType: PacketType.ToUs });
  });
  const shifted = inTime(router).map((packet) => ({
    ...translate(packet),
    microseconds: packet.microseconds + Math.round(ahead * MICRO),
  }));
  return [writePcap(inTime(node), { link }), writePcap(shifted, { link })];
}

export function readNamed(
  captures: readonly (readonly [name: string, capture: Uint8Array])[],
  elsewhere: readonly string[] = [],
): CapturesRead {
  const analysis = createCaptureAnalysis({ elsewhere: new Set(elsewhere) });
  for (const [name, capture] of captures) {
    const input = analysis.open(name);
    input.push(capture);
    input.end(capture.length);
  }
  const found = analysis.finish();
  return found.elsewhere.length === 0 || elsewhere.length > 0 ? found : readNamed(captures, found.elsewhere);
}

export function joined(packets: readonly Packet[], between: Between = {}): BgpSession {
  const [node, router] = captureBoth(packets, between);
  const { sessions = [] } = readNamed([
    ['node.pcap', node],
    ['router.pcap', router],
  ]).evidence;
  const [session, ...others] = sessions;
  if (session === undefined || others.length > 0) throw new Error(`one session expected, not ${sessions.length}`);
  return session;
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const SLL2 = 276;
const SLL2_TYPE = 10;

/** A capture in LINUX_SLL2 of one end as the other end's host would have it, a part of it; null of another link type. */
export function fromTheOtherEnd(
  capture: Uint8Array,
  ahead: number,
  [from, to]: readonly [number, number],
): Uint8Array | null {
  const bytes = Uint8Array.from(capture);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(20, true) !== SLL2 || view.getUint32(0, true) !== 0xa1b2c3d4) return null;
  const records: { readonly time: number; readonly octets: Uint8Array }[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= bytes.length;) {
    const length = RECORD_HEADER + view.getUint32(at + 8, true);
    const type = at + RECORD_HEADER + SLL2_TYPE;
    const isOurs = bytes[type] === PacketType.FromUs;
    bytes[type] = isOurs ? PacketType.ToUs : PacketType.FromUs;
    const time = view.getUint32(at, true) * MICRO + view.getUint32(at + 4, true) + ahead * MICRO + (isOurs ? 4 : -4);
    view.setUint32(at, Math.floor(time / MICRO), true);
    view.setUint32(at + 4, time % MICRO, true);
    records.push({ time, octets: bytes.subarray(at, at + length) });
    at += length;
  }
  const part = records
    .toSorted((a, b) => a.time - b.time)
    .slice(Math.floor(records.length * from), Math.ceil(records.length * to));
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, FILE_HEADER), ...part.map(({ octets }) => octets)]));
}
