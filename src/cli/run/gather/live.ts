/** What runs on the nodes: daemons are asked first, then the node's kernel while its packets are captured. */
import type { FileWriter } from '../../../bundles/write-bundle.ts';
import { collect, type Place, toSegment } from '../../../collectors/collect.ts';
import type { Artifact, Collector, Fleet, Target, Topic } from '../../../collectors/collector.ts';
import { DAEMON_COLLECTORS } from '../../../collectors/daemons.ts';
import { kernelCollectors } from '../../../collectors/kernel.ts';
import type { ManifestEntry, ManifestNode } from '../../../model/bundle.ts';
import type { ProbeSeen } from '../../../model/probe.ts';
import type { Incomplete } from '../../../model/report.ts';
import type { Paste } from '../../../parsers/recognise.ts';
import { type RemovedFrom, redactArtifacts, redactBytes } from '../../../redact/artifacts.ts';
import { redactSecrets } from '../../../redact/secrets.ts';
import { createKnownSecrets } from '../../../redact/secrets/known.ts';
import { calmWriter } from './calm-writer.ts';
import { type Acting, agreeOnRestarts, type Asked, probeAll } from './acting.ts';
import { captureOn, type CaptureLimits } from './capture.ts';
import { expectedOn, type Told } from './expected.ts';
import { lineGaps } from '../line-gaps.ts';
import { inParallel } from './in-parallel.ts';
import type { Intake } from './intake.ts';
import { type Restart, restartAll } from './restart.ts';

/** What the steps of a run share. */
export interface Live {
  readonly topics: readonly Topic[];
  /** Null where nothing is captured. */
  readonly limits: CaptureLimits | null;
  readonly failingOnly: boolean;
  readonly parallel: number;
  readonly intake: Intake;
  /** Where all of it is kept; null where only the verdict is wanted. */
  readonly writer: FileWriter | null;
  /** Without it, where captures are kept for a while, if they are. */
  readonly scratch?: Pick<FileWriter, 'open'> | null;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
  readonly say: (line: string) => void;
  /** What is done beside looking; nothing without it. */
  readonly acting?: Acting;
}

export interface LiveResult {
  readonly nodes: readonly ManifestNode[];
  readonly entries: readonly ManifestEntry[];
  readonly incomplete: readonly Incomplete[];
  readonly removed: readonly RemovedFrom[];
  readonly probes: readonly ProbeSeen[];
}

/** Commands at once on one node: it has other work. */
const AT_ONCE = 4;

/**
 * Runs it all. An interrupt ends what runs; what was had by then is in the result.
 * @throws what the writer threw, once all that ran has ended
 */
export async function gatherLive(fleet: Fleet, asked: Live): Promise<LiveResult> {
  const result: Result = { spared: [], entries: [], incomplete: [...fleet.incomplete], removed: [] };
  const full = new AbortController();
  const writer = asked.writer === null ? null : calmWriter(asked.writer, (error) => full.abort(error));
  const live = { ...asked, writer, signal: AbortSignal.any([asked.signal, full.signal]) };
  const keeper = createKeeper(live, result);
  for (const artifact of fleet.artifacts) {
    // oxlint-disable-next-line no-await-in-loop -- files are written one after the other
    await keeper.keep(artifact, null);
  }
  const probes = await gatherNodes(fleet.targets, live, keeper, result);
  await keeper.settle();
  full.signal.throwIfAborted();
  const { spared, ...rest } = result;
  if (spared.length > 0) live.say(describeSpared(spared));
  return { nodes: fleet.targets.map(toManifestNode), ...rest, probes };
}

