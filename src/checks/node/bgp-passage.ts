/** Whether a node's firewall lets the packets of a BGP session pass, in each direction that may be dialled. */
import { type DroppedBy, type Packet, passFirewall } from '../../forwarding/firewall.ts';
import { lookupOf } from '../../forwarding/lookup.ts';
import type { Hook } from '../../model/firewall.ts';
import type { NodeSeen } from '../../model/node.ts';
import { ownAddresses } from '../route/addresses.ts';

const BGP = 179;
/** What systems take a source port from, at most. */
const EPHEMERAL = [1024, 65_535] as const;
const INWARD: readonly Hook[] = ['prerouting', 'input'];
const OUTWARD: readonly Hook[] = ['output', 'postrouting'];

export interface Drop {
  readonly by: DroppedBy;
  readonly packet: Packet;
  /** `true`: the peer dials; the first packet of a connection, or the answer to it. */
  readonly isPeerDialling: boolean;
  readonly isAnswer: boolean;
}

export interface Passages {
  /** By certain rules, of each direction the first packet that is dropped. */
  readonly drops: readonly Drop[];
  /** For certain it can be dialled so, as far as this firewall goes. */
  readonly isOpenInward: boolean;
  readonly isOpenOutward: boolean;
}

/** @param local the address of the session on the node; null where it is not known */
export function bgpPassages(node: NodeSeen, peer: string, local: string | null): Passages {
  const family = peer.includes(':') ? ('ipv6' as const) : ('ipv4' as const);
  const device = linkOf(node, peer);
  const addresses = ownAddresses(node, family);
  const own = local ?? (addresses.length === 1 ? (addresses[0] ?? null) : null);
  const rulesets = node.rulesets ?? [];
  const inward = {
    family,
    source: peer,
    destination: own,
    inInterface: device,
    outInterface: '-',
    isFromHere: false,
    isForHere: true,
  };
  const outward = {
    family,
    source: own,
    destination: peer,
    inInterface: '-',
    outInterface: device,
    isFromHere: true,
    isForHere: false,
  };
  const pass = (
    way: typeof inward | typeof outward,
    hooks: readonly Hook[],
    isPeerDialling: boolean,
    isAnswer: boolean,
  ) => {
    const [sourcePort, destinationPort] = isAnswer
      ? [[BGP, BGP] as const, EPHEMERAL]
      : [EPHEMERAL, [BGP, BGP] as const];
    const packet: Packet = {
      ...way,
      protocol: 'tcp',
      sourcePort,
      destinationPort,
      state: isAnswer ? 'ESTABLISHED' : 'NEW',
      tcpFlags: isAnswer ? ['SYN', 'ACK'] : ['SYN'],
    };
    return { passage: passFirewall(rulesets, packet, hooks), packet, isPeerDialling, isAnswer };
  };
  const dialled = [pass(inward, INWARD, true, false), pass(outward, OUTWARD, true, true)];
  const dialling = [pass(outward, OUTWARD, false, false), pass(inward, INWARD, false, true)];
  return {
    drops: [dialled, dialling].flatMap((way) => way.flatMap(toDrop).slice(0, 1)),
    isOpenInward: dialled.every(({ passage }) => passage.outcome === 'accepted'),
    isOpenOutward: dialling.every(({ passage }) => passage.outcome === 'accepted'),
  };

  function toDrop({ passage, ...rest }: ReturnType<typeof pass>): Drop[] {
    return passage.outcome === 'dropped' ? [{ ...rest, by: passage.by }] : [];
  }
}

/** The interface on whose own network the peer is: by it both what is sent and what comes in passes. */
function linkOf(node: NodeSeen, peer: string): string | null {
  if (node.routes === null) return null;
  const found = lookupOf(node)({ destination: peer, source: null });
  if (found.kind !== 'route' || found.hops.length !== 1) return null;
  const [hop] = found.hops;
  return hop?.via === null ? hop.device : null;
}
