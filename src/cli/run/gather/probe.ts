/** What `--probe` tries of a session: a connection to its peer's port, and how large packets on the way may be. */
import type { Target, Transport } from '../../../collectors/collector.ts';
import { findPathMtu } from '../../../collectors/path-mtu.ts';
import { connectCommands, echoCommand, type ProbeEnds, readAttempt, readEcho } from '../../../collectors/probe.ts';
import type { PathProbe, ProbeSeen, TcpProbe } from '../../../model/probe.ts';
import type { Incomplete } from '../../../model/report.ts';
import { type Answer, ask } from './ask.ts';
import type { Expected } from './expected.ts';

const BGP_PORT = 179;

export interface Probed {
  readonly seen: ProbeSeen;
  readonly incomplete: readonly Incomplete[];
}

/** A connection is tried only where the speaker does not call the session Established, and the kernel knows of none. */
export async function probeSession(
  { node, ports }: Target,
  host: Transport,
  { peer, local, established }: Expected,
  signal: AbortSignal,
): Promise<Probed> {
  const incomplete: Incomplete[] = [];
  const run = (argv: readonly string[]): Promise<Answer> => ask(host, argv, signal);
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    if (signal.aborted) return null;
    return work().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) incomplete.push({ source: node, what: `${what} of ${peer}`, why });
      return null;
    });
  };
  const ends = { peer, local };
  const tcp = established ? null : await attempt('TCP probe', () => probeTcp(node, ends, [BGP_PORT, ...ports], run));
  const path = await attempt('path MTU probe', () => probePath(node, ends, run));
  return { seen: { node, local, peer, tcp, path }, incomplete };
}

type Run = (argv: readonly string[]) => Promise<Answer>;
type Ends = Pick<ProbeEnds, 'local' | 'peer'>;

/** The first port that takes the connection; else what 179 answers. */
async function probeTcp(node: string, ends: Ends, ports: readonly number[], run: Run): Promise<TcpProbe | null> {
  let first: TcpProbe | null = null;
  for (const port of new Set(ports)) {
    // oxlint-disable-next-line no-await-in-loop -- the next one only if this one is not it
    const tried = await probePort(node, { ...ends, port }, run);
    if (tried === null || tried.outcome === 'connected') return tried;
    first ??= tried;
  }
  return first;
}

/** @throws where no tool can tell */
async function probePort(node: string, ends: ProbeEnds, run: Run): Promise<TcpProbe | null> {
  for (const { argv, shown, isBound } of connectCommands(ends)) {
    // oxlint-disable-next-line no-await-in-loop -- the next one only if this one can't tell
    const tried = readAttempt(await run(argv));
    if (tried.kind === 'open') return null;
    if (tried.kind === 'unseen') throw new Error('whether a session is open can’t be seen there: not tried');
    if (tried.kind === 'no-source') throw new Error(`the node has no address ${ends.local ?? ''}`);
    if (tried.kind !== 'told') continue;
    const [tool = ''] = shown;
    const text = `${tried.text}${isBound ? '' : ' (from the address that the kernel chooses)'}`;
    return {
      outcome: tried.outcome,
      port: ends.port,
      at: { source: `${node}: ${tool === 'timeout' ? 'bash' : tool} ${ends.peer} ${ends.port}`, text },
    };
  }
  throw new Error('there is neither nc with -z, nor python3, nor bash where commands run');
}

/** @throws where its ping can't forbid that packets are fragmented */
async function probePath(node: string, ends: Ends, run: Run): Promise<PathProbe | null> {
  const family = ends.peer.includes(':') ? 'ipv6' : 'ipv4';
  const found = await findPathMtu(family, async (octets) => {
    const echo = readEcho(await run(echoCommand(ends, family, octets)));
    if (echo === null) throw new Error('there is no ping with -M (of iputils) where commands run');
    return echo;
  });
  if (found === null) throw new Error('its pings get lost by chance, so they tell nothing');
  return { ...found, at: { source: `${node}: ping -M do ${ends.peer}`, text: describePath(found) } };
}

export function describePath({ answered, silent, told }: Omit<PathProbe, 'at'>): string {
  if (answered === null) return 'no ping is answered';
  const most = `packets of ${answered} octets pass`;
  if (silent !== null) return `${most}, of ${silent} none, and no ICMP error says so`;
  return told === null ? most : `${most}, larger ones are told to be too large`;
}
