/**
 * VXLAN (RFC 7348 §5): an Ethernet frame behind 8 octets.
 *
 *   +-------+----------+-----+---+----------------
 *   | flags | reserved | VNI | r | Ethernet frame
 *   +-------+----------+-----+---+----------------
 */
import { u8 } from '../../net/octets.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from '../link/network-layer.ts';

/** IANA's, and the one from before it, which Linux, Cilium and Flannel keep to. */
export const VXLAN_PORT = 4789;
export const VXLAN_PORT_LINUX = 8472;

const HEADER = 8;
const VNI_IS_VALID = 0x08;

export function openVxlan(bytes: Uint8Array, at: number, end: number, inner: NetworkLayer): boolean {
  if (end - at < HEADER || (u8(bytes, at) & VNI_IS_VALID) === 0) return false;
  setNetworkLayer(inner, EtherType.TransparentEthernetBridging, at + HEADER);
  return true;
}
