/** What runs on the nodes: daemons are asked first, then the node's kernel while its packets are captured. */
import { collect, toSegment } from '../../../collectors/collect.ts';
import type { Fleet, Target } from '../../../collectors/collector.ts';
import type { ManifestEntry, ManifestNode } from '../../../model/bundle.ts';
import type { PodPing, ProbeSeen } from '../../../model/probe.ts';
import type { Incomplete } from '../../../model/report.ts';
import type { RemovedFrom } from '../../../redact/artifacts.ts';
import { agreeOnRestarts, type Asked, probeAll } from './acting.ts';
import { calmWriter } from './calm-writer.ts';
import { captureOn } from './capture.ts';
import { expectedOn, type Told } from './expected.ts';
import { inParallel } from './in-parallel.ts';
import { type Job, jobsOf } from './jobs.ts';
import { createKeeper, type Keeper, type Kept } from './keeper.ts';
import { pingPods } from './ping-pods.ts';
import { type Restart, restartAll } from './restart.ts';
import type { CaptureLimits, Live } from './running.ts';

export interface LiveResult {
  readonly nodes: readonly ManifestNode[];
  readonly entries: readonly ManifestEntry[];
  readonly incomplete: readonly Incomplete[];
  readonly removed: readonly RemovedFrom[];
  readonly probes: readonly ProbeSeen[];
  readonly pings: readonly PodPing[];
}

/** Commands at once on one node: it has other work. */
const AT_ONCE = 4;

/**
 * Runs it all. An interrupt ends what runs; what was had by then is in the result.
 * @throws what the writer threw, once all that ran has ended; the interrupt's reason, where it came before any node was reached
 */
export async function gatherLive(fleet: Fleet, asked: Live): Promise<LiveResult> {
  const result: Kept = { spared: [], entries: [], incomplete: [...fleet.incomplete], removed: [] };
  const failed = new AbortController();
  const fail = (error: unknown): void => failed.abort(error);
  const writer = asked.writer === null ? null : calmWriter(asked.writer, fail);
  const live = { ...asked, writer, signal: AbortSignal.any([asked.signal, failed.signal]) };
  const keeper = createKeeper(live, result);
  for (const artifact of fleet.artifacts) {
    // oxlint-disable-next-line no-await-in-loop -- files are written one after the other
    await keeper.keep(artifact, null);
  }
  const tried = await gatherNodes(fleet, live, keeper, result).catch((error: unknown) => {
    fail(error); // a fault of ours on one node: nothing goes on for it on another
    throw error;
  });
  await keeper.settle();
  failed.signal.throwIfAborted();
  const { spared, ...rest } = result;
  if (spared.length > 0) live.say(describeSpared(spared));
  const targets = await Promise.all(fleet.targets);
  return { nodes: targets.map(toManifestNode), ...rest, ...tried };
}

/** Each node for itself; where something is probed, nothing is captured anywhere before that is over. */
async function gatherNodes(
  { targets, podNetwork }: Fleet,
  live: Live,
  keeper: Keeper,
  { incomplete }: Kept,
): Promise<Pick<LiveResult, 'pings' | 'probes'>> {
  const { acting, parallel, signal } = live;
  let isReached = false;
  async function ask(target: Target): Promise<Asked> {
    isReached ||= !signal.aborted;
    const { node, fault = null, artifacts = [] } = target;
    if (fault !== null) incomplete.push({ source: node, what: 'its packets and its kernel', why: fault });
    for (const artifact of artifacts) {
      // oxlint-disable-next-line no-await-in-loop -- files are written one after the other
      await keeper.keep(artifact, null);
    }
    return askSpeakers(target, live, keeper);
  }
  if (acting === undefined) {
    await inParallel(targets, parallel, async (target) => look(await ask(await target), live, keeper));
    if (!isReached) signal.throwIfAborted();
    return { probes: [], pings: [] };
  }
  const asked = await inParallel(targets, parallel, async (target) => ask(await target));
  if (!isReached) signal.throwIfAborted();
  const probed = acting.probe ? await probeAll(asked, acting, live) : [];
  incomplete.push(...probed.flatMap((each) => each.incomplete));
  // Whoever names peers asks about sessions.
  const pinged =
    acting.probe && acting.peers.length === 0 && podNetwork !== undefined && !live.signal.aborted
      ? await pingPods(podNetwork, asked, acting, live)
      : { pings: [], incomplete: [] };
  incomplete.push(...pinged.incomplete);
  const agreed = acting.reset ? await agreeOnRestarts(asked, acting, live) : null;
  incomplete.push(...(agreed?.incomplete ?? []));
  await inParallel(asked, parallel, async (node) => {
    const restarts = agreed?.restarts.get(node.target) ?? [];
    incomplete.push(...(await look(node, live, keeper, restarts)));
  });
  return { probes: probed.flatMap(({ seen }) => seen ?? []), pings: pinged.pings };
}

