/** Whether a node's firewall drops BFD's control packets: UDP to port 3784 from one above 49151 (RFC 5881 §4). */
import { type DroppedBy, type Packet, passFirewall } from '../../forwarding/firewall.ts';
import type { Hook } from '../../model/firewall.ts';
import type { NodeSeen } from '../../model/node.ts';

export interface BfdDrop {
  readonly by: DroppedBy;
  readonly isInward: boolean;
}

const INWARD: readonly Hook[] = ['prerouting', 'input'];
const OUTWARD: readonly Hook[] = ['output', 'postrouting'];

/** Null where nothing drops them for certain. @param local null where it is not known */
export function bfdDrop({ rulesets }: NodeSeen, peer: string, local: string | null): BfdDrop | null {
  if (rulesets === null) return null;
  const common = {
    family: peer.includes(':') ? 'ipv6' : 'ipv4',
    protocol: 'udp',
    sourcePort: [49_152, 65_535],
    destinationPort: [BFD_PORT, BFD_PORT],
    state: 'NEW',
    tcpFlags: [],
  } as const;
  const inward: Packet = {
    ...common,
    source: peer,
    destination: local,
    inInterface: null,
    outInterface: '-',
    isFromHere: false,
    isForHere: true,
  };
  const outward: Packet = {
    ...common,
    source: local,
    destination: peer,
    inInterface: '-',
    outInterface: null,
    isFromHere: true,
    isForHere: false,
  };
  for (const [packet, hooks] of [
    [inward, INWARD],
    [outward, OUTWARD],
  ] as const) {
    const passage = passFirewall(rulesets, packet, hooks);
    if (passage.outcome === 'dropped') return { by: passage.by, isInward: packet === inward };
  }
  return null;
}

export const BFD_PORT = 3784;
