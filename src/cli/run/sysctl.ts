import { CHECKS } from '../../checks/registry.ts';
import { nodesOf } from '../../evidence/nodes.ts';
import { versionsOf } from '../../evidence/versions.ts';
import { buildReport } from '../../build-report.ts';
import type { Cni, NodeSeen } from '../../model/node.ts';
import type { Incomplete } from '../../model/report.ts';
import { renderText } from '../../reporters/text.ts';
import type { Context } from '../command.ts';
import type { SourceOptions } from '../commands/source-options.ts';
import { type FailOn, exitCode, exitCodeWithoutFindings } from '../exit-code.ts';
import { hidesNames } from '../../redact/scope.ts';
import { openRedaction } from '../redact/open-redaction.ts';
import { openResult } from '../result.ts';
import { UserError } from '../user-error.ts';
import { readBaseline } from './baseline.ts';
import { readAll } from './read-all.ts';
import { renderReport } from './render-report.ts';
import type { ResultOptions } from './result-options.ts';
import { renderSysctlDiff } from './sysctl-diff.ts';

export interface SysctlOptions extends ResultOptions, SourceOptions {
  readonly cni: readonly Cni[];
  readonly diff: readonly string[];
  readonly failOn: FailOn;
}

const SYSCTL_CHECKS = CHECKS.filter(({ id }) => id.startsWith('sysctl/'));

export async function runSysctl(context: Context, files: readonly string[], options: SysctlOptions): Promise<number> {
  // `--diff NODE NODE FILE`: commander hands on all three.
  const [left, right, ...more] = options.diff;
  const names = [...files, ...more];
  const baseline = await readBaseline(context, options);
  const result = await openResult(context.io, options.output, [...names, ...options.bundle]);
  const texts = await readAll(context, names, options, 'sysctl');
  if (texts === null) return 0; // --dry-run
  const { pastes, incomplete, interrupted } = texts;
  const sources = [...texts.origins, ...texts.sources];
  const outputs = pastes.flatMap(({ found }) => found.map(({ output }) => output));
  const versions = versionsOf(outputs);
  const nodes = nodesOf(
    outputs.flatMap(({ kernel }) => kernel ?? []),
    options.cni,
  );
  if (left !== undefined) {
    const format = diffFormat(options.format);
    const redaction = await openRedaction(options);
    if (redaction.standIns !== null && hidesNames(redaction.standIns.scope)) {
      for (const { name } of nodes) redaction.standIns.names.add('node', name);
    }
    const text = renderSysctlDiff(nodes, left, right, { format, redact: redaction.text });
    await redaction.keep();
    await result.write(text);
    return exitCodeWithoutFindings(interrupted, incomplete.length > 0);
  }
  const report = buildReport(
    { evidence: { nodes, versions }, sources, incomplete },
    {
      version: context.version,
      generatedAt: context.now().toISOString(),
      incomplete: nodes.flatMap(foreignNamespace),
      checks: SYSCTL_CHECKS,
    },
  );
  await result.write(await renderReport(context, report, options, { render: renderText }, { baseline }));
  const { failOn } = options;
  return exitCode({ ran: true, interrupted, summary: report.summary, failOn, partial: report.incomplete.length > 0 });
}

function diffFormat(format: SysctlOptions['format']): 'text' | 'json' {
  if (format === 'text' || format === 'json') return format;
  throw new UserError(`--diff has no format ${format}`, 'It is written as text or json.');
}

/** What a pod's namespace holds says nothing about its node. */
function foreignNamespace({ namespace, name }: NodeSeen): Incomplete[] {
  if (namespace !== 'container') return [];
  const why =
    "read in a container's own network namespace (no key of the first one, no link of a CNI); on the node: nsenter -t 1 -n sysctl -a";
  return [{ source: name, what: 'sysctl', why }];
}
