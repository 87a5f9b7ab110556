import { TOPICS } from '../../collectors/collector.ts';
import type { Check } from '../../checks/define-check.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { CaptureEvidence, CaptureOptions } from '../../evidence/captures.ts';
import { buildReport, type ReportOptions } from '../../build-report.ts';
import type { Platform } from '../../model/evidence.ts';
import type { Cni } from '../../model/node.ts';
import type { Report } from '../../model/report.ts';
import { renderText } from '../../reporters/text.ts';
import { visible } from '../../reporters/visible.ts';
import type { Context } from '../command.ts';
import {
  type ActingOptions,
  type CaptureOptions as LiveOptions,
  isLive,
  namesSystem,
  type SourceOptions,
} from '../commands/source-options.ts';
import { type FailOn, exitCode } from '../exit-code.ts';
import { openRedaction, type Redaction } from '../redact/open-redaction.ts';
import { openResult, type Result } from '../result.ts';
import { UserError } from '../user-error.ts';
import type { Whole } from '../slice/make-slice.ts';
import { refuseStreams } from '../slice/refuse-streams.ts';
import { type Baseline, readBaseline } from './baseline.ts';
import { platformsOfNodes, toBgpEvidence } from './gather/bgp-evidence.ts';
import type { Question } from './gather/gather.ts';
import { type Gathered, type Kept, NOTHING_GATHERED } from './gather/intake.ts';
import type { Replay } from './gather/replay.ts';
import type { CapturePage } from './html.ts';
import type { KeptStreams } from './keep-streams.ts';
import { platformsOfPeers } from './platforms.ts';
import { type Into, readCaptures } from './read-captures.ts';
import { type FilesRead, readFiles } from './read-files.ts';
import type { Texts } from './read-texts.ts';
import { renderReport } from './render-report.ts';
import type { ResultOptions } from './result-options.ts';
import { readTcpMd5Keys } from './tcp-md5-keys.ts';

export interface BgpOptions extends ResultOptions, SourceOptions, LiveOptions, ActingOptions {
  readonly pcap: readonly string[];
  readonly port: readonly number[];
  readonly cni: readonly Cni[];
  readonly tcpMd5KeyFile: readonly string[];
  readonly evidence: string | undefined;
  readonly failOn: FailOn;
}

const NO_EVIDENCE: CaptureEvidence = { evidence: {}, sources: [], incomplete: [] };
/** Of kernels, routes and networks what keeps sessions down; the rest is for the commands that are about them. */
const BGP_CHECKS = CHECKS.filter(
  ({ id, explains }) =>
    !/^(?:sysctl|route|network)\//.test(id) || explains.some((other) => /^bgp\/|\/peer-not-established$/.test(other)),
);

/** A command that joins all sources, and what it judges. */
interface Scope extends Question {
  readonly checks: readonly Check[];
}
const OF_SESSIONS: Scope = { command: 'bgp', topics: ['bgp'], checks: BGP_CHECKS };
const OF_ALL: Scope = { command: 'check', topics: TOPICS, checks: CHECKS };

export const runBgp = (context: Context, files: readonly string[], options: BgpOptions): Promise<number> =>
  diagnose(context, files, options, OF_SESSIONS);

export const runCheck = (context: Context, files: readonly string[], options: BgpOptions): Promise<number> =>
  diagnose(context, files, options, OF_ALL);

async function diagnose(
  context: Context,
  files: readonly string[],
  options: BgpOptions,
  scope: Scope,
): Promise<number> {
  const names = [...options.pcap, ...files];
  const isGathered = names.length === 0 || namesSystem(options);
  const isActing = options.probe || options.reset;
  if (isActing && !isLive(options) && (names.length > 0 || options.bundle.length > 0)) {
    throw new UserError(
      `--${options.probe ? 'probe' : 'reset'} needs a system to do it on`,
      'Name one: --local, --ssh HOST or --kubeconfig FILE.',
    );
  }
  if (options.evidence !== undefined) await refuseStreams(names, '--evidence');
  const baseline = await readBaseline(context, options);
  const result = await openResult(context.io, options.output, [...names, ...options.bundle]);
  const redaction = await openRedaction(options);
  const tcpMd5 = options.tcpMd5KeyFile.length === 0 ? undefined : await readTcpMd5Keys(options.tcpMd5KeyFile);
  const page = options.format === 'html' ? (await import('./html.ts')).createCapturePage() : null;
  const analysis = {
    ports: options.port,
    ...(tcpMd5 !== undefined && { tcpMd5 }),
    ...(page !== null && { listener: page.listener }),
  };
  const streams = page === null ? null : (await import('./keep-streams.ts')).createKeptStreams();
  let looked: Kept | null = null;
  try {
    const read = names.length === 0 ? null : await readFiles(context, names, analysis, streams);
    looked = isGathered ? await gatherFor(context, options, scope, analysis) : NOTHING_GATHERED;
    if (looked === null) return 0; // --dry-run
    return await tell(context, options, scope, { read, looked, page, streams, redaction, result, baseline });
  } finally {
    streams?.discard();
    await looked?.discard();
  }
}

