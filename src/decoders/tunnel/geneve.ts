/**
 * Geneve (RFC 8926 §3.4): options of any length, then what the EtherType says.
 *
 *   +-----+------------+-------+-----------+-----+---+---------+--------
 *   | Ver | Opt Length | flags | EtherType | VNI | r | options | packet
 *   +-----+------------+-------+-----------+-----+---+---------+--------
 */
import { u16, u8 } from '../../net/octets.ts';
import { setNetworkLayer, type NetworkLayer } from '../link/network-layer.ts';

export const GENEVE_PORT = 6081;

const HEADER = 8;

export function openGeneve(bytes: Uint8Array, at: number, end: number, inner: NetworkLayer): boolean {
  const version = u8(bytes, at) >> 6;
  const payload = at + HEADER + (u8(bytes, at) & 0x3f) * 4;
  if (payload > end || version !== 0) return false;
  setNetworkLayer(inner, u16(bytes, at + 2), payload);
  return true;
}
