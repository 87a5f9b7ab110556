import type { Chain } from '../../model/firewall.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { EvidenceRef } from '../../model/report.ts';
import { parseAddress } from '../../net/parse.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { allowCommand, type Opening, writerOf, zoneOf } from '../remedies/firewall.ts';
import { MANY, sessionSubject } from '../status/define-peer-check.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { bgpPassages, type Drop, type Passages } from './bgp-passage.ts';
import { FIREWALLD, IPTABLES, NFT, referencesOf } from './references.ts';

export const firewallDropsBgp: Check = defineNodeCheck({
  id: 'node/firewall-drops-bgp',
  severity: 'error',
  explains: [
    'bgp/tcp-no-answer',
    'bgp/tcp-refused',
    'bgp/tcp-unreachable',
    'calico/peer-not-established',
    'cilium/peer-not-established',
    'kube-router/peer-not-established',
    'metallb/session-down',
    'node/peer-not-established',
  ],
  docs: {
    what: 'Rules of iptables or nftables on the node drop or reject the BGP packets of a session that is not Established.',
    why:
      'The first packet of a connection in each direction (TCP from a port above 1023 to port 179, conntrack state NEW), and the first answer to it, go through all chains at their hooks, by priority, as the kernel would have them: jumps, policies, sets of nftables, marks. ' +
      'Only what drops for certain counts: where a rule before it matches on what cannot be evaluated (an ipset, a limit, a module), or the packet may be translated, nothing is said. Rules in BPF programs are not seen. ' +
      'A node whose own dialling passes may still have its session by that direction, unless the other side only waits for it, as one side of each pair in Calico’s mesh does.',
    remedy: [
      action('allow-in-firewall', {
        on: 'NODE',
        peer: 'PEER',
        command: 'iptables -I INPUT 1 -p tcp -s PEER --dport 179 -j ACCEPT',
      }),
      action('keep-firewall-rule', { on: 'NODE', peer: 'PEER' }),
      action('keep-firewall-rule', {
        on: 'NODE',
        peer: 'PEER',
        command: 'firewall-cmd --permanent --zone=ZONE --add-port=179/tcp && firewall-cmd --reload',
      }),
    ],
    references: [IPTABLES, NFT, FIREWALLD],
  },
  parts: ['rulesets'],
  judge(node, nodes) {
    const down = node.peers.filter(isInDoubt);
    if (down.length === 0) return NOT_APPLICABLE;
    const peers = nodes.flatMap((each) => each.peers);
    return together(
      node,
      down.flatMap((peer) => judge(node, peer, peers)),
    );
  },
});

/** Of a speaker that has no session at all and many that are down, they are one finding, as they are of its own check. */
function together({ name, peers }: NodeSeen, drafts: readonly NodeDraft[]): readonly NodeDraft[] {
  const [first, second] = drafts;
  if (drafts.length < MANY || first === undefined || second === undefined) return drafts;
  if (peers.some(({ established }) => established === true)) return drafts;
  const { label } = peers[0]?.speaker ?? { label: '' };
  return [
    {
      ...first,
      subject: { kind: 'node', id: label === '' ? name : label },
      title: `${first.title} So it is with ${drafts.length} peers.`,
      evidence: drafts.flatMap(({ evidence }) => evidence).filter(isFirstRef),
      remedy: drafts.flatMap(({ remedy }) => remedy).filter(isFirst),
    },
  ];
}

const isFirstRef = (each: EvidenceRef, index: number, all: readonly EvidenceRef[]): boolean =>
  all.findIndex(({ source, line }) => source === each.source && line === each.line) === index;

/** Its TCP does not come up, as far as its speaker says. A router's own session is none of this node. */
const isInDoubt = ({ established, reason, speaker }: PeerStatus): boolean =>
  established === false &&
  (reason === null || reason.kind === 'network' || reason.code === 'passive') &&
  NODE_DAEMONS.has(speaker.daemon);

const NODE_DAEMONS: ReadonlySet<string> = new Set(
  'bird calico cilium exabgp frr gobgp kube-router metallb openbgpd'.split(' '),
);
/** They dial, and do not listen unless they are told to. */
const DIALLERS: ReadonlySet<string> = new Set(['cilium', 'metallb']);

function judge(node: NodeSeen, status: PeerStatus, peers: readonly PeerStatus[]): NodeDraft[] {
  const { address } = status.peer;
  if (address === null || parseAddress(address) === null) return [];
  const { speaker, source, line, text } = status;
  const passages = bgpPassages(node, address, speaker.address);
  const drops = passages.drops.filter(({ isPeerDialling }) => !isPeerDialling || !DIALLERS.has(speaker.daemon));
  const [drop] = drops;
  if (drop === undefined) return [];
  return [
    {
      subject: { kind: 'session', id: sessionSubject(status, peers, node.name) },
      blame: speaker.address,
      references: referencesOf(drop.by),
      title: titleOf(node.name, address, drop),
      cause: causeOf(node.name, drops, passages),
      evidence: [...drops.flatMap(rulesOf), { source, line, text }],
      remedy: drops.flatMap((each) => remedyOf(node.name, address, each)).filter(isFirst),
    },
  ];
}

