import type { Packet } from '../../src/forwarding/firewall.ts';

/** The first packet of a peer (192.168.10.1) that dials the node (192.168.10.11). */
export const dialIn = (changes: Partial<Packet> = {}): Packet => ({
  family: 'ipv4',
  protocol: 'tcp',
  source: '192.168.10.1',
  destination: '192.168.10.11',
  sourcePort: [1024, 65_535],
  destinationPort: [179, 179],
  inInterface: 'eth0',
  outInterface: '-',
  state: 'NEW',
  tcpFlags: ['SYN'],
  isFromHere: false,
  isForHere: true,
  ...changes,
});
