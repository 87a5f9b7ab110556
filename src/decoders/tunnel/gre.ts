/**
 * GRE (RFC 2784) with key and sequence number (RFC 2890).
 *
 *   +-+-+-+-+-----------+-----+-----------+------------------+--------+--------+--------
 *   |C| |K|S| reserved  | Ver | EtherType | checksum (4) if C | 4 if K | 4 if S | packet
 *   +-+-+-+-+-----------+-----+-----------+------------------+--------+--------+--------
 */
import { u16 } from '../../net/octets.ts';
import { setNetworkLayer, type NetworkLayer } from '../link/network-layer.ts';

const HEADER = 4;
const FIELD = 4;
const Flag = { Checksum: 0x8000, Routing: 0x4000, Key: 0x2000, Sequence: 0x1000 } as const;
const VERSION = 0x0007;

/** Version 1 is PPTP's, and the routing of RFC 1701 was given up: neither is opened. */
export function openGre(bytes: Uint8Array, at: number, end: number, inner: NetworkLayer): boolean {
  if (end - at < HEADER) return false;
  const flags = u16(bytes, at);
  if (flags & (VERSION | Flag.Routing)) return false;
  const fields = count(flags, Flag.Checksum) + count(flags, Flag.Key) + count(flags, Flag.Sequence);
  const payload = at + HEADER + fields * FIELD;
  if (payload > end) return false;
  setNetworkLayer(inner, u16(bytes, at + 2), payload);
  return true;
}

function count(flags: number, flag: number): 0 | 1 {
  return flags & flag ? 1 : 0;
}
