import { CHECKS } from '../../checks/registry.ts';
import { nodeEvidence } from '../../evidence/node-evidence.ts';
import { buildReport } from '../../build-report.ts';
import type { Cni } from '../../model/node.ts';
import { renderText } from '../../reporters/text.ts';
import type { Context } from '../command.ts';
import type { SourceOptions } from '../commands/source-options.ts';
import { type FailOn, exitCode } from '../exit-code.ts';
import { openResult } from '../result.ts';
import { readAll } from './read-all.ts';
import { type ResultOptions, renderReport } from './render-report.ts';

export interface RoutesOptions extends ResultOptions, SourceOptions {
  readonly cni: readonly Cni[];
  readonly ownPrefix: readonly string[];
  readonly failOn: FailOn;
}

const ROUTE_CHECKS = CHECKS.filter(
  ({ id, needs }) => /^(?:route|network)\//.test(id) || (id.startsWith('node/') && needs.includes('nodes')),
);

export async function runRoutes(context: Context, files: readonly string[], options: RoutesOptions): Promise<number> {
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
  const report = buildReport(
    { evidence, sources, incomplete },
    { version: context.version, generatedAt: context.now().toISOString(), checks: ROUTE_CHECKS },
  );
  await result.write(await renderReport(context, report, options, { render: renderText }));
  const { failOn } = options;
  return exitCode({ ran: true, interrupted, summary: report.summary, failOn, partial: report.incomplete.length > 0 });
}
