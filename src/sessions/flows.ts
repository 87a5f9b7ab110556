import type { Dissected } from '../decoders/dissected.ts';
import { formatAddress } from '../net/address.ts';
import type { Connection } from './connection.ts';
import type { End } from './ladder.ts';

/** Both ends of a packet, in the order that both directions share. */
export interface Flow {
  readonly key: string;
  /** The addresses alone: a session is all connections of one pair. */
  readonly pair: string;
  readonly addresses: readonly [string, string];
  readonly ports: readonly [number, number];
  /** Which end sent this packet. */
  readonly from: End;
}

export function flowOf({
  bytes,
  sourceAt,
  destinationAt,
  addressLength,
  sourcePort,
  destinationPort,
}: Dissected): Flow {
  return orderEnds(
    formatAddress(bytes, sourceAt, addressLength),
    sourcePort,
    formatAddress(bytes, destinationAt, addressLength),
    destinationPort,
  );
}

export function orderEnds(source: string, sourcePort: number, destination: string, destinationPort: number): Flow {
  const from: End = source < destination || (source === destination && sourcePort <= destinationPort) ? 0 : 1;
  const addresses: [string, string] = from === 0 ? [source, destination] : [destination, source];
  const ports: [number, number] = from === 0 ? [sourcePort, destinationPort] : [destinationPort, sourcePort];
  const pair = `${addresses[0]} ${addresses[1]}`;
  return { key: `${pair} ${ports[0]} ${ports[1]}`, pair, addresses, ports, from };
}

/**
 * Remembers where the packets of flows went: comparing octets costs less than making a key. A flow has one place, and may
 * lose it to another.
 */
export interface FlowCache {
  find(packet: Dissected): Remembered | undefined;
  remember(packet: Dissected, connection: Connection, from: End): void;
  clear(): void;
}

export interface Remembered {
  connection: Connection;
  from: End;
}

interface Slot extends Remembered {
  /** Source and destination address. */
  readonly octets: Uint8Array;
  addressLength: number;
  sourcePort: number;
  destinationPort: number;
}

const SLOTS = 256;
const MAX_ADDRESSES = 32;

export function createFlowCache(): FlowCache {
  const slots: (Slot | undefined)[] = Array.from({ length: SLOTS });
  return {
    find(packet) {
      const slot = slots[placeOf(packet)];
      return slot !== undefined && matches(slot, packet) ? slot : undefined;
    },
    remember(packet, connection, from) {
      const { bytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort } = packet;
      const place = placeOf(packet);
      const octets = slots[place]?.octets ?? new Uint8Array(MAX_ADDRESSES);
      for (let i = 0; i < addressLength; i += 1) {
        octets[i] = bytes[sourceAt + i] ?? 0;
        octets[addressLength + i] = bytes[destinationAt + i] ?? 0;
      }
      slots[place] = { octets, addressLength, sourcePort, destinationPort, connection, from };
    },
    clear() {
      slots.fill(undefined);
    },
  };
}

/** The last octets of both addresses and the ports differ most. */
function placeOf({ bytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort }: Dissected): number {
  const source = (bytes[sourceAt + addressLength - 1] ?? 0) * 31 + sourcePort;
  const destination = (bytes[destinationAt + addressLength - 1] ?? 0) * 31 + destinationPort;
  return (source * 7 + destination) & (SLOTS - 1);
}

function matches(slot: Slot, packet: Dissected): boolean {
  const { bytes, sourceAt, destinationAt, addressLength } = packet;
  if (slot.sourcePort !== packet.sourcePort || slot.destinationPort !== packet.destinationPort) return false;
  if (slot.addressLength !== addressLength) return false;
  const { octets } = slot;
  for (let i = 0; i < addressLength; i += 1) {
    if (octets[i] !== bytes[sourceAt + i] || octets[addressLength + i] !== bytes[destinationAt + i]) return false;
  }
  return true;
}
