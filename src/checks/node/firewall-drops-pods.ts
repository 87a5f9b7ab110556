import { type DroppedBy, type Packet, passFirewall } from '../../forwarding/firewall.ts';
import type { Route } from '../../model/kernel.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { forwardCommand, writerOf } from '../remedies/firewall.ts';
import { NOT_APPLICABLE, type NodeDraft, defineNodeCheck } from '../sysctl/define-node-check.ts';
import { has, isDefault } from '../sysctl/values.ts';
import { DOCKER, FIREWALLD, IPTABLES, NFT, referencesOf } from './references.ts';

export const firewallDropsPods: Check = defineNodeCheck({
  id: 'node/firewall-drops-pods',
  severity: 'error',
  explains: ['node/pods-unreachable'],
  docs: {
    what: 'What a node forwards between its pods and those of other nodes is dropped or rejected at the hook FORWARD.',
    why:
      'A new TCP connection from a pod of the node (its address and link by the routes) to a pod of another node, and the other way, goes through all chains as the kernel would have it. Docker sets the policy of FORWARD to DROP when it starts and accepts its own containers only; firewalld rejects what no zone or policy of it accepts. ' +
      'An accept of one table does not save a packet that a chain of another one, with a higher priority, drops. Chains of network policies (Calico, kube-router) drop on purpose and are no fault; Cilium and Calico’s eBPF mode forward past iptables, so there it is not judged. Only what drops for certain counts.',
    remedy: [
      action('allow-in-firewall', {
        on: 'NODE',
        peer: 'NODE',
        command: 'iptables -A FORWARD -i POD-LINK -j ACCEPT && iptables -A FORWARD -o POD-LINK -j ACCEPT',
      }),
      action('keep-firewall-rule', { on: 'NODE', peer: 'NODE' }),
    ],
    references: [DOCKER, FIREWALLD, IPTABLES, NFT],
  },
  parts: ['rulesets', 'routes'],
  judge(node) {
    const pods = podsOf(node);
    if (pods.length === 0 || has(node, 'cilium') || node.links.has('bpfin.cali')) return NOT_APPLICABLE;
    const remotes = remotesOf(node);
    for (const pod of pods) {
      const remote = remotes.find(({ family }) => family === pod.family);
      const drops = passages(node, pod, remote ?? null).filter(({ by }) => !isPolicy(by));
      const [first] = drops;
      if (first !== undefined) return [toDraft(node, pod, first)];
    }
    return [];
  },
});

interface Place {
  readonly family: Packet['family'];
  readonly address: string;
  readonly device: string;
  readonly route: Route;
}

/** A pod of each family; its link tells it. */
function podsOf(node: NodeSeen): readonly Place[] {
  const found = new Map<string, Place>();
  for (const route of node.routes ?? []) {
    const [hop] = route.nextHops;
    const device = hop?.device ?? null;
    if (route.type !== 'unicast' || device === null || hop?.via !== null) continue;
    const role = node.links.get(device)?.role;
    const isOne = role === 'pod' && /\/(?:32|128)$/.test(route.destination);
    if ((isOne || role === 'bridge') && !route.destination.startsWith('fe80') && !found.has(route.family)) {
      found.set(route.family, { family: route.family, address: hostOf(route.destination), device, route });
    }
  }
  return [...found.values()];
}

/** Pods of other nodes, where a route of the CNI leads: by its daemon, or into its tunnel. */
function remotesOf(node: NodeSeen): readonly Place[] {
  return (node.routes ?? []).flatMap((route) => {
    const [hop] = route.nextHops;
    const device = hop?.device ?? null;
    if (route.type !== 'unicast' || device === null || hop?.via === null || isDefault(route)) return [];
    const isOfCni = /^(?:bird|12|17|80)$/.test(route.protocol) || node.links.get(device)?.role === 'tunnel';
    return isOfCni ? [{ family: route.family, address: hostOf(route.destination), device, route }] : [];
  });
}

/** An address of a prefix: itself, or one after its first. */
function hostOf(prefix: string): string {
  const [address = '', length = ''] = prefix.split('/');
  if (length === '32' || length === '128') return address;
  if (address.includes(':')) return address.endsWith('::') ? `${address}5` : address;
  const octets = address.split('.').map(Number);
  return [...octets.slice(0, -1), (octets.at(-1) ?? 0) + 5].join('.');
}

