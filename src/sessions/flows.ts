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
 * Remembers where the packets of the last flows went: most packets of a capture of BGP follow one of the same flow, and
 * comparing octets costs less than making a key.
 */
export interface FlowCache {
  find(packet: Dissected): { readonly connection: Connection; readonly from: End } | undefined;
  remember(packet: Dissected, connection: Connection, from: End): void;
  clear(): void;
}

interface Remembered {
  readonly octets: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly connection: Connection;
  readonly from: End;
}

const SIZE = 4;

export function createFlowCache(): FlowCache {
  const slots: (Remembered | undefined)[] = Array.from({ length: SIZE });
  let next = 0;
  return {
    find(packet) {
      for (const slot of slots) if (slot !== undefined && matches(slot, packet)) return slot;
      return undefined;
    },
    remember(packet, connection, from) {
      const { bytes, sourceAt, destinationAt, addressLength, sourcePort, destinationPort } = packet;
      const octets = new Uint8Array(addressLength * 2);
      octets.set(bytes.subarray(sourceAt, sourceAt + addressLength));
      octets.set(bytes.subarray(destinationAt, destinationAt + addressLength), addressLength);
      slots[next] = { octets, sourcePort, destinationPort, connection, from };
      next = (next + 1) % SIZE;
    },
    clear() {
      slots.fill(undefined);
    },
  };
}

function matches({ octets, sourcePort, destinationPort }: Remembered, packet: Dissected): boolean {
  const { bytes, sourceAt, destinationAt, addressLength } = packet;
  if (sourcePort !== packet.sourcePort || destinationPort !== packet.destinationPort) return false;
  if (octets.length !== addressLength * 2) return false;
  for (let i = 0; i < addressLength; i += 1) {
    if (octets[i] !== bytes[sourceAt + i] || octets[addressLength + i] !== bytes[destinationAt + i]) return false;
  }
  return true;
}
