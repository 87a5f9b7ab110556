/** BSD loopback, LINKTYPE_NULL and LINKTYPE_LOOP: four octets of address family, in the capturing host's or the network's order. */
import { u16 } from '../../net/octets.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from './network-layer.ts';

const HEADER = 4;
const AF_INET = 2;
/** AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, Darwin. */
const AF_INET6: readonly number[] = [10, 24, 28, 30];

export function readLoopback(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  const at = start + HEADER;
  setNetworkLayer(found, at <= end ? etherTypeOf(addressFamily(bytes, start)) : EtherType.Nothing, Math.min(at, end));
}

/** Families are below 256: the half that isn't zero says which order it is. */
function addressFamily(bytes: Uint8Array, start: number): number {
  const high = u16(bytes, start);
  const low = u16(bytes, start + 2);
  return high === 0 ? low : high >> 8;
}

function etherTypeOf(family: number): number {
  if (family === AF_INET) return EtherType.IPv4;
  return AF_INET6.includes(family) ? EtherType.IPv6 : EtherType.Nothing;
}