const isFirst = (each: Action, index: number, all: readonly Action[]): boolean =>
  all.findIndex(({ id, command }) => id === each.id && command === each.command) === index;

const rulesOf = ({ by }: Drop): readonly EvidenceRef[] => [by.at, ...by.path];

const VERBS = { silence: 'drops', reset: 'rejects', icmp: 'rejects' } as const;

function titleOf(on: string, peer: string, { by, isAnswer, isPeerDialling }: Drop): string {
  const packets = isPeerDialling
    ? isAnswer
      ? `its answers to ${peer} from TCP port 179`
      : `TCP port 179 from ${peer}`
    : isAnswer
      ? `what ${peer} answers from TCP port 179`
      : `what it sends to TCP port 179 of ${peer}`;
  return `The firewall of ${on} ${VERBS[by.how]} ${packets}: ${wordsOf(by)}.`;
}

const wordsOf = ({ rule, chain, at }: Drop['by']): string =>
  rule === null
    ? `the policy of the chain ${chain.table} ${chain.name} is to drop, and no rule before accepts it`
    : `\`${at.text}\``;

const TOLD = {
  silence: 'the sender hears nothing, and repeats its SYN until it gives up',
  reset: 'the sender gets a TCP reset, as if nobody listened (“Connection refused”)',
  icmp: 'the sender gets an ICMP error (“No route to host”, “Host is unreachable”)',
} as const;

function causeOf(on: string, drops: readonly Drop[], { isOpenInward, isOpenOutward }: Passages): string {
  const [first] = drops;
  const path = first?.by.path ?? [];
  const told = first === undefined ? '' : TOLD[first.by.how];
  const by = path.length === 0 ? '' : ` It gets there by ${path.map(({ text }) => `\`${text}\``).join(', ')}.`;
  if (drops.length > 1) return `Neither side can dial the other: ${told}.${by}`;
  if (first?.isPeerDialling === true) {
    const other = isOpenOutward
      ? `${on} itself may dial out, as far as its own firewall goes`
      : `whether ${on} may dial out, its rules do not tell`;
    return `So the peer cannot dial ${on}: ${told}. ${other}; a session whose other side only waits (passive) does not come up.${by}`;
  }
  const other = isOpenInward
    ? `the peer may dial ${on}, as far as this firewall goes`
    : `whether the peer may dial ${on}, its rules do not tell`;
  return `So ${on} cannot dial its peer: ${told}. Where ${other}.${by}`;
}

function remedyOf(on: string, peer: string, { by, packet, isAnswer }: Drop): readonly Action[] {
  const isInward = by.base.base?.hook === 'prerouting' || by.base.base?.hook === 'input';
  const opening: Opening = {
    family: packet.family,
    protocol: 'tcp',
    source: isInward ? peer : null,
    destination: isInward ? null : peer,
    sourcePort: isAnswer ? 179 : null,
    destinationPort: isAnswer ? null : 179,
  };
  const command = allowCommand(by.base, by.command, opening);
  const keep = keepCommand([by.base, by.chain], opening, isInward);
  return [
    action('allow-in-firewall', { on, peer, ...(command !== undefined && { command }) }),
    action('keep-firewall-rule', { on, peer, ...keep }),
  ];
}

/** Where the rule has to be written so that it stays. */
function keepCommand(
  chains: readonly Chain[],
  { source, destination, destinationPort }: Opening,
  isInward: boolean,
): { readonly command?: string; readonly place?: string } {
  const writer = writerOf(chains);
  if (destinationPort === null) return writer === null ? {} : { place: writer };
  if (writer === 'firewalld' && isInward) {
    const zone = zoneOf(chains);
    return {
      command: `firewall-cmd --permanent${zone === null ? '' : ` --zone=${zone}`} --add-port=${destinationPort}/tcp && firewall-cmd --reload`,
    };
  }
  if (writer === 'ufw') {
    const to = isInward
      ? `allow proto tcp from ${source} to any port ${destinationPort}`
      : `allow out proto tcp to ${destination} port ${destinationPort}`;
    return { command: `ufw ${to}` };
  }
  if (writer === 'calico') return { place: 'a policy of Calico for host endpoints, or its failsafe ports' };
  return { place: writer ?? 'iptables-persistent, nftables.conf, a script' };
}
