import type { Listener } from '../../model/firewall.ts';
import type { NodeSeen } from '../../model/node.ts';
import type { Daemon, PeerStatus, ProcessStatus } from '../../model/peer-status.ts';
import { type Check, type Draft, defineCheck } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { bySession, nameOfSpeaker } from './by-session.ts';
import { CALICO_PORT } from './references.ts';

export const port179Conflict: Check = defineCheck({
  id: 'node/port-179-conflict',
  severity: 'error',
  explains: [
    'calico/bird-not-running',
    'calico/peer-not-established',
    'kube-router/peer-not-established',
    'node/peer-not-established',
    'bgp/tcp-refused',
  ],
  docs: {
    what: 'A BGP daemon could not listen on its port, or another process listens on port 179 while the daemon that shows sessions listens nowhere and has none.',
    why:
      'Only one process can listen on an address and port. A second speaker on the node (FRR or BIRD of the host beside Calico, an old CNI) takes TCP port 179 first; the other then says “No listening socket”, “bind: Address in use” or ends, and peers that dial the node reach the wrong speaker. ' +
      '`ss -tlnp` as root names who holds it. Where its output is there and nobody else holds the port, an old message is no fault. Cilium and native MetalLB do not listen, and are not judged by who does.',
    remedy: [
      action('stop-other-listener', { on: 'NODE', peer: 'DAEMON', command: 'ss -tlnp sport = :179' }),
      action('use-another-port', { on: 'NODE', peer: 'DAEMON' }),
    ],
    references: [rfc(4271, '8.2.1'), CALICO_PORT],
  },
  needs: [],
  wants: ['peers', 'processes', 'nodes'],
  run({ peers = [], processes = [], nodes = [] }) {
    if (peers.length + processes.length === 0) return { outcome: 'skipped', missing: ['peers'] };
    const complaining = peers.filter(
      ({ established, reason, speaker }) =>
        established !== true && reason?.code === 'in-use' && isHeld(nodeOf(nodes, speaker.node), speaker.daemon),
    );
    const stuck = processes.filter(({ state }) => state === 'not-listening');
    const quiet = nodes.filter((node) => !complaining.some(({ speaker }) => speaker.node === node.name));
    return [
      ...bySession(complaining, peers, (status) =>
        judge(status, holderOf(nodeOf(nodes, status.speaker.node), status.speaker.daemon)),
      ),
      ...stuck.flatMap((process) => judgeProcess(process, nodes)),
      ...quiet.flatMap((node) => judgeSilent(node)),
    ];
  },
});

const nodeOf = (nodes: readonly NodeSeen[], name: string | null): NodeSeen | undefined =>
  nodes.find((node) => node.name === name) ?? (nodes.length === 1 && name === null ? nodes[0] : undefined);

/** What each daemon calls its process. */
const PROCESSES: Readonly<Partial<Record<Daemon, RegExp>>> = {
  bird: /^bird6?$/,
  calico: /^bird6?$/,
  frr: /^bgpd$/,
  gobgp: /^gobgpd$/,
  'kube-router': /^kube-router/,
  openbgpd: /^bgpd$/,
};

const listenersOf = (node: NodeSeen | undefined): readonly Listener[] | null => {
  const listeners = node?.listeners ?? null;
  // Without root nobody is named.
  return listeners === null || listeners.every(({ process }) => process === null) ? null : listeners;
};

/** Another process on port 179. */
function holderOf(node: NodeSeen | undefined, daemon: Daemon): Listener | null {
  const own = PROCESSES[daemon];
  return (
    listenersOf(node)?.find(({ port, process }) => port === 179 && process !== null && own?.test(process) !== true) ??
    null
  );
}

/** True too where nobody tells who listens. */
const isHeld = (node: NodeSeen | undefined, daemon: Daemon): boolean =>
  listenersOf(node) === null || holderOf(node, daemon) !== null;

type Drafted = Omit<Draft, 'subject' | 'blame'>;

function judge(status: PeerStatus, holder: Listener | null): Drafted {
  const { source, line, text, reason, speaker } = status;
  const on = nameOfSpeaker(status);
  return drafted(on, speaker.daemon, reason?.text ?? '', { source, line, text }, holder);
}

function judgeProcess({ daemon, node, source, line, text }: ProcessStatus, nodes: readonly NodeSeen[]): Draft[] {
  const known = nodeOf(nodes, node);
  if (!isHeld(known, daemon)) return [];
  const on = node ?? known?.name ?? 'this node';
  const words = /bind: .*/i.exec(text)?.[0].replace(/["}].*/, '') ?? text;
  return [
    {
      ...drafted(on, daemon, words, { source, line, text }, holderOf(known, daemon)),
      subject: { kind: 'node', id: on },
      blame: null,
    },
  ];
}

function drafted(
  on: string,
  daemon: Daemon,
  words: string,
  at: Draft['evidence'][number],
  holder: Listener | null,
): Drafted {
  return {
    title: `${daemon} on ${on} cannot listen: “${words}”${holder === null ? '' : `; ${nameOf(holder)} holds port 179`}.`,
    cause:
      holder === null
        ? 'Its port is taken by another process, or its address is on no interface. Inferred: a second BGP speaker runs on this node; peers that dial it do not reach this one.'
        : `Peers that dial ${on} reach ${holder.process}, not ${daemon}: a second BGP speaker runs on this node, and was there first.`,
    evidence: [at, ...(holder === null ? [] : [holder.at])],
    remedy: remedyOf(on, daemon, holder),
  };
}

/** Its daemon says nothing of it: then it must listen nowhere, and have no session. */
function judgeSilent(node: NodeSeen): Draft[] {
  const { peers, name } = node;
  const daemons = new Set(peers.map(({ speaker }) => speaker.daemon));
  return [...daemons].flatMap((daemon): Draft[] => {
    const own = PROCESSES[daemon];
    const mine = peers.filter(({ speaker }) => speaker.daemon === daemon);
    const holder = holderOf(node, daemon);
    const listens = listenersOf(node)?.some(({ process }) => process !== null && own?.test(process) === true) ?? true;
    if (own === undefined || holder === null || listens || mine.some(({ established }) => established !== false))
      return [];
    const [first] = mine;
    if (first === undefined) return [];
    const { source, line, text } = first;
    return [
      {
        subject: { kind: 'node', id: first.speaker.label === '' ? name : first.speaker.label },
        blame: null,
        title: `${nameOf(holder)} holds port 179 of ${name}, and ${daemon}, which shows its sessions, listens nowhere.`,
        cause: `None of its ${mine.length} sessions is Established. Peers that dial ${name} reach ${holder.process}, not ${daemon}.`,
        evidence: [holder.at, { source, line, text }],
        remedy: remedyOf(name, daemon, holder),
      },
    ];
  });
}

const nameOf = ({ process, pid }: Listener): string =>
  `${process ?? 'a process'}${pid === null ? '' : ` (pid ${pid})`}`;

/** Units of the packages of distributions. */
const UNITS: Readonly<Record<string, string>> = { bgpd: 'frr', gobgpd: 'gobgpd', bird: 'bird' };

function remedyOf(on: string, daemon: Daemon, holder: Listener | null): Draft['remedy'] {
  const unit = UNITS[holder?.process ?? ''];
  const command = unit === undefined ? 'ss -tlnp sport = :179' : `systemctl disable --now ${unit}`;
  return [
    action('stop-other-listener', { on, peer: daemon, command }),
    action('use-another-port', { on, peer: daemon }),
  ];
}
