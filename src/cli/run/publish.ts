import type { Report } from '../../model/report.ts';
import { MARKER } from '../../publish/body.ts';
import type { AttachVia, Issue } from '../../publish/forge.ts';
import { type Published, publish } from '../../publish/publish.ts';
import { type Retry, createRetry } from '../../publish/retry.ts';
import { createSend } from '../../publish/send.ts';
import { redactSecrets } from '../../redact/secrets.ts';
import { visible } from '../../reporters/visible.ts';
import type { Context } from '../command.ts';
import { interruptOf } from '../interrupts.ts';
import { print } from '../io.ts';
import { askProgram } from '../publish/ask-program.ts';
import { confirm } from '../publish/confirm.ts';
import { type Wanted, findPlace } from '../publish/find-target.ts';
import { type Kept, keep, makeParcel, type Parcel } from '../publish/parcel.ts';
import { describePlan } from '../publish/plan.ts';
import { asUserError, reach, type Reached } from '../publish/reach.ts';
import { openRedaction, type RedactOptions } from '../redact/open-redaction.ts';
import { UserError } from '../user-error.ts';

export interface PublishOptions extends Wanted, RedactOptions {
  readonly attachVia: AttachVia | undefined;
  readonly rawCapture: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly keep: string | undefined;
}

/** Characters that every forge takes. */
const SAFE_LENGTH = 65_536;
const DRY_RUN = 'k8sdoctor-report';
const GREETING = 'Opened by k8sdoctor. Its report is the first comment, and is written anew when it is run again.';

/** Writes a report into an issue, with its files. Throws UserError, which says where the files are kept. */
export async function runPublish(
  context: Context,
  saved: Report,
  resultName: string,
  options: PublishOptions,
): Promise<number> {
  const { io, now } = context;
  const ask = (program: string, args: readonly string[], input = ''): Promise<string | null> =>
    askProgram(program, args, input, io.env);
  const place = await findPlace(options, ask);
  const retry = createRetry({
    sleep,
    tell: (text) => io.stderr.write(`k8sdoctor: ${visible(redactSecrets(text).text)}\n`),
  });
  const world = { send: createSend(fetch, now), retry, tokens: { env: io.env, ask } };
  // Who cannot be reached is told once the files are there; until it is known who reads it, it counts as public.
  const reached = options.dryRun ? null : await reach(place, options, world).catch(keepUserError);
  const isKnown = reached !== null && !(reached instanceof UserError);
  const isPublic = !isKnown || reached.project.isPublic;
  const scope = options.redact ?? (isPublic && !options.rawCapture ? 'all' : undefined);
  const redaction = await openRedaction({ ...options, redact: scope });
  const parcel = await makeParcel(context, saved, resultName, redaction);
  const directory = options.keep ?? (options.dryRun ? DRY_RUN : undefined);
  const kept = await keep(parcel, isKnown ? reached.forge.maxLength : SAFE_LENGTH, directory);
  if (reached === null) {
    await print(io.stdout, `${kept.paths.map(visible).join('\n')}\n`);
    return 0;
  }
  try {
    if (reached instanceof UserError) throw reached;
    io.stderr.write(describePlan(reached, parcel, options.new, scope));
    if (!options.yes && !(await confirm(io))) {
      await kept.discard();
      io.stderr.write('k8sdoctor: nothing was published\n');
      return 0;
    }
    return await conclude(context, await carryOut(reached, parcel, options.new, retry), kept);
  } catch (error) {
    if (interruptOf(error) !== null) await kept.discard();
    throw withPaths(error, kept);
  }
}

async function carryOut(reached: Reached, parcel: Parcel, title: string | undefined, retry: Retry): Promise<Published> {
  let issue: Issue | null = reached.issue;
  try {
    issue ??= await retry('the issue', () => reached.forge.openIssue(title ?? '', `${MARKER}\n${GREETING}\n`));
    return await publish(reached.forge, issue, parcel, retry);
  } catch (error) {
    throw asUserError(
      error,
      issue === null ? 'the issue was not opened' : `${issue.url} may hold a part of it`,
      reached,
    );
  }
}

async function conclude({ io }: Context, { comment, isUpdate, placed }: Published, kept: Kept): Promise<number> {
  await print(io.stdout, `${visible(comment.url)}\n`);
  io.stderr.write(`k8sdoctor: ${isUpdate ? 'wrote the comment anew' : 'wrote a comment'}\n`);
  const missing = placed.flatMap((one) => ('missing' in one ? [`${one.file.name} ${one.missing}`] : []));
  if (missing.length > 0) {
    throw new UserError(`not attached: ${missing.join('; ')}`, 'The comment says so too.');
  }
  await kept.discard();
  return 0;
}

function withPaths(error: unknown, { paths }: Kept): unknown {
  if (!(error instanceof UserError)) return error;
  return new UserError(error.message, `${error.hint === null ? '' : `${error.hint} `}Kept: ${paths.join(', ')}`);
}

function keepUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });
