/** PPP (RFC 1661), with and without the HDLC-like framing of RFC 1662, and Cisco HDLC. */
import { u16, u8 } from '../../net/octets.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from './network-layer.ts';

const HDLC_ADDRESS_AND_CONTROL = 0xff03;
const PppProtocol = { IPv4: 0x0021, IPv6: 0x0057 } as const;
const CiscoHdlcAddress = { Unicast: 0x0f, Broadcast: 0x8f } as const;
const CISCO_HEADER = 4;

export function readPpp(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  const at = u16(bytes, start) === HDLC_ADDRESS_AND_CONTROL ? start + 2 : start;
  // A protocol field that was compressed (RFC 1661 §6.5) is one octet, and odd.
  const length = u8(bytes, at) & 1 ? 1 : 2;
  const protocol = length === 1 ? u8(bytes, at) : u16(bytes, at);
  setNetworkLayer(found, at + length <= end ? etherTypeOf(protocol) : EtherType.Nothing, Math.min(at + length, end));
}

/** LINKTYPE_PPP_HDLC holds either: the address octet tells. */
export function readPppHdlc(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  const address = u8(bytes, start);
  if (address !== CiscoHdlcAddress.Unicast && address !== CiscoHdlcAddress.Broadcast) {
    return readPpp(bytes, start, end, found);
  }
  const at = start + CISCO_HEADER;
  setNetworkLayer(found, at <= end ? u16(bytes, start + 2) : EtherType.Nothing, Math.min(at, end));
}

function etherTypeOf(protocol: number): number {
  if (protocol === PppProtocol.IPv4) return EtherType.IPv4;
  return protocol === PppProtocol.IPv6 ? EtherType.IPv6 : EtherType.Nothing;
}
