/** IPv6 extension headers (RFC 8200 §4), and the authentication header of both versions (RFC 4302). */
import { u16, u32, u8 } from '../../net/octets.ts';
import { isFragment, type IpPacket } from './ip-packet.ts';
import { Protocol } from './protocol.ts';

const MAX_HEADERS = 8;
const FRAGMENT_HEADER = 8;

/** Moves `ip` on to the first header that is none of these, or into a fragment. False if it is cut, or there is no end of them. */
export function skipExtensionHeaders(ip: IpPacket): boolean {
  for (let count = 0; count <= MAX_HEADERS; count++) {
    if (isFragment(ip)) return true;
    const length = extensionLength(ip);
    if (length === 0) return true;
    if (ip.payloadAt + length > ip.payloadEnd) return false;
    if (ip.protocol === Protocol.Fragment) readFragmentHeader(ip);
    ip.protocol = u8(ip.bytes, ip.payloadAt);
    ip.payloadAt += length;
  }
  return false;
}

/** 0 if no extension header stands at `ip.payloadAt`. */
function extensionLength({ protocol, bytes, payloadAt, addressLength }: IpPacket): number {
  if (protocol === Protocol.AH) return (u8(bytes, payloadAt + 1) + 2) * 4;
  if (addressLength === 4) return 0;
  switch (protocol) {
    case Protocol.HopByHop:
    case Protocol.Routing:
    case Protocol.DestinationOptions:
      return (u8(bytes, payloadAt + 1) + 1) * 8;
    case Protocol.Fragment:
      return FRAGMENT_HEADER;
    default:
      return 0;
  }
}

function readFragmentHeader(ip: IpPacket): void {
  const offset = u16(ip.bytes, ip.payloadAt + 2);
  ip.fragmentOffset = offset & 0xfff8;
  ip.moreFragments = (offset & 1) !== 0;
  ip.fragmentId = u32(ip.bytes, ip.payloadAt + 4);
}
