/** What `--probe` tries between pods: a pod of ours on each node pings those on the others, in the pods' own network. */
import type { PodNetwork, PodPlace } from '../../../collectors/collector.ts';
import { pingCommands, readPing } from '../../../collectors/ping.ts';
import type { PodEnd, PodPing } from '../../../model/probe.ts';
import type { Incomplete } from '../../../model/report.ts';
import type { Asked } from './acting.ts';
import { ask } from './ask.ts';
import { inParallel } from './in-parallel.ts';
import type { Acting, Live } from './running.ts';

/** Each pings each other: those with sessions that are down come first. */
const MOST_NODES = 8;
/** From one pod. */
const AT_ONCE = 4;

export interface Pinged {
  readonly pings: readonly PodPing[];
  readonly incomplete: readonly Incomplete[];
}

export async function pingPods(
  network: PodNetwork,
  asked: readonly Asked[],
  acting: Acting,
  { say, signal, parallel }: Live,
): Promise<Pinged> {
  const nodes = chosenOf(asked.filter(({ target }) => network.nodes.includes(target.node)));
  const incomplete: Incomplete[] = [];
  const left = (source: string | null, why: string): void =>
    void incomplete.push({ source, what: 'pings of pods', why });
  if (nodes.length < 2) {
    left(nodes[0] ?? null, 'it takes two nodes');
    return { pings: [], incomplete };
  }
  say(`--probe pings from pod to pod: starts one on each of ${nodes.join(', ')} (${network.wish})`);
  if (!(await acting.confirm('Start these pods, and remove them at the end?'))) {
    left(null, 'nobody agreed to pods for it (--yes)');
    return { pings: [], incomplete };
  }
  const started = await inParallel(nodes, parallel, async (node): Promise<Started | null> => {
    try {
      return { node, ...(await network.start(node)) };
    } catch (error) {
      if (!signal.aborted) left(node, messageOf(error));
      return null;
    }
  });
  const pods = started.flatMap((pod) => pod ?? []);
  const lists = await inParallel(pods, parallel, async (from) => {
    const pings = await inParallel(pairsOf(from, pods), AT_ONCE, async (pair) => {
      if (signal.aborted) return null;
      return ping(from, pair, signal).catch((error: unknown) => {
        if (!signal.aborted) left(from.node, messageOf(error));
        return null;
      });
    });
    const made = pings.flatMap((each) => each ?? []);
    for (const line of describe(made)) say(line);
    return made;
  });
  return { pings: lists.flat(), incomplete };
}

interface Started extends PodPlace {
  readonly node: string;
}

interface Pair {
  readonly from: PodEnd;
  readonly to: PodEnd;
}

const isDown = ({ expected }: Asked): boolean => expected.some(({ established }) => !established);

function chosenOf(asked: readonly Asked[]): readonly string[] {
  return asked
    .toSorted((a, b) => Number(isDown(b)) - Number(isDown(a)))
    .slice(0, MOST_NODES)
    .map(({ target }) => target.node)
    .toSorted();
}

/** In each family that both have. */
function pairsOf(from: Started, pods: readonly Started[]): readonly Pair[] {
  return pods.flatMap((to) =>
    to.node === from.node
      ? []
      : to.addresses.flatMap((address): Pair[] => {
          const own = from.addresses.find((each) => each.includes(':') === address.includes(':'));
          return own === undefined ? [] : [{ from: { node: from.node, address: own }, to: { node: to.node, address } }];
        }),
  );
}

/** @throws where its ping can't tell */
async function ping({ transport }: Started, { from, to }: Pair, signal: AbortSignal): Promise<PodPing> {
  for (const argv of pingCommands(to.address)) {
    // oxlint-disable-next-line no-await-in-loop -- the next one only if this one can't tell
    const found = readPing(await ask(transport, argv, signal));
    if (found === null) continue;
    const { sent, received, text } = found;
    return {
      from,
      to,
      sent,
      received,
      at: { source: `pod ${from.address} on ${from.node}: ping ${to.address}`, text },
    };
  }
  throw new Error('there is no ping in the image of its pod (--image)');
}

/** `pods of node1: those of node2 answer pings, those of node3 answer none` */
function describe(pings: readonly PodPing[]): readonly string[] {
  const [first] = pings;
  if (first === undefined) return [];
  const answered = pings.filter(({ received }) => received > 0);
  const silent = pings.filter(({ received }) => received === 0);
  const told = [...those(answered, 'answer pings'), ...those(silent, 'answer none')];
  return [`pods of ${first.from.node}: ${told.join(', ')}`];
}

const those = (pings: readonly PodPing[], verb: string): readonly string[] =>
  pings.length === 0 ? [] : [`those of ${[...new Set(pings.map(({ to }) => to.node))].join(', ')} ${verb}`];

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
