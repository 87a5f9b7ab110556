/** Commands that let a packet pass a firewall: iptables(8), nft(8), firewall-cmd(1), ufw(8). */
import type { Chain } from '../../model/firewall.ts';

/** Of which packets; null where it is no matter. */
export interface Opening {
  readonly family: 'ipv4' | 'ipv6';
  readonly protocol: 'tcp' | 'udp';
  readonly source: string | null;
  readonly destination: string | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}

/** Names come from what was pasted: what else they may hold is not for a shell. */
const PLAIN = /^[\w.-]{1,64}$/;

/** A rule at the head of the chain at the hook: accepting there ends that chain. Undefined where a name is not plain. */
export function allowCommand(base: Chain, tool: string, opening: Opening): string | undefined {
  const { table, name, family } = base;
  if (!PLAIN.test(table) || !PLAIN.test(name) || !PLAIN.test(tool)) return undefined;
  const { protocol, source, destination, sourcePort, destinationPort } = opening;
  if (tool === 'nft') {
    const ip = opening.family === 'ipv6' ? 'ip6' : 'ip';
    const words = [
      ...(source === null ? [] : [`${ip} saddr ${source}`]),
      ...(destination === null ? [] : [`${ip} daddr ${destination}`]),
      ...(sourcePort === null ? [] : [`${protocol} sport ${sourcePort}`]),
      ...(destinationPort === null ? [] : [`${protocol} dport ${destinationPort}`]),
    ];
    const printed = family === 'inet' ? 'inet' : family === 'ipv6' ? 'ip6' : 'ip';
    return `nft insert rule ${printed} ${table} ${name} ${words.join(' ')} accept`;
  }
  const words = [
    ...(table === 'filter' ? [] : [`-t ${table}`]),
    `-I ${name} 1`,
    ...(sourcePort === null && destinationPort === null ? [] : [`-p ${protocol}`]),
    ...(source === null ? [] : [`-s ${source}`]),
    ...(destination === null ? [] : [`-d ${destination}`]),
    ...(sourcePort === null ? [] : [`--sport ${sourcePort}`]),
    ...(destinationPort === null ? [] : [`--dport ${destinationPort}`]),
  ];
  return `${tool} ${words.join(' ')} -j ACCEPT`;
}

/**
 * Rules that forward what pods send and get, before the rule at `position` of the chain, or at its end: not at its head, where network
 * policies are.
 * @param link of pods; a `*` at its end is of all that begin so
 */
export function forwardCommand(base: Chain, tool: string, link: string, position: number | null): string | undefined {
  const { table, name, family } = base;
  const isPlain = PLAIN.test(table) && PLAIN.test(name) && PLAIN.test(tool) && PLAIN.test(link.replace(/\*$/, ''));
  if (!isPlain || (position !== null && position < 0)) return undefined;
  if (tool === 'nft') {
    const printed = `${family === 'inet' ? 'inet' : family === 'ipv6' ? 'ip6' : 'ip'} ${table} ${name}`;
    const place = position === null ? `add rule ${printed}` : `insert rule ${printed} index ${position}`;
    return ['iifname', 'oifname'].map((side) => `nft ${place} ${side} '"${link}"' accept`).join(' && ');
  }
  const place = position === null ? `-A ${name}` : `-I ${name} ${position + 1}`;
  const device = link.replace(/\*$/, '+');
  const words = [tool, ...(table === 'filter' ? [] : [`-t ${table}`]), place].join(' ');
  return ['-i', '-o'].map((side) => `${words} ${side} ${device} -j ACCEPT`).join(' && ');
}

/** Who wrote these rules, by the names of their chains. */
export function writerOf(chains: readonly Chain[]): 'firewalld' | 'ufw' | 'calico' | 'docker' | null {
  const names = chains.flatMap(({ table, name }) => [table, name]);
  if (names.some((name) => name === 'firewalld' || /^(?:filter_)?(?:IN|FWD|FWDI)_\w+$/.test(name))) return 'firewalld';
  if (names.some((name) => name.startsWith('ufw'))) return 'ufw';
  if (names.some((name) => name.startsWith('cali-'))) return 'calico';
  return names.some((name) => name.startsWith('DOCKER')) ? 'docker' : null;
}

/** Of firewalld: `filter_IN_public_allow` is of the zone `public`. */
export const zoneOf = (chains: readonly Chain[]): string | null =>
  chains.flatMap(({ name }) => /^(?:filter_)?IN_([A-Za-z][A-Za-z\d-]*)/.exec(name)?.[1] ?? [])[0] ?? null;
