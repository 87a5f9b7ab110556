/** The tunnels that CNIs and routers put BGP into. */
import { u16 } from '../../net/octets.ts';
import { readEthernet } from '../link/ethernet.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from '../link/network-layer.ts';
import { Protocol } from '../ip/protocol.ts';
import { GENEVE_PORT, openGeneve } from './geneve.ts';
import { openGre } from './gre.ts';
import { openVxlan, VXLAN_PORT, VXLAN_PORT_LINUX } from './vxlan.ts';

/** How many may stand in one another. */
export const MAX_TUNNELS = 4;

/** UDP ports that `openTunnel` knows. */
export const TUNNEL_PORTS: readonly number[] = [VXLAN_PORT, VXLAN_PORT_LINUX, GENEVE_PORT];

const UDP_HEADER = 8;

/** Fills `inner` with the packet inside the IP payload at `at`; false if `protocol` is no tunnel, or one that is cut. */
export function openTunnel(protocol: number, bytes: Uint8Array, at: number, end: number, inner: NetworkLayer): boolean {
  if (!openOuter(protocol, bytes, at, end, inner)) return false;
  if (inner.etherType === EtherType.TransparentEthernetBridging) readEthernet(bytes, inner.at, end, inner);
  return true;
}

function openOuter(protocol: number, bytes: Uint8Array, at: number, end: number, inner: NetworkLayer): boolean {
  switch (protocol) {
    case Protocol.UDP:
      return openUdp(bytes, at, end, inner);
    case Protocol.IPv4:
      setNetworkLayer(inner, EtherType.IPv4, at);
      return true;
    case Protocol.IPv6:
      setNetworkLayer(inner, EtherType.IPv6, at);
      return true;
    case Protocol.GRE:
      return openGre(bytes, at, end, inner);
    default:
      return false;
  }
}

function openUdp(bytes: Uint8Array, at: number, end: number, inner: NetworkLayer): boolean {
  const payload = at + UDP_HEADER;
  if (payload > end) return false;
  switch (u16(bytes, at + 2)) {
    case VXLAN_PORT:
    case VXLAN_PORT_LINUX:
      return openVxlan(bytes, payload, end, inner);
    case GENEVE_PORT:
      return openGeneve(bytes, payload, end, inner);
    default:
      return false;
  }
}
