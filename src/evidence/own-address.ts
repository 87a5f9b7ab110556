import type { BgpSession } from '../model/bgp-session.ts';
import type { PeerStatus } from '../model/peer-status.ts';
import type { Output } from '../parsers/format.ts';
import type { Paste } from '../parsers/recognise.ts';

/**
 * Gives speakers that don't tell it (`calico node status`) the address that a capture shows of their session, so that what is
 * said of it, on the node and on the wire, is said of one session.
 * @param nodes names by captures' names
 */
export function withOwnAddresses(
  pastes: readonly Paste[],
  sessions: readonly BgpSession[],
  nodes: ReadonlyMap<string, string>,
): readonly Paste[] {
  const addresses = addressesOf(pastes.flatMap(({ found }) => found.map(({ output }) => output)));
  function locate(status: PeerStatus): PeerStatus {
    const { speaker, peer } = status;
    const { node } = speaker;
    if (speaker.address !== null || node === null) return status;
    const own = sessions.flatMap(({ local, remote, firstSeen }) => {
      const [end] = [local.address, remote.address].filter((address) => address !== peer.address);
      const isOfPeer = local.address === peer.address || remote.address === peer.address;
      if (end === undefined || !isOfPeer) return [];
      const isOfNode = end === node || nodes.get(firstSeen.source) === node || addresses.get(node)?.has(end) === true;
      return isOfNode ? [end] : [];
    });
    const [address, ...others] = new Set(own);
    if (address === undefined || others.length > 0) return status;
    return { ...status, speaker: { ...speaker, address } };
  }
  const located = (output: Output): Output =>
    output.peers === undefined ? output : { ...output, peers: output.peers.map(locate) };
  return pastes.map(({ found, unknown }) => ({
    found: found.map((each) => ({ ...each, output: located(each.output) })),
    unknown,
  }));
}

/** By node, as `ip addr` tells them. */
function addressesOf(outputs: readonly Output[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { node, interfaces } of outputs.flatMap(({ kernel }) => kernel ?? [])) {
    if (node === null || interfaces === undefined) continue;
    const known = found.get(node) ?? new Set();
    for (const { addresses } of interfaces) for (const { address } of addresses) known.add(address);
    found.set(node, known);
  }
  return found;
}
