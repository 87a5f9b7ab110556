import type { Fleet, Speaker, SpeakerPlace, Target, Transport } from '../collectors/collector.ts';
import { memorySink } from '../collectors/memory-sink.ts';

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
const PROBE_MS = 5000;
const PROBE_BYTES = 1 << 20;

/** What is known of a host once it was asked whose command lines are there and answer. */
export interface AskedHost {
  readonly target: Target;
  readonly incomplete: Fleet['incomplete'];
}

export async function askHost(transport: Transport, signal: AbortSignal): Promise<AskedHost> {
  const answers = await Promise.all(PROBES.map((probe) => ask(transport, probe, signal)));
  const answering = new Set(answers.flatMap(({ speaker, fault }) => (fault === null ? [speaker] : [])));
  const speakers = [...answering].map((speaker): SpeakerPlace => ({ speaker, transport, pod: null }));
  const silent = answers.flatMap(({ speaker, fault }) =>
    fault === null || fault === ABSENT ? [] : [{ source: transport.node, what: speaker, why: fault }],
  );
  return {
    target: { node: transport.node, host: transport, speakers, ports: [], peers: [] },
    // Where one answers, the command lines of others may well be installed for nothing.
    incomplete: answering.size > 0 ? [] : silent,
  };
}

interface Answer {
  readonly speaker: Speaker;
  /** Null if it answered. */
  readonly fault: string | null;
}

const ABSENT = 'not installed';
/** As a shell tells, and what runs a command in a container. */
const NOT_FOUND = 127;

async function ask(transport: Transport, { speaker, argv }: Probe, signal: AbortSignal): Promise<Answer> {
  const [command = ''] = argv;
  try {
    const { exitCode, stderr } = await transport.run(argv, memorySink(PROBE_BYTES).stream, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
      maxBytes: PROBE_BYTES,
    });
    if (exitCode === 0) return { speaker, fault: null };
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return { speaker, fault: exitCode === NOT_FOUND ? ABSENT : `${command}: exit ${exitCode}: ${said}` };
  } catch (error) {
    signal.throwIfAborted();
    return { speaker, fault: `${command}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
