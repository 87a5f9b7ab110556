/** From the link type of a capture to the packet behind its link-layer header. */
import { u8 } from '../../net/octets.ts';
import { readEthernet } from './ethernet.ts';
import { isOutgoingJuniper, readJuniperEthernet } from './juniper.ts';
import { isOutgoingSll, isOutgoingSll2, readSll, readSll2 } from './linux-sll.ts';
import { readLoopback } from './loopback.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from './network-layer.ts';
import { readPpp, readPppHdlc } from './ppp.ts';

/** Those of the LINKTYPE_ registry that we read. 12 and 14 are DLT_RAW of BSDs, which some writers put into files. */
export const LinkType = {
  NULL: 0,
  ETHERNET: 1,
  PPP: 9,
  DLT_RAW: 12,
  DLT_RAW_OPENBSD: 14,
  PPP_HDLC: 50,
  RAW: 101,
  LOOP: 108,
  LINUX_SLL: 113,
  JUNIPER_ETHER: 178,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL2: 276,
} as const;

/** Fills `found` with what begins behind the link-layer header; `found.at` never exceeds `end`. */
export function findNetworkLayer(
  bytes: Uint8Array,
  start: number,
  end: number,
  linkType: number,
  found: NetworkLayer,
): void {
  switch (linkType) {
    case LinkType.ETHERNET:
      return readEthernet(bytes, start, end, found);
    case LinkType.LINUX_SLL2:
      return readSll2(bytes, start, end, found);
    case LinkType.LINUX_SLL:
      return readSll(bytes, start, end, found);
    case LinkType.RAW:
    case LinkType.DLT_RAW:
    case LinkType.DLT_RAW_OPENBSD:
      return setNetworkLayer(found, etherTypeOfVersion(u8(bytes, start) >> 4), start);
    case LinkType.IPV4:
      return setNetworkLayer(found, EtherType.IPv4, start);
    case LinkType.IPV6:
      return setNetworkLayer(found, EtherType.IPv6, start);
    case LinkType.NULL:
    case LinkType.LOOP:
      return readLoopback(bytes, start, end, found);
    case LinkType.PPP:
      return readPpp(bytes, start, end, found);
    case LinkType.PPP_HDLC:
      return readPppHdlc(bytes, start, end, found);
    case LinkType.JUNIPER_ETHER:
      return readJuniperEthernet(bytes, start, end, found);
    default:
      return setNetworkLayer(found, EtherType.UnknownLinkType, end);
  }
}

/** Whether the capturing host sent the packet; null where the link layer does not say. */
export function isOutgoing(bytes: Uint8Array, start: number, linkType: number): boolean | null {
  switch (linkType) {
    case LinkType.LINUX_SLL:
      return isOutgoingSll(bytes, start);
    case LinkType.LINUX_SLL2:
      return isOutgoingSll2(bytes, start);
    case LinkType.JUNIPER_ETHER:
      return isOutgoingJuniper(bytes, start);
    default:
      return null;
  }
}

function etherTypeOfVersion(version: number): number {
  if (version === 4) return EtherType.IPv4;
  return version === 6 ? EtherType.IPv6 : EtherType.Nothing;
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(LinkType).map(([name, linkType]) => [linkType, name]),
);

/** By the LINKTYPE_ registry; `unknown (147 / 0x93)` for those that we do not read. */
export const linkTypeName = (linkType: number): string =>
  NAMES.get(linkType) ?? `unknown (${linkType} / 0x${linkType.toString(16)})`;
