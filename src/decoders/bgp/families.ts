import { Afi, AFI_NAMES, Safi, SAFI_NAMES } from './registry/address-families.ts';

/** The number that stands for an address family wherever one is a key: AFI × 256 + SAFI. */
export const familyCode = (afi: number, safi: number): number => afi * 256 + safi;

/** All that have both names: for a message that is known to have path identifiers, in whichever family it speaks of. */
export const EVERY_FAMILY: ReadonlySet<number> = new Set(
  Object.keys(AFI_NAMES).flatMap((afi) => Object.keys(SAFI_NAMES).map((safi) => familyCode(Number(afi), Number(safi)))),
);

export const IPV4_UNICAST: number = familyCode(Afi.IPV4, Safi.UNICAST);

/** `ipv4-unicast`, `vpnv4`, `l2vpn-evpn`; `afi-26-safi-1` where the AFI or the SAFI has no name here. */
export function familyName(afi: number, safi: number): string {
  const family = AFI_NAMES[afi];
  const use = SAFI_NAMES[safi];
  if (family === undefined || use === undefined) return `afi-${afi}-safi-${safi}`;
  if (safi === Safi.VPN && afi === Afi.IPV4) return 'vpnv4';
  if (safi === Safi.VPN && afi === Afi.IPV6) return 'vpnv6';
  return `${family}-${use}`;
}

export const familyNameOf = (code: number): string => familyName(code >> 8, code & 0xff);
