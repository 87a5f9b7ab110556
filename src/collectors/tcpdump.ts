/** The capture of a node, as tcpdump is asked for it. */

const BGP_PORT = 179;
/** More addresses than this make a filter that old kernels refuse: then ARP of all hosts. */
const MOST_PEERS = 100;

/**
 * What bears on BGP: its sessions, ICMP errors, fragments of TCP, who asks for a peer's hardware address, and BFD (RFC 5881 §4,
 * RFC 5883 §5).
 */
export function captureFilter(ports: readonly number[], peers: readonly string[]): string {
  const tcp = [...new Set([BGP_PORT, ...ports])].map((port) => `tcp port ${port}`);
  const hosts = peers.filter((peer) => /^\d+(?:\.\d+){3}$/.test(peer));
  const arp = hosts.length > 0 && hosts.length <= MOST_PEERS ? hosts.map((host) => `arp host ${host}`) : ['arp'];
  return [
    ...tcp,
    '(icmp and (icmp[0] = 3 or icmp[0] = 5 or icmp[0] = 11 or icmp[0] = 12))',
    '(icmp6 and (ip6[40] < 128 or ip6[40] = 135 or ip6[40] = 136 or ip6[40] = 137))',
    '(ip[9] = 6 and ip[6:2] & 0x1fff != 0)',
    ...arp,
    'udp port 3784 or udp port 4784',
  ].join(' or ');
}

/** The best first: `--immediate-mode` came with 4.8, and `-Z` lacks where privileges are not dropped. */
export function tcpdumpCommands(filter: string): readonly (readonly string[])[] {
  const tcpdump = ['tcpdump', '-U', '-n', '-s', '0', '-i', 'any'];
  return [
    [...tcpdump, '--immediate-mode', '-Z', 'root', '-w', '-', filter],
    [...tcpdump, '-Z', 'root', '-w', '-', filter],
    [...tcpdump, '-w', '-', filter],
  ];
}

/** Whether another form of it may be understood: it does not know an option, or has no such user. */
export const isUnknownOption = (stderr: string): boolean =>
  /(?:unrecognized|invalid|illegal|unknown) option|usage:|couldn't find user/i.test(stderr);
