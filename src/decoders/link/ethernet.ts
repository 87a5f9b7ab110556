/**
 * Ethernet II with VLAN tags (IEEE 802.3, 802.1Q), stacked ones too.
 *
 *    0        6        12                 +4 for each tag
 *   +--------+--------+------+-----+-----+-----------+---------
 *   | to     | from   | 8100 | tag | ... | EtherType | packet
 *   +--------+--------+------+-----+-----+-----------+---------
 */
import { u16 } from '../../net/octets.ts';
import { EtherType, setNetworkLayer, type NetworkLayer } from './network-layer.ts';

const ADDRESSES = 12;
const MAX_TAGS = 4;

/** A length instead of an EtherType (802.3 with LLC) is found as what it is: a number below 0x600 that no one asks for. */
export function readEthernet(bytes: Uint8Array, start: number, end: number, found: NetworkLayer): void {
  readEtherType(bytes, start + ADDRESSES, end, found);
}

/** The EtherType at `at`, or the one behind the VLAN tags that begin there. */
export function readEtherType(bytes: Uint8Array, at: number, end: number, found: NetworkLayer): void {
  let typeAt = at;
  let etherType = u16(bytes, typeAt);
  for (let tags = 0; tags < MAX_TAGS && isVlanTag(etherType); tags++) {
    typeAt += 4;
    etherType = u16(bytes, typeAt);
  }
  setNetworkLayer(found, typeAt + 2 <= end ? etherType : EtherType.Nothing, Math.min(typeAt + 2, end));
}

export function isVlanTag(etherType: number): boolean {
  return (
    etherType === EtherType.CustomerVlan || etherType === EtherType.ServiceVlan || etherType === EtherType.StackedVlan
  );
}