/** Each node for itself; where something is probed, nothing is captured anywhere before that is over. */
async function gatherNodes(
  targets: readonly Target[],
  live: Live,
  keeper: Keeper,
  { incomplete }: Result,
): Promise<readonly ProbeSeen[]> {
  const { acting, parallel } = live;
  if (acting === undefined) {
    await inParallel(targets, parallel, async (target) => look(await askSpeakers(target, live, keeper), live, keeper));
    return [];
  }
  const asked = await inParallel(targets, parallel, (target) => askSpeakers(target, live, keeper));
  const probed = acting.probe ? await probeAll(asked, acting, live) : [];
  incomplete.push(...probed.flatMap((each) => each.incomplete));
  const agreed = acting.reset ? await agreeOnRestarts(asked, acting, live) : null;
  incomplete.push(...(agreed?.incomplete ?? []));
  await inParallel(asked, parallel, async (node) => {
    const restarts = agreed?.restarts.get(node.target) ?? [];
    incomplete.push(...(await look(node, live, keeper, restarts)));
  });
  return probed.flatMap(({ seen }) => seen ?? []);
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
  const others = runJobs(
    jobs.filter(({ collector }) => collector.last !== true),
    live,
    keeper,
  );
  const faults = limits === null || signal.aborted ? [] : await capture(asked, limits, live, keeper, restarts);
  await others;
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

interface Job {
  readonly collector: Collector;
  readonly place: Place;
}

/** Every question that bears on one of the topics, of all places of a node. */
export function jobsOf({ host, speakers, ports }: Target, topics: readonly Topic[]): readonly Job[] {
  const bears = (collector: Collector): boolean => collector.topics.some((topic) => topics.includes(topic));
  const ofHost = host === null ? [] : kernelCollectors([179, ...ports]).filter(bears);
  return [
    ...speakers.flatMap(({ speaker, transport, pod }) =>
      DAEMON_COLLECTORS.filter((collector) => collector.speaker === speaker && bears(collector)).map((collector) => ({
        collector,
        place: { transport, speaker, pod },
      })),
    ),
    ...(host === null
      ? []
      : ofHost.map((collector) => ({ collector, place: { transport: host, speaker: null, pod: null } }))),
  ];
}

/** Takes what was had: into the bundle, into the analysis, into the list. */
interface Keeper {
  /** Gives what was recognised in it, if anybody asks. */
  keep(artifact: Artifact, collector: Collector | null): Promise<Paste | null>;
  note(entry: ManifestEntry): void;
  /** Nothing was captured there, since its sessions are up. */
  spare(node: string): void;
  /** Two hosts may bear one name: then the second one's files have a number. */
  pathOf(path: string): string;
  /** Takes out of all that is written what was known for a secret only later. */
  settle(): Promise<void>;
}

interface Result {
  readonly spared: string[];
  readonly entries: ManifestEntry[];
  readonly incomplete: Incomplete[];
  readonly removed: RemovedFrom[];
}

/** One line, however many there are. */
function describeSpared(spared: readonly string[]): string {
  const nodes = spared.length === 1 ? spared[0] : `${spared.length} nodes`;
  return `${nodes}: not captured, since all sessions there are up (--no-failing-only)`;
}

function createKeeper({ intake, writer, topics }: Live, { entries, incomplete, removed, spared }: Result): Keeper {
  const paths = new Set<string>();
  const secrets = createKnownSecrets();
  /** How much was known as each was written. */
  const known = new Map<ManifestEntry, number>();

  /** Once more: what it takes out is in the list already, if not of this file. */
  function again(path: string, text: string): string {
    const redacted = redactSecrets(text, secrets);
    for (const one of redacted.log) removed.push({ path, ...one });
    return redacted.text;
  }

  async function settle(): Promise<void> {
    for (const [index, entry] of entries.entries()) {
      if ((known.get(entry) ?? secrets.size) === secrets.size) continue;
      const note = (text: string): string => again(entry.path, text);
      const change = (bytes: Uint8Array): Uint8Array => redactBytes(bytes, note);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as they were written
      const written = entry.status === 'failed' ? null : ((await writer?.rewrite(entry.path, change)) ?? null);
      const reason = entry.reason === null ? null : note(entry.reason);
      entries[index] = { ...entry, ...written, command: entry.command?.map(note) ?? null, reason };
    }
  }

  function pathOf(path: string): string {
    let free = path;
    for (let count = 2; paths.has(free); count++) free = path.replace(/(?=\.[^./]*$|$)/, `-${count}`);
    paths.add(free);
    return free;
  }

  return {
    pathOf,
    settle,
    note: (entry) => void entries.push(entry),
    spare: (node) => void spared.push(node),
    async keep(found, collector) {
      const path = pathOf(found.path);
      const { artifacts, log } = redactArtifacts([{ ...found, path }], secrets);
      const [artifact = found] = artifacts;
      removed.push(...log);
      const entry = toEntry(artifact, collector);
      if (artifact.status === 'failed') {
        known.set(entry, secrets.size);
        entries.push(entry);
        return null;
      }
      const { bytes } = artifact;
      const written = await writer?.write(path, bytes);
      const kept = { ...entry, bytes: bytes.length, sha256: written?.sha256 ?? null };
      known.set(kept, secrets.size);
      entries.push(kept);
      // A collection reads only what it decides by; whoever reads the bundle reads the rest.
      if (!isOfTopics(kept, writer === null ? topics : ['status'])) return null;
      const paste = intake.output(kept, '', new TextDecoder().decode(bytes));
      incomplete.push(...lineGaps(paste, path));
      return paste;
    },
  };
}

function toEntry(artifact: Artifact, collector: Collector | null): ManifestEntry {
  const { path, command, status, node = null, speaker = null, pod = null, exitCode = null } = artifact;
  return {
    path,
    kind: 'output',
    node,
    speaker,
    pod,
    command,
    status,
    exitCode,
    reason: status === 'failed' ? artifact.reason : null,
    bytes: null,
    sha256: null,
    topics: collector?.topics ?? null,
    essential: collector?.essential ?? false,
  };
}

const isOfTopics = (entry: ManifestEntry, topics: readonly Topic[]): boolean =>
  entry.topics === null || topics.some((topic) => entry.topics?.includes(topic));

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
