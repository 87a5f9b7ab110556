import { ask } from '../collectors/ask.ts';
import { describeExit } from '../collectors/collect.ts';
import {
  type Fleet,
  NOT_FOUND,
  type Speaker,
  type SpeakerPlace,
  type Target,
  type Transport,
} from '../collectors/collector.ts';
import { reasonOf } from '../sources/source-error.ts';

/** A command that answers only where its daemon runs. */
interface Probe {
  readonly speaker: Speaker;
  readonly argv: readonly string[];
}

/** In the order in which they are asked: all of them at once. */
const PROBES: readonly Probe[] = [
  { speaker: 'frr', argv: ['vtysh', '-c', 'show version'] },
  { speaker: 'bird', argv: ['birdc', 'show', 'status'] },
  { speaker: 'bird', argv: ['birdcl', 'show', 'status'] },
  { speaker: 'gobgp', argv: ['gobgp', 'global'] },
  { speaker: 'calico', argv: ['calicoctl', 'node', 'status'] },
  { speaker: 'cilium', argv: ['cilium-dbg', 'status', '--brief'] },
  { speaker: 'openbgpd', argv: ['bgpctl', 'show', 'summary'] },
];
const LIMITS = { deadlineMs: 5000, maxBytes: 1 << 20 };

/** What is known of a host once it was asked whose command lines are there and answer. */
export interface AskedHost {
  readonly target: Target;
  readonly incomplete: Fleet['incomplete'];
}

export async function askHost(transport: Transport, signal: AbortSignal): Promise<AskedHost> {
  const [answers, processes] = await Promise.all([
    Promise.all(PROBES.map((each) => probe(transport, each, signal))),
    findDaemons(transport, signal),
  ]);
  const answering = new Set(speakersOf(answers));
  const speakers = [...answering].map((speaker): SpeakerPlace => ({ speaker, transport, pod: null }));
  const silent = [...answers];
  for (const { pid, name } of processes) {
    const probes = PROBES_OF_DAEMON[name] ?? [];
    if (probes.some(({ speaker }) => answering.has(speaker))) continue; // its command line is the host's
    const inside = inMountsOf(transport, pid);
    // oxlint-disable-next-line no-await-in-loop -- a host has one or two
    const told = await Promise.all(probes.map((each) => probe(inside, each, signal)));
    const [speaker] = speakersOf(told);
    if (speaker !== undefined) {
      answering.add(speaker);
      speakers.push({ speaker, transport: inside, pod: null });
    }
    silent.push(...told);
  }
  return {
    target: { node: transport.node, host: transport, speakers, ports: [], peers: [] },
    // Where one answers, the command lines of others may well be installed for nothing.
    incomplete: answering.size > 0 ? [] : silent.flatMap((answer) => toIncomplete(transport.node, answer)),
  };
}

const speakersOf = (answers: readonly Answer[]): Speaker[] =>
  answers.flatMap(({ speaker, fault }) => (fault === null ? [speaker] : []));

const toIncomplete = (source: string, { speaker, fault }: Answer): Fleet['incomplete'] =>
  fault === null || fault === ABSENT ? [] : [{ source, what: speaker, why: fault }];

/** What its own command line is called in the container of a daemon, by the name of the daemon's process. */
const PROBES_OF_DAEMON: Readonly<Record<string, readonly Probe[]>> = {
  bird: [
    { speaker: 'calico', argv: ['birdcl', '-s', '/var/run/calico/bird.ctl', 'show', 'status'] },
    { speaker: 'bird', argv: ['birdc', 'show', 'status'] },
    { speaker: 'bird', argv: ['birdcl', 'show', 'status'] },
  ],
  bgpd: [{ speaker: 'frr', argv: ['vtysh', '-c', 'show version'] }],
  gobgpd: [{ speaker: 'gobgp', argv: ['gobgp', 'global'] }],
  'kube-router': [{ speaker: 'kube-router', argv: ['gobgp', 'global'] }],
  'cilium-agent': [
    { speaker: 'cilium', argv: ['cilium-dbg', 'status', '--brief'] },
    { speaker: 'cilium', argv: ['cilium', 'status', '--brief'] },
  ],
};

interface DaemonProcess {
  readonly pid: string;
  readonly name: string;
}

/** Daemons that speak from the network namespace of `transport`, whatever container they run in. */
async function findDaemons(transport: Transport, signal: AbortSignal): Promise<readonly DaemonProcess[]> {
  const names = Object.keys(PROBES_OF_DAEMON).join('|');
  const found = await read(transport, ['pgrep', '-l', '-x', names], signal);
  const processes = found.split('\n').flatMap((line): DaemonProcess[] => {
    const [, pid, name] = /^(\d+) (\S+)$/.exec(line.trim()) ?? [];
    return pid === undefined || name === undefined ? [] : [{ pid, name }];
  });
  if (processes.length === 0) return [];
  // One link at a time: BusyBox's readlink takes no more.
  const ours = await read(transport, ['readlink', '/proc/self/ns/net'], signal);
  const theirs = await Promise.all(
    processes.map(({ pid }) => read(transport, ['readlink', `/proc/${pid}/ns/net`], signal)),
  );
  return processes.filter((_, index) => ours !== '' && theirs[index] === ours);
}

/** What a short command prints; nothing if it fails. */
async function read(transport: Transport, argv: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    return (await ask(transport, argv, { ...LIMITS, signal })).stdout;
  } catch {
    signal.throwIfAborted();
    return '';
  }
}

/** Where the daemon's own command line and its sockets are: its container, as far as files go. */
function inMountsOf(transport: Transport, pid: string): Transport {
  return {
    node: transport.node,
    label: `${transport.label}, in the container of process ${pid}`,
    run: (argv, sink, options) => transport.run(['nsenter', '-t', pid, '-m', '--', ...argv], sink, options),
  };
}

interface Answer {
  readonly speaker: Speaker;
  /** Null if it answered. */
  readonly fault: string | null;
}

const ABSENT = 'not installed';

async function probe(transport: Transport, { speaker, argv }: Probe, signal: AbortSignal): Promise<Answer> {
  try {
    const result = await ask(transport, argv, { ...LIMITS, signal });
    const { exitCode } = result;
    if (exitCode === 0) return { speaker, fault: null };
    return { speaker, fault: exitCode === NOT_FOUND ? ABSENT : describeExit(argv, result) };
  } catch (error) {
    signal.throwIfAborted();
    return { speaker, fault: `${argv[0]}: ${reasonOf(error)}` };
  }
}
