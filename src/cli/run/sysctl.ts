import { CHECKS } from '../../checks/registry.ts';
import { nodesOf } from '../../evidence/nodes.ts';
import { buildReport } from '../../index.ts';
import type { Cni, NodeSeen } from '../../model/node.ts';
import type { Incomplete, Report } from '../../model/report.ts';
import { renderJson } from '../../reporters/json.ts';
import { renderText } from '../../reporters/text.ts';
import type { Context } from '../command.ts';
import { type FailOn, exitCode } from '../exit-code.ts';
import { openResult } from '../result.ts';
import { type Screen, type Wishes, createPaint, isColoured, isUnicode, widthOf } from '../terminal.ts';
import { UserError } from '../user-error.ts';
import { readTexts } from './read-texts.ts';
import { renderSysctlDiff } from './sysctl-diff.ts';

export interface SysctlOptions extends Wishes {
  readonly cni: readonly Cni[];
  readonly diff: readonly string[];
  readonly format: 'text' | 'json' | 'html';
  readonly output: string | undefined;
  readonly failOn: FailOn;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

const SYSCTL_CHECKS = CHECKS.filter(({ id }) => id.startsWith('sysctl/'));

export async function runSysctl(context: Context, files: readonly string[], options: SysctlOptions): Promise<number> {
  // `--diff NODE NODE FILE`: commander hands on all three.
  const [left, right, ...more] = options.diff;
  const names = [...files, ...more];
  if (names.length === 0) {
    throw new UserError('sysctl needs what a node printed', 'sysctl -a | k8sdoctor sysctl -');
  }
  const result = await openResult(context.io, options.output, names);
  const { pastes, sources, incomplete, interrupted } = await readTexts(context, names);
  const outputs = pastes.flatMap(({ found }) => found.flatMap(({ output }) => output.kernel ?? []));
  const nodes = nodesOf(outputs, options.cni);
  if (left !== undefined) {
    if (options.format === 'html') throw new UserError('--diff is shown as text or JSON', 'Leave out --format html.');
    await result.write(renderSysctlDiff(nodes, left, right, options.format));
    const summary = { error: 0, warning: 0, info: 0 };
    return exitCode({ ran: true, interrupted, summary, failOn: 'never', partial: incomplete.length > 0 });
  }
  const report = buildReport(
    { evidence: { nodes }, sources, incomplete },
    {
      version: context.version,
      generatedAt: context.now().toISOString(),
      incomplete: nodes.flatMap(foreignNamespace),
      checks: SYSCTL_CHECKS,
    },
  );
  await result.write(await render(context, report, options));
  const { failOn } = options;
  return exitCode({ ran: true, interrupted, summary: report.summary, failOn, partial: report.incomplete.length > 0 });
}

/** What a pod's namespace holds says nothing about its node. */
function foreignNamespace({ namespace, name }: NodeSeen): Incomplete[] {
  if (namespace !== 'container') return [];
  const why =
    "read in a container's own network namespace (no key of the first one, no link of a CNI); on the node: nsenter -t 1 -n sysctl -a";
  return [{ source: name, what: 'sysctl', why }];
}

async function render({ io }: Context, report: Report, options: SysctlOptions): Promise<string> {
  const { format, output, color, ascii, quiet, verbose } = options;
  if (format === 'json') return renderJson(report);
  if (format === 'html') return (await import('./html.ts')).renderPage(report, { command: 'sysctl' });
  const screen: Screen = output === undefined ? io.stdout : {};
  return renderText(report, {
    width: widthOf(screen),
    unicode: isUnicode(io, ascii),
    paint: await createPaint(isColoured(io, screen, color)),
    verbosity: quiet ? 'quiet' : verbose ? 'verbose' : 'normal',
  });
}
