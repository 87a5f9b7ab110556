import { type BundleWriter, createBundle } from '../../bundles/write-bundle.ts';
import { type Fleet, TOPICS } from '../../collectors/collector.ts';
import type { Manifest } from '../../model/bundle.ts';
import { reasonOf } from '../../sources/source-error.ts';
import { visible } from '../../reporters/visible.ts';
import type { Context } from '../command.ts';
import { type CaptureOptions, isLive, type SourceOptions } from '../commands/source-options.ts';
import { exitCodeWithoutFindings } from '../exit-code.ts';
import { watchInterrupts } from '../interrupts.ts';
import { UserError } from '../user-error.ts';
import { printPlan } from './gather/dry-run.ts';
import { MANY_NODES, toLimits } from './gather/gather.ts';
import { openRedaction, type RedactOptions } from '../redact/open-redaction.ts';
import { createIntake, failuresOf } from './gather/intake.ts';
import { gatherLive, type LiveResult } from './gather/live.ts';
import { openFleet } from './gather/open-fleet.ts';
import { openingOf } from './gather/opening.ts';

export interface CollectOptions extends SourceOptions, CaptureOptions, RedactOptions {
  readonly output: string | undefined;
  /** False with --no-capture. */
  readonly capture: boolean;
  readonly quiet: boolean;
  /** Of rights, without gathering anything. */
  readonly check: boolean;
}

export async function runCollect(context: Context, options: CollectOptions): Promise<number> {
  const { io } = context;
  const { output, dryRun, check } = options;
  if (check) return (await import('./check-access.ts')).checkAccess(context, options);
  if (output === undefined && !dryRun) {
    throw new UserError('collect needs a name for the bundle', 'k8sdoctor collect --local -o BUNDLE.tar.gz');
  }
  if (options.bundle.length > 0) return redactAgain(context, options, output ?? '');
  if (options.redact !== undefined && options.redact !== 'secrets') {
    throw new UserError(
      'collect keeps who is who: what it gathers is for you',
      'k8sdoctor collect --bundle BUNDLE -o OTHER --redact makes one to give away.',
    );
  }
  const interrupts = watchInterrupts(io);
  try {
    const opening = openingOf(io, interrupts);
    const fleet = await openFleet({ ...options, bundle: [], hosts: true }, opening);
    try {
      if (dryRun || output === undefined) {
        await printPlan(io, fleet, TOPICS, options.capture);
        return 0;
      }
      const say = options.quiet ? () => undefined : opening.say;
      const manifest = await writeBundle(context, output, fleet, options, { signal: interrupts.signal, say });
      io.stderr.write(`k8sdoctor: wrote ${visible(output)}: ${describe(manifest)}\n`);
      const failures = failuresOf(manifest.artifacts, TOPICS, '');
      return exitCodeWithoutFindings(interrupts.received, manifest.incomplete.length + failures.length > 0);
    } finally {
      opening.end();
      await fleet.close();
    }
  } finally {
    interrupts.stop();
  }
}

/** A bundle that is there already, to be given away. */
async function redactAgain(context: Context, options: CollectOptions, output: string): Promise<number> {
  const [input = '', ...more] = options.bundle;
  if (more.length > 0 || options.dryRun || isLive(options)) {
    throw new UserError(
      'collect --bundle takes one bundle and nothing else',
      'k8sdoctor collect --bundle IN -o OUT --redact',
    );
  }
  const redaction = await openRedaction(options);
  const interrupts = watchInterrupts(context.io);
  try {
    const { redactBundle } = await import('../redact/redact-bundle.ts');
    const { manifest, isPartial } = await redactBundle(input, output, redaction, interrupts.signal);
    context.io.stderr.write(`k8sdoctor: wrote ${visible(output)}: ${describe(manifest)}\n`);
    return exitCodeWithoutFindings(interrupts.received, isPartial);
  } finally {
    interrupts.stop();
  }
}

interface Running {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

async function writeBundle(
  context: Context,
  output: string,
  fleet: Fleet,
  options: CollectOptions,
  running: Running,
): Promise<Manifest> {
  const { now } = context;
  const startedAt = now().toISOString();
  let writer: BundleWriter | null = null;
  try {
    writer = await createBundle(output);
    const limits = options.capture ? toLimits(options) : null;
    const result = await gatherLive(fleet, {
      ...running,
      topics: TOPICS,
      limits,
      failingOnly: options.failingOnly ?? fleet.targets.length > MANY_NODES,
      parallel: options.parallel,
      intake: createIntake({}),
      writer,
      now: () => now().getTime(),
    });
    const manifest = toManifest(context, startedAt, options, result, running.signal.aborted);
    await writer.finish(manifest);
    return manifest;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError(`cannot write ${output}: ${reasonOf(error)}`, 'Name another place with -o.');
  } finally {
    await writer?.discard();
  }
}

function toManifest(
  { version, now }: Context,
  startedAt: string,
  { capture, duration, maxSize }: CollectOptions,
  { nodes, entries, incomplete, removed }: LiveResult,
  interrupted: boolean,
): Manifest {
  return {
    schema: 'k8sdoctor/bundle/v1',
    tool: { name: 'k8sdoctor', version },
    startedAt,
    finishedAt: now().toISOString(),
    asked: { command: 'collect', durationSeconds: capture ? duration : null, maxBytes: capture ? maxSize : null },
    interrupted,
    nodes,
    artifacts: entries,
    incomplete,
    removed,
  };
}

function describe({ nodes, artifacts, interrupted }: Manifest): string {
  const captures = artifacts.filter(({ kind, status }) => kind === 'capture' && status === 'collected').length;
  const outputs = artifacts.filter(({ kind, status }) => kind === 'output' && status === 'collected').length;
  const failed = artifacts.filter(({ status }) => status === 'failed').length;
  const counts = [count(nodes.length, 'node'), count(outputs, 'output'), count(captures, 'capture')];
  return [...counts, `${failed} not to be had`, ...(interrupted ? ['interrupted'] : [])].join(', ');
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
