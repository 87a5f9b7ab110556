import { CHECKS } from '../../checks/registry.ts';
import { nodesOf } from '../../evidence/nodes.ts';
import { createStatusAnalysis } from '../../evidence/statuses.ts';
import { buildReport } from '../../build-report.ts';
import type { Incomplete, Report, Source } from '../../model/report.ts';
import type { Paste } from '../../parsers/recognise.ts';
import { sourceName } from '../../reporters/source-name.ts';
import { renderStatus } from '../../reporters/status.ts';
import type { Context } from '../command.ts';
import { exitCode } from '../exit-code.ts';
import { openResult } from '../result.ts';
import { redactSecrets } from '../../redact/secrets.ts';
import { UserError } from '../user-error.ts';
import { readBaseline } from './baseline.ts';
import { platformsOfPeers } from './platforms.ts';
import { type AllTexts, readAll } from './read-all.ts';
import { renderReport } from './render-report.ts';
import type { TextForm } from './result-options.ts';
import type { StatusOptions } from './status-options.ts';

const textOf = ({ matrix }: StatusOptions): TextForm => ({
  render: (report, options) => renderStatus(report, { ...options, matrix }),
  widest: 200,
});
/** What explains a session that is down stands beside the checks that say so. */
const STATUS_CHECKS = CHECKS.filter(
  ({ id, needs }) => needs.includes('peers') || /^(?:calico|node)\//.test(id) || id === 'bgp/tcp-auth-mismatch', // by the kernel's word
);
const NOTHING: Paste = { found: [], unknown: [] };

export async function runStatus(context: Context, files: readonly string[], options: StatusOptions): Promise<number> {
  if (options.watch !== undefined && options.baseline !== undefined)
    throw new UserError('--baseline compares one look, and --watch has many', 'Leave one of them out.');
  if (options.watch !== undefined) return runWatch(context, files, options, options.watch);
  const baseline = await readBaseline(context, options);
  const result = await openResult(context.io, options.output, [...files, ...options.bundle]);
  const texts = await readAll(context, files, options, 'status');
  if (texts === null) return 0; // --dry-run
  const report = reportOf(context, texts);
  await result.write(await renderReport(context, report, options, textOf(options), { baseline }));
  const partial = report.incomplete.length > 0;
  const { interrupted } = texts;
  return exitCode({ ran: true, interrupted, summary: report.summary, failOn: options.failOn, partial });
}

/** @throws UserError where nothing tells of sessions */
function reportOf(context: Context, { pastes, sources, origins, incomplete }: AllTexts): Report {
  const analysis = createStatusAnalysis();
  let telling = 0;
  for (const [index, source] of sources.entries()) telling += analysis.read(pastes[index] ?? NOTHING, source);
  const { evidence, ...finished } = analysis.finish();
  const peers = evidence.peers ?? [];
  if (telling === 0) throw origins.length > 0 ? noSpeaker(origins, incomplete) : notRecognised(pastes, sources);
  const kernels = pastes.flatMap(({ found }) => found.flatMap(({ output }) => output.kernel ?? []));
  const status = {
    ...finished,
    evidence: { ...evidence, nodes: nodesOf(kernels, [], { peers }) },
    sources: [...origins, ...finished.sources],
  };
  return buildReport(status, {
    version: context.version,
    generatedAt: context.now().toISOString(),
    platforms: platformsOfPeers(peers),
    incomplete,
    checks: STATUS_CHECKS,
  });
}

async function runWatch(
  context: Context,
  files: readonly string[],
  options: StatusOptions,
  seconds: number,
): Promise<number> {
  const { format, output, dryRun } = options;
  if (files.length > 0 || options.bundle.length > 0)
    throw new UserError(
      '--watch looks at a system, not at files',
      'Name one: --local, --ssh HOST or --kubeconfig FILE.',
    );
  if (format !== 'text' && format !== 'jsonl')
    throw new UserError(`--watch has no format ${format}`, 'It is written as text or jsonl.');
  if (output !== undefined) throw new UserError('--watch takes no -o', 'Redirect its standard output.');
  if (dryRun) return runStatus(context, [], { ...options, watch: undefined });
  const { watchSystem } = await import('./watch/watch-system.ts');
  return watchSystem(context, options, seconds, textOf(options), (gathered) => reportOf(context, gathered));
}

function notRecognised(pastes: readonly Paste[], [first, ...more]: readonly Source[]): UserError {
  const formats = [...new Set(pastes.flatMap(({ found }) => found.map(({ format }) => format)))];
  const line = pastes[0]?.unknown[0]?.text;
  const what =
    formats.length > 0
      ? `recognised ${formats.join(', ')}, which ${formats.length === 1 ? 'says' : 'say'} nothing of BGP sessions`
      : line === undefined
        ? 'it is empty'
        : `no output that is known; it begins with “${redactSecrets(line).text.slice(0, 60)}”`;
  const name = sourceName(first?.name ?? '-');
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return new UserError(`${name}${others}: ${what}`, 'k8sdoctor status --help lists what is read.');
}

function noSpeaker([origin]: readonly Source[], incomplete: readonly Incomplete[]): UserError {
  const name = origin?.name ?? 'nowhere';
  const why = incomplete.map(({ what, why: reason }) => ` (${what}: ${reason})`)[0] ?? '';
  return new UserError(`${name}: no speaker tells of BGP sessions there${why}`, 'Is one running, and may you ask it?');
}