const isOfSessions = ({ collector }: Job): boolean => collector.topics.includes('status') && collector.speaker !== null;

async function askSpeakers(target: Target, live: Live, keeper: Keeper): Promise<Asked> {
  const told = await runJobs(jobsOf(target, live.topics).filter(isOfSessions), live, keeper);
  return { target, expected: expectedOn(target, told) };
}

/** At the kernel, and at what passes. */
async function look(
  asked: Asked,
  live: Live,
  keeper: Keeper,
  restarts: readonly Restart[] = [],
): Promise<readonly Incomplete[]> {
  const { limits, signal } = live;
  const jobs = jobsOf(asked.target, live.topics).filter((job) => !isOfSessions(job));
  const [faults] = await Promise.all([
    limits === null || signal.aborted ? [] : capture(asked, limits, live, keeper, restarts),
    runJobs(
      jobs.filter(({ collector }) => collector.last !== true),
      live,
      keeper,
    ),
  ]);
  await runJobs(
    jobs.filter(({ collector }) => collector.last === true),
    live,
    keeper,
  );
  return faults;
}

async function runJobs(jobs: readonly Job[], { signal }: Live, keeper: Keeper): Promise<readonly Told[]> {
  const lists = await inParallel(jobs, AT_ONCE, async ({ collector, place }): Promise<readonly Told[]> => {
    if (signal.aborted) return [];
    const artifact = await collect(collector, place, signal).catch((error: unknown) => {
      if (signal.aborted) return null;
      throw error;
    });
    const paste = artifact === null ? null : await keeper.keep(artifact, collector);
    const { speaker } = place;
    return paste === null ? [] : [{ paste, place: speaker === null ? null : { ...place, speaker } }];
  });
  return lists.flat();
}

async function capture(
  { target, expected }: Asked,
  limits: CaptureLimits,
  live: Live,
  keeper: Keeper,
  restarts: readonly Restart[],
): Promise<readonly Incomplete[]> {
  const { host, node } = target;
  const isCalm = expected.length > 0 && expected.every(({ established }) => established);
  if (live.failingOnly && isCalm && restarts.length === 0) keeper.spare(node);
  if (host === null || (live.failingOnly && isCalm && restarts.length === 0)) return []; // the fleet says why
  const path = keeper.pathOf(`captures/${toSegment(node)}.pcap`);
  const restarted = new Set(restarts.map(({ session }) => session));
  const awaited = expected.map((session) => ({ ...session, isRestarted: restarted.has(session) }));
  const faults: Incomplete[] = [];
  const begun = async (): Promise<void> => {
    faults.push(...(await restartAll(target, restarts, live)));
  };
  keeper.note(await captureOn(target, host, path, awaited, limits, live, begun));
  return faults;
}

/** One line, however many there are. */
function describeSpared(spared: readonly string[]): string {
  const nodes = spared.length === 1 ? spared[0] : `${spared.length} nodes`;
  return `${nodes}: not captured, since all sessions there are up (--no-failing-only)`;
}

function toManifestNode({ node, host, speakers, ports, peers }: Target): ManifestNode {
  return {
    name: node,
    transport: host?.label ?? null,
    speakers: speakers.map(({ speaker, pod, transport, version = null }) => ({
      speaker,
      pod,
      transport: transport.label,
      ...(version !== null && { version }),
    })),
    ports,
    peers,
  };
}
