import { CHECKS } from '../../checks/registry.ts';
import { nodeEvidence } from '../../evidence/node-evidence.ts';
import { buildReport } from '../../build-report.ts';
import type { Cni } from '../../model/node.ts';
import { renderText } from '../../reporters/text.ts';
import type { Context } from '../command.ts';
import type { SourceOptions } from '../commands/source-options.ts';
import { type FailOn, exitCode } from '../exit-code.ts';
import { openResult } from '../result.ts';
import { UserError } from '../user-error.ts';
import { findPath, isFollowed, renderPathReport, summaryOf } from './path.ts';
import { readBaseline } from './baseline.ts';
import { readAll } from './read-all.ts';
import { renderReport } from './render-report.ts';
import type { ResultOptions } from './result-options.ts';

export interface RoutesOptions extends ResultOptions, SourceOptions {
  readonly cni: readonly Cni[];
  readonly ownPrefix: readonly string[];
  readonly to: string | undefined;
  readonly from: string | undefined;
  readonly failOn: FailOn;
}

const ROUTE_CHECKS = CHECKS.filter(
  ({ id, needs }) => /^(?:route|network)\//.test(id) || (id.startsWith('node/') && needs.includes('nodes')),
);

export async function runRoutes(context: Context, files: readonly string[], options: RoutesOptions): Promise<number> {
  const asked = askedOf(options);
  const baseline = await readBaseline(context, options);
  const result = await openResult(context.io, options.output, [...files, ...options.bundle]);
  const texts = await readAll(context, files, options, 'routes');
  if (texts === null) return 0; // --dry-run
  const { pastes, incomplete, interrupted } = texts;
  const sources = [...texts.origins, ...texts.sources];
  const evidence = nodeEvidence(
    pastes.flatMap(({ found }) => found.map(({ output }) => output)),
    options.cni,
    options.ownPrefix,
  );
  const { failOn } = options;
  if (asked !== null) {
    const path = findPath(evidence.nodes ?? [], evidence.cluster, asked);
    await result.write(await renderPathReport(context, path, options));
    const partial = incomplete.length > 0 || !isFollowed(path);
    return exitCode({ ran: true, interrupted, summary: summaryOf(path), failOn, partial });
  }
  const report = buildReport(
    { evidence, sources, incomplete },
    { version: context.version, generatedAt: context.now().toISOString(), checks: ROUTE_CHECKS },
  );
  await result.write(await renderReport(context, report, options, { render: renderText }, { baseline }));
  return exitCode({ ran: true, interrupted, summary: report.summary, failOn, partial: report.incomplete.length > 0 });
}

/** @throws UserError where half of it is missing, or it goes with something that it cannot go with */
function askedOf({
  to,
  from,
  redact,
  format,
  baseline,
}: RoutesOptions): { readonly from: string; readonly to: string } | null {
  if (to === undefined && from === undefined) return null;
  if (to === undefined || from === undefined)
    throw new UserError('a packet has two ends: --to and --from', 'k8sdoctor routes --to ADDRESS --from NODE');
  if (redact !== undefined) throw new UserError('--to takes no --redact', 'Redact the result of routes.');
  if (baseline !== undefined) throw new UserError('--to takes no --baseline', 'Compare the results of routes.');
  if (format !== 'text' && format !== 'json')
    throw new UserError(`--to has no format ${format}`, 'It is written as text or json.');
  return { from, to };
}
