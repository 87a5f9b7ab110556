/** MRT records to test with, put together octet by octet. */
import { type Octets, u16, u32 } from '../bgp/encode.ts';

const SECONDS = 1_700_000_000; // 2023-11-14T22:13:20Z

export function mrt(type: number, subtype: number, ...body: readonly (Octets | Uint8Array)[]): Uint8Array {
  const octets = body.flatMap((part) => [...part]);
  return Uint8Array.from([...u32(SECONDS), ...u16(type), ...u16(subtype), ...u32(octets.length), ...octets]);
}

/** Peer AS, local AS, interface 0, IPv4, peer 10.0.0.2, local 10.0.0.1. */
export const bgp4mpHeader = (width: 2 | 4, peerAs = 65_001, localAs = 64_512): Octets => {
  const as = width === 4 ? u32 : u16;
  return [...as(peerAs), ...as(localAs), ...u16(0), ...u16(1), 10, 0, 0, 2, 10, 0, 0, 1];
};

/** 10.0.0.2 of AS 65001 (2 octets), fd00::2 of AS 4200000001. */
export const PEER_INDEX_TABLE: Uint8Array = mrt(
  13,
  1,
  [10, 0, 0, 1, ...u16(4), 0x6d, 0x61, 0x69, 0x6e, ...u16(2)],
  [0, 10, 0, 0, 2, 10, 0, 0, 2, ...u16(65_001)],
  [3, 10, 0, 0, 3, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, ...u32(4_200_000_001)],
);

export interface EntryFields {
  readonly peer: number;
  readonly attributes: Octets;
  readonly pathId?: number;
}
export const entry = ({ peer, attributes, pathId }: EntryFields): Octets => [
  ...u16(peer),
  ...u32(SECONDS - 60),
  ...(pathId === undefined ? [] : u32(pathId)),
  ...u16(attributes.length),
  ...attributes,
];
