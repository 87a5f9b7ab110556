import type { ClusterNode } from '../../model/cluster.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { formatAddress } from '../../net/address.ts';
import { parseAddress } from '../../net/parse.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { CALICO_AUTODETECTION } from './references.ts';

export const nodeAddressMismatch: Check = defineCheck({
  id: 'network/node-address-mismatch',
  severity: 'error',
  explains: [],
  docs: {
    what: 'The address that a node peers by is on none of its interfaces, or on a link of docker, libvirt or the CNI.',
    why:
      "The address is the speaker's own in its session, or the one that Calico noted for the node (`projectcalico.org/IPv4Address`); the interfaces are those of `ip addr`, or the table `local`. BIRD cannot bind to an address that is gone (“Cannot assign requested address”), and autodetection that takes the first address may take docker0's, which every node has. " +
      'An address of the node that is merely another than its InternalIP is normal where BGP has a network of its own: info.',
    remedy: [
      action('set-autodetection', { on: 'NODE', peer: 'ADDRESS' }),
      action('nothing-if-intended', { on: 'NODE', peer: 'ADDRESS' }),
    ],
    references: [CALICO_AUTODETECTION],
  },
  needs: ['nodes'],
  wants: ['cluster'],
  run({ nodes, cluster }) {
    const judged = nodes.flatMap((node) => {
      const own = addressesOf(node);
      if (own === null) return [];
      const known = (cluster?.nodes ?? []).filter(({ name }) => name === node.name);
      const told = peeringOf(node, known);
      return told.map((each) => ({ node, own, known, ...each }));
    });
    if (judged.length === 0) return { outcome: 'not-applicable' };
    return judged.flatMap((each) => toDraft(each) ?? []);
  },
});

interface Judged {
  readonly node: NodeSeen;
  /** Each address with its interface. */
  readonly own: ReadonlyMap<string, string>;
  readonly known: readonly ClusterNode[];
  readonly address: string;
  readonly at: EvidenceRef;
}

/** Null where not all of its addresses were given. */
function addressesOf({ interfaces, routes }: NodeSeen): ReadonlyMap<string, string> | null {
  const own = new Map<string, string>();
  for (const { type, destination, nextHops } of routes ?? []) {
    if (type === 'local') own.set(canonical(destination.split('/')[0] ?? ''), nextHops[0]?.device ?? '');
  }
  const isWhole = own.size > 0 || interfaces?.some(({ name }) => name === 'lo') === true;
  for (const { name, addresses } of interfaces ?? [])
    for (const { address } of addresses) own.set(canonical(address), name);
  return isWhole && own.size > 1 ? own : null;
}

/** IPv6 has many ways to write an address. */
function canonical(text: string): string {
  const octets = parseAddress(text);
  return octets === null ? text : formatAddress(octets, 0, octets.length === 4 ? 4 : 16);
}

function peeringOf({ peers }: NodeSeen, known: readonly ClusterNode[]) {
  const told = new Map<string, EvidenceRef>();
  for (const { address, at } of known.flatMap(({ peering }) => peering)) told.set(canonical(address), at);
  for (const { speaker, source, line, text } of peers) {
    const { address } = speaker;
    if (address !== null && parseAddress(address) !== null && !told.has(canonical(address)))
      told.set(canonical(address), { source, line, text });
  }
  return [...told].map(([address, at]) => ({ address, at }));
}

const FOREIGN = /^(?:docker|br-|virbr|podman|lxdbr)/;

function toDraft({ node, own, known, address, at }: Judged): Draft | null {
  const on = node.name;
  const device = own.get(address);
  const about = { subject: { kind: 'node' as const, id: on }, blame: null, evidence: [at] };
  const remedy = [action('set-autodetection', { on, peer: address })];
  if (device === undefined) {
    if (own.size > 0 && ![...own.keys()].some((each) => each.includes(':') === address.includes(':'))) return null;
    return {
      ...about,
      title: `${on} peers by ${address}, which is on none of its interfaces.`,
      cause:
        'Its address has changed since the speaker was told: it cannot send from there, and peers that dial it reach nobody, or another host.',
      remedy,
    };
  }
  if (FOREIGN.test(device) || node.links.has(device)) {
    return {
      ...about,
      title: `${on} peers by ${address}, which is on ${device}.`,
      cause: `That link is not for other nodes${FOREIGN.test(device) ? ', and other nodes have the same address on it' : ''}: autodetection took the wrong interface.`,
      remedy,
    };
  }
  const internal = known
    .flatMap(({ addresses }) => addresses)
    .filter((each) => each.includes(':') === address.includes(':'));
  if (internal.length === 0 || internal.map(canonical).includes(address)) return null;
  return {
    ...about,
    severity: 'info',
    title: `${on} peers by ${address} on ${device}, and its InternalIP is ${internal.join(', ')}.`,
    cause:
      'A network of its own for BGP is normal; autodetection that took another interface than it should looks the same.',
    remedy: [action('nothing-if-intended', { on, peer: address }), ...remedy],
  };
}