const ANY = [1, 65_535] as const;

interface Passed {
  readonly by: DroppedBy;
  readonly isOutward: boolean;
}

function passages(node: NodeSeen, pod: Place, remote: Place | null): readonly Passed[] {
  const common = {
    family: pod.family,
    protocol: 'tcp',
    sourcePort: ANY,
    destinationPort: ANY,
    state: 'NEW',
    tcpFlags: ['SYN'],
    isFromHere: false,
    isForHere: false,
  } as const;
  const out: Packet = {
    ...common,
    source: pod.address,
    destination: remote?.address ?? null,
    inInterface: pod.device,
    outInterface: remote?.device ?? null,
  };
  const back: Packet = {
    ...common,
    source: remote?.address ?? null,
    destination: pod.address,
    inInterface: remote?.device ?? null,
    outInterface: pod.device,
  };
  return [out, back].flatMap((packet) => {
    const passage = passFirewall(node.rulesets ?? [], packet, ['prerouting', 'forward']);
    return passage.outcome === 'dropped' ? [{ by: passage.by, isOutward: packet === out }] : [];
  });
}

/** Network policies are meant to drop. */
const isPolicy = ({ chain, path }: DroppedBy): boolean =>
  [chain.name, ...path.map(({ text }) => text)].some((text) =>
    /\bcali-|\bKUBE-(?:NWPLCY|POD-FW|ROUTER|NETWORK-POLICIES)|\bCILIUM/.test(text),
  );

function toDraft(node: NodeSeen, pod: Place, { by, isOutward }: Passed): NodeDraft {
  const on = node.name;
  const { base, chain, rule, at, path } = by;
  const isPolicyOfChain = rule === null;
  const writer = writerOf([base, chain, ...(isPolicyOfChain ? dockerOf(node) : [])]);
  const words = isPolicyOfChain
    ? `the policy of the chain ${base.table} ${base.name} is to drop, and no rule before accepts them`
    : `\`${at.text}\``;
  const position = isPolicyOfChain ? null : base.rules.findIndex((each) => each.at === (path[0] ?? at));
  const wildcard = node.links.get(pod.device)?.role === 'pod' ? pod.device.replace(/[\da-f]{6,}$/, '*') : pod.device;
  const command = forwardCommand(base, by.command, wildcard, position);
  return {
    references: [...(writer === 'docker' ? [DOCKER] : []), ...referencesOf(by)],
    title: `The firewall of ${on} ${by.how === 'silence' ? 'drops' : 'rejects'} what it forwards ${isOutward ? 'from' : 'to'} its pods: ${words}.`,
    cause: `${WRITERS[writer ?? ''] ?? 'Walked were all chains by which a new TCP connection comes'}${path.length === 0 ? '' : `, by ${path.map(({ text }) => `\`${text}\``).join(', ')}`}. Pods of ${on} (${pod.address} by ${pod.device}) reach pods of other nodes, and are reached, only if every chain at that hook lets them pass.`,
    evidence: [at, ...path, pod.route.at],
    remedy: [
      action('allow-in-firewall', { on, peer: on, ...(command !== undefined && { command }) }),
      action('keep-firewall-rule', { on, peer: on, ...keep(writer, pod) }),
    ],
  };
}

const dockerOf = ({ rulesets }: NodeSeen) =>
  (rulesets ?? []).flatMap(({ chains }) => chains.filter(({ name }) => name.startsWith('DOCKER'))).slice(0, 1);

const WRITERS: Readonly<Record<string, string>> = {
  docker: 'Docker sets that policy when it starts, and accepts its own containers only',
  firewalld: 'firewalld rejects what it is not told to forward',
  ufw: 'ufw drops what is forwarded unless it is told otherwise',
};

function keep(writer: string | null, { route }: Place): { readonly command?: string; readonly place?: string } {
  if (writer === 'firewalld') {
    return {
      command: `firewall-cmd --permanent --zone=trusted --add-source=${route.destination} && firewall-cmd --reload`,
    };
  }
  if (writer === 'docker')
    return { place: 'a unit that runs after Docker, or "ip-forward-no-drop": true in /etc/docker/daemon.json' };
  if (writer === 'ufw') return { place: 'DEFAULT_FORWARD_POLICY="ACCEPT" in /etc/default/ufw, or ufw route allow' };
  return { place: 'iptables-persistent, nftables.conf, a script' };
}