interface Had {
  readonly read: FilesRead | null;
  readonly looked: Kept;
  readonly page: CapturePage | null;
  readonly streams: KeptStreams | null;
  readonly redaction: Redaction;
  readonly result: Result;
  readonly baseline: Baseline | null;
}

async function tell(
  context: Context,
  options: BgpOptions,
  scope: Scope,
  { read, looked, page, streams, redaction, result, baseline }: Had,
): Promise<number> {
  const gathered = read === null ? looked : withTexts(looked, read.texts);
  const isJoined = gathered.origins.length + gathered.sources.length > 0;
  const evidence = isJoined
    ? toBgpEvidence(read?.evidence ?? null, gathered, options.cni)
    : (read?.evidence ?? NO_EVIDENCE);
  const interrupted = read?.interrupted ?? gathered.interrupted;
  const settings = {
    version: context.version,
    generatedAt: context.now().toISOString(),
    platforms: new Map([
      ...platformsOfPeers(evidence.evidence.peers ?? []),
      ...platformsOfNodes(gathered),
      ...platformsOf(evidence, options.cni),
    ]),
    incomplete: [...(read?.unreadable ?? []), ...gathered.incomplete],
    ...(isJoined && { checks: scope.checks }),
  };
  const found = buildReport(evidence, settings);
  const fileOf = (name: string): string | null => (streams === null ? name : streams.fileOf(name));
  // An interrupt ends what is captured; a file that was read in part proves less than it holds.
  const isWhole = (read?.interrupted ?? null) === null || streams?.keeps(read?.cutShort ?? '') === true;
  const views = [...(read?.evidence?.views ?? []), ...gathered.captures.flatMap((each) => each.evidence.views)];
  const again = createReRead(context, read?.evidence ?? null, looked, fileOf);
  const report =
    isWhole && options.evidence !== undefined
      ? await withEvidence(context, options, { whole: { evidence, views, report: found }, again }, settings, redaction)
      : found;
  const names = pcapsOf(evidence);
  const files = pcapsOf(read?.evidence ?? NO_EVIDENCE).map(fileOf);
  const once = { ...settings, ports: options.port, views, files, read: (into: Into) => again(names, into) };
  await result.write(
    await (page?.render(report, evidence, isWhole ? once : null, redaction) ??
      renderReport(context, report, options, { render: renderText }, { redaction, baseline })),
  );
  const { failOn } = options;
  return exitCode({ ran: true, interrupted, summary: report.summary, failOn, partial: report.incomplete.length > 0 });
}

const pcapsOf = ({ sources }: CaptureEvidence): readonly string[] =>
  sources.filter(({ kind }) => kind === 'pcap').map(({ name }) => name);

/** What files hold of what commands printed is as good as what was gathered. */
const withTexts = (gathered: Gathered, { pastes, sources, incomplete }: Texts): Gathered => ({
  ...gathered,
  pastes: [...pastes, ...gathered.pastes],
  sources: [...sources, ...gathered.sources],
  incomplete: [...incomplete, ...gathered.incomplete],
});

async function gatherFor(context: Context, options: BgpOptions, scope: Scope, analysis: CaptureOptions) {
  const { gather } = await import('./gather/gather.ts');
  const keeps = options.evidence !== undefined || options.format === 'html';
  return gather(context, options, scope, { limits: options, analysis, keeps, acting: options });
}

/** The captures are read once more for each slice, which is why none is cut unless it is asked for. */
async function withEvidence(
  context: Context,
  { evidence: directory = '', port: ports }: BgpOptions,
  { whole, again }: { readonly whole: Whole; readonly again: Replay },
  settings: ReportOptions,
  redaction: Redaction,
): Promise<Report> {
  const { writeEvidence } = await import('../slice/write-evidence.ts');
  const parts = { whole, read: again };
  const { artifacts, incomplete } = await writeEvidence(directory, parts, { ...settings, ports }, redaction);
  for (const { path } of artifacts) context.io.stderr.write(`k8sdoctor: wrote ${visible(path)}\n`);
  return { ...whole.report, artifacts, incomplete: [...whole.report.incomplete, ...incomplete] };
}

/** Files are read again as they are; of streams and of what was gathered, what was kept of it. */
function createReRead(
  context: Context,
  files: CaptureEvidence | null,
  { replay }: Kept,
  fileOf: (name: string) => string | null,
): Replay {
  const inFiles = new Set(files?.sources.map(({ name }) => name));
  return async (names, into) => {
    const there = names.filter((name) => !inFiles.has(name));
    const here = new Map(names.filter((name) => inFiles.has(name)).map((name) => [fileOf(name) ?? name, name]));
    const named: Into = { open: (file) => into.open(here.get(file) ?? file) };
    if (here.size > 0 && (await readCaptures(context, [...here.keys()], named)).interrupted !== null) return false;
    return there.length === 0 || replay(there, into);
  };
}

/** Of several speakers on one node nobody knows which one talks to whom: then no commands are better than wrong ones. */
function platformsOf({ evidence }: CaptureEvidence, cnis: BgpOptions['cni']): ReadonlyMap<string, Platform> {
  const [platform, ...others] = new Set(cnis.filter((cni) => cni !== 'flannel'));
  if (platform === undefined || others.length > 0) return new Map();
  return new Map((evidence.sessions ?? []).map(({ local }) => [local.address, platform]));
}
