/** Reassembly of fragments (RFC 791 §3.2, RFC 8200 §4.5). Where they overlap, the octets that came first stay. */
import { u8 } from '../../net/octets.ts';
import { isFragment, type IpPacket } from './ip-packet.ts';

const MAX_DATAGRAMS = 1000;
const MAX_LENGTH = 65_535;
const MAX_SECONDS = 30;
/** Offsets count units of so many octets. */
const UNIT = 8;

export interface Reassembler {
  /** Keeps the fragment's octets. True if its datagram is now whole: `ip` is then that datagram. `seconds` is the packet's time. */
  add(ip: IpPacket, seconds: number): boolean;
  readonly pending: number;
}

interface Datagram {
  readonly since: number;
  protocol: number;
  /** Both addresses, then the payload. */
  octets: Uint8Array;
  /** By unit: 1 if its octets are here. */
  readonly received: Uint8Array;
  units: number;
  /** End of what was received. */
  extent: number;
  /** Of the payload; -1 until the last fragment tells it. */
  length: number;
}

/** Holds at most 1,000 datagrams of 64 KiB for 30 seconds each; the oldest make room. Fragments that the snap length cut are of no use. */
export function createReassembler(): Reassembler {
  const datagrams = new Map<string, Datagram>();

  function dropOldest(seconds: number): void {
    for (const [key, { since }] of datagrams) {
      if (datagrams.size < MAX_DATAGRAMS && !isStale(since, seconds)) return;
      datagrams.delete(key);
    }
  }

  function find(key: string, seconds: number): Datagram {
    const known = datagrams.get(key);
    if (known !== undefined && !isStale(known.since, seconds)) return known;
    datagrams.delete(key);
    dropOldest(seconds);
    const datagram = createDatagram(seconds);
    datagrams.set(key, datagram);
    return datagram;
  }

  return {
    add(ip, seconds) {
      if (!isSound(ip)) return false;
      const key = keyOf(ip);
      const datagram = find(key, seconds);
      insert(datagram, ip);
      if (datagram.units * UNIT < datagram.length || datagram.length < 0) return false;
      datagrams.delete(key);
      become(ip, datagram);
      return true;
    },
    get pending() {
      return datagrams.size;
    },
  };
}

/** A capture may jump back in time. */
function isStale(since: number, seconds: number): boolean {
  return Math.abs(seconds - since) > MAX_SECONDS;
}

function isSound(ip: IpPacket): boolean {
  const length = ip.wireEnd - ip.payloadAt;
  const whole = ip.payloadEnd === ip.wireEnd;
  return (
    whole &&
    isFragment(ip) &&
    length > 0 &&
    ip.fragmentOffset + length <= MAX_LENGTH &&
    (!ip.moreFragments || length % UNIT === 0)
  );
}

/** The destination's octets follow the source's in both versions. The protocol belongs to the key in IPv4 only. */
function keyOf(ip: IpPacket): string {
  let key = `${ip.fragmentId}/${ip.addressLength === 4 ? ip.protocol : ''}/`;
  for (let index = 0; index < 2 * ip.addressLength; index++) {
    key += String.fromCharCode(u8(ip.bytes, ip.sourceAt + index));
  }
  return key;
}

function createDatagram(since: number): Datagram {
  return {
    since,
    protocol: 0,
    octets: new Uint8Array(0),
    received: new Uint8Array(Math.ceil(MAX_LENGTH / UNIT)),
    units: 0,
    extent: 0,
    length: -1,
  };
}

function insert(datagram: Datagram, ip: IpPacket): void {
  const end = ip.fragmentOffset + ip.wireEnd - ip.payloadAt;
  if (datagram.length >= 0 && end > datagram.length) return;
  if (!ip.moreFragments) {
    if (end < datagram.extent) return;
    datagram.length = end;
  }
  if (ip.fragmentOffset === 0) datagram.protocol = ip.protocol;
  datagram.extent = Math.max(datagram.extent, end);
  const header = 2 * ip.addressLength;
  datagram.octets = grow(datagram.octets, header + end);
  datagram.octets.set(ip.bytes.subarray(ip.sourceAt, ip.sourceAt + header));
  for (let offset = ip.fragmentOffset; offset < end; offset += UNIT) {
    const unit = offset / UNIT;
    if (datagram.received[unit] === 1) continue;
    datagram.received[unit] = 1;
    datagram.units++;
    const from = ip.payloadAt + offset - ip.fragmentOffset;
    const length = Math.min(UNIT, end - offset);
    for (let index = 0; index < length; index++) datagram.octets[header + offset + index] = u8(ip.bytes, from + index);
  }
}

function grow(octets: Uint8Array, length: number): Uint8Array {
  if (octets.length >= length) return octets;
  const grown = new Uint8Array(Math.min(Math.max(length, 2 * octets.length), MAX_LENGTH + 32));
  grown.set(octets);
  return grown;
}

function become(ip: IpPacket, { octets, protocol, length }: Datagram): void {
  ip.bytes = octets;
  ip.sourceAt = 0;
  ip.destinationAt = ip.addressLength;
  ip.protocol = protocol;
  ip.payloadAt = 2 * ip.addressLength;
  ip.payloadEnd = ip.payloadAt + length;
  ip.wireEnd = ip.payloadEnd;
  ip.fragmentOffset = 0;
  ip.moreFragments = false;
}
