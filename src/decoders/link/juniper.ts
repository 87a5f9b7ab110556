/**
 * What `monitor traffic write-file` of a Juniper router writes: LINKTYPE_JUNIPER_ETHER.
 *
 *   +----------------+-------+------------------+------------+----------------
 *   | 4d 47 43 "MGC" | flags | extension length | extensions | Ethernet frame
 *   +----------------+-------+------------------+------------+----------------
 *                              both only if the flag says so
 */
import { u16, u8 } from '../../net/octets.ts';
import { readEthernet } from './ethernet.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from './network-layer.ts';

const MAGIC = 0x4d47;
const MAGIC_END = 0x43;
const Flag = { Inbound: 0x01, NoLinkLayer: 0x02, Extensions: 0x80 } as const;

export function readJuniperEthernet(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  if (!hasMagic(bytes, start) || flags(bytes, start) & Flag.NoLinkLayer) {
    return setNetworkLayer(found, EtherType.Nothing, end);
  }
  const extensions = flags(bytes, start) & Flag.Extensions ? 2 + u16(bytes, start + 4) : 0;
  readEthernet(bytes, start + 4 + extensions, end, found);
}

/** Whether the capturing router sent it. */
export function isOutgoingJuniper(bytes: Uint8Array, start: number): boolean | null {
  return hasMagic(bytes, start) ? (flags(bytes, start) & Flag.Inbound) === 0 : null;
}

function hasMagic(bytes: Uint8Array, start: number): boolean {
  return u16(bytes, start) === MAGIC && u8(bytes, start + 2) === MAGIC_END;
}

function flags(bytes: Uint8Array, start: number): number {
  return u8(bytes, start + 3);
}
