/** Bundles and systems as one: what commands that take files ask for besides them. */
import type { Opening, Topic } from '../../../collectors/collector.ts';
import type { CaptureOptions as AnalysisOptions } from '../../../evidence/captures.ts';
import type { ManifestNode } from '../../../model/bundle.ts';
import type { PodPing, ProbeSeen } from '../../../model/probe.ts';
import type { Incomplete, Source } from '../../../model/report.ts';
import type { Context } from '../../command.ts';
import {
  type ActingOptions,
  type CaptureOptions,
  isLive,
  namesSystem,
  type SourceOptions,
} from '../../commands/source-options.ts';
import { type Interrupts, watchInterrupts } from '../../interrupts.ts';
import { UserError } from '../../user-error.ts';
import type { Acting, CaptureLimits } from './running.ts';
import { printPlan } from './dry-run.ts';
import { bearingOn, createIntake, failuresOf, finishCapture, type Kept } from './intake.ts';
import { gatherLive } from './live.ts';
import { openFleet } from './open-fleet.ts';
import { openingOf } from './opening.ts';
import { readBundle } from './read-bundle.ts';
import { createReplay } from './replay.ts';
import { createScratch } from './scratch.ts';

/** Above so many nodes only those are captured on that have a session which is down. */
export const MANY_NODES = 10;

/** What is to be known, and who asks. */
export interface Question {
  readonly command: Topic | 'check';
  readonly topics: readonly Topic[];
}

/** What outlives one look, where there are several: who was asked is not asked again. */
export interface Standing {
  readonly interrupts: Interrupts;
  readonly opening: Opening;
}

/** What is captured, and what is done beside it. */
export interface Capturing {
  readonly limits: CaptureOptions;
  readonly analysis: AnalysisOptions;
  readonly keeps: boolean;
  readonly acting?: ActingOptions;
}

/**
 * Reads the bundles, then looks at the systems. Null after `--dry-run`.
 * @throws UserError where a source can't be opened at all
 */
export async function gather(
  context: Context,
  options: SourceOptions,
  { command, topics }: Question,
  capture: Capturing | null,
  standing?: Standing,
): Promise<Kept | null> {
  const { io, now } = context;
  const interrupts = standing?.interrupts ?? watchInterrupts(io);
  const intake = createIntake(capture?.analysis ?? {});
  const scratch = capture?.keeps === true ? createScratch() : null;
  const bundles = options.bundle.map((name) => ({ name, prefix: options.bundle.length > 1 ? `${name}/` : '' }));
  const origins: Source[] = [];
  const nodes: ManifestNode[] = [];
  const incomplete: Incomplete[] = [];
  const probes: ProbeSeen[] = [];
  const pings: PodPing[] = [];
  try {
    for (const { name, prefix } of bundles) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that no more than one is held
      const read = await readBundle(name, topics, { intake, prefix, signal: interrupts.signal });
      origins.push(read.source);
      nodes.push(...read.nodes);
      incomplete.push(...read.incomplete);
    }
    // Without any source, the cluster that kubectl would ask.
    const isSystem = isLive(options) || options.bundle.length === 0;
    if (isSystem && !interrupts.signal.aborted) {
      const own = openingOf(io, interrupts);
      const opening = standing?.opening ?? own;
      const fleet = await openFleet({ ...options, hosts: topics.some((topic) => topic !== 'status') }, opening).catch(
        (error: unknown) => {
          const isDefault = error instanceof UserError && error.message === 'no kubeconfig' && !namesSystem(options);
          throw isDefault ? nothingNamed(command) : error;
        },
      );
      try {
        if (options.dryRun) {
          await printPlan(io, fleet, topics, capture !== null, actingOf(capture?.acting, options, opening).acting);
          return null;
        }
        const live = await gatherLive(fleet, {
          topics,
          limits: capture === null ? null : toLimits(capture.limits),
          failingOnly: options.failingOnly ?? fleet.targets.length > MANY_NODES,
          parallel: options.parallel,
          intake,
          writer: null,
          scratch,
          signal: interrupts.signal,
          now: () => now().getTime(),
          say: opening.say,
          ...actingOf(capture?.acting, options, opening),
        });
        probes.push(...live.probes);
        pings.push(...live.pings);
        nodes.push(...live.nodes);
        origins.push(...live.nodes.map(toSource));
        incomplete.push(...bearingOn(topics, live.incomplete), ...failuresOf(live.entries, topics, ''));
      } finally {
        own.end();
        await fleet.close();
      }
    } else if (options.dryRun) {
      throw new UserError('--dry-run shows what would be run on a system', 'Name one, with --local for example.');
    }
  } catch (error) {
    await scratch?.discard();
    throw error;
  } finally {
    if (standing === undefined) interrupts.stop();
  }
  const captures = intake.captures.map(finishCapture);
  const sources = intake.sources;
  return {
    pastes: intake.pastes,
    sources,
    origins,
    captures,
    probes,
    pings,
    nodes,
    incomplete,
    interrupted: interrupts.received,
    replay: createReplay(context, bundles, scratch),
    discard: async () => scratch?.discard(),
  };
}

/** Nothing is done unasked. */
function actingOf(
  options: ActingOptions | undefined,
  { yes }: SourceOptions,
  { confirm }: Opening,
): { readonly acting?: Acting } {
  if (options === undefined || !(options.probe || options.reset)) return {};
  const { probe, reset, peer: peers } = options;
  return { acting: { probe, reset, peers, confirm: yes ? () => Promise.resolve(true) : confirm } };
}

/** What each command takes besides systems. */
const FILES: Readonly<Record<Question['command'], string>> = {
  bgp: '--pcap FILE (- for standard input)',
  check: 'FILE… (- for standard input)',
  routes: 'FILE… (- for standard input: ip route show table all | k8sdoctor routes -)',
  status: 'FILE… (- for standard input: pbpaste | k8sdoctor status -)',
  sysctl: 'FILE… (- for standard input: sysctl -a | k8sdoctor sysctl -)',
};

function nothingNamed(command: Question['command']): UserError {
  const hint = `k8sdoctor ${command} ${FILES[command]}, --bundle PATH, --local, --ssh HOST or --kubeconfig FILE`;
  return new UserError(`${command} was given nothing to look at, and there is no kubeconfig`, hint);
}

export const toLimits = ({ duration, maxSize }: CaptureOptions): CaptureLimits => ({
  durationSeconds: duration,
  maxBytes: maxSize,
});

const toSource = ({ name, transport }: ManifestNode): Source => ({
  kind: 'node',
  name,
  format: transport,
  bytes: null,
});
