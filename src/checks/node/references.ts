import type { Chain } from '../../model/firewall.ts';
import type { Reference } from '../../model/report.ts';
import { writerOf } from '../remedies/firewall.ts';

export const IPTABLES: Reference = {
  title: 'iptables-extensions(8)',
  url: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
};
export const NFT: Reference = {
  title: 'nftables: base chains, hooks and priorities',
  url: 'https://wiki.nftables.org/wiki-nftables/index.php/Netfilter_hooks',
};
export const FIREWALLD: Reference = {
  title: 'firewall-cmd(1)',
  url: 'https://firewalld.org/documentation/man-pages/firewall-cmd.html',
};
export const DOCKER: Reference = {
  title: 'Docker: packet filtering and firewalls (FORWARD policy)',
  url: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
};

/** What bears on these rules. */
export function referencesOf({
  base,
  chain,
  command,
}: {
  readonly base: Chain;
  readonly chain: Chain;
  readonly command: string;
}): readonly Reference[] {
  const isZoned = writerOf([base, chain]) === 'firewalld';
  return [command === 'nft' ? NFT : IPTABLES, ...(isZoned ? [FIREWALLD] : [])];
}
export const CALICO_PORT: Reference = {
  title: 'Calico: BGPConfiguration (listenPort)',
  url: 'https://docs.tigera.io/calico/latest/reference/resources/bgpconfig',
};
