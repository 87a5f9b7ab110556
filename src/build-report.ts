/** From evidence to k8sdoctor/report/v1. */
import type { Check } from './checks/define-check.ts';
import { runChecks } from './checks/run.ts';
import type { CaptureEvidence } from './evidence/captures.ts';
import { nodeStates } from './compare/node-state.ts';
import { toReportSession } from './evidence/report-session.ts';
import { withoutSession } from './evidence/without-session.ts';
import type { Platform } from './model/evidence.ts';
import type { Incomplete, Report } from './model/report.ts';

export interface ReportOptions {
  readonly version: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  /** The speaker at an address, where it is known. */
  readonly platforms?: ReadonlyMap<string, Platform>;
  /** What could not be had besides what the captures say themselves. */
  readonly incomplete?: readonly Incomplete[];
  /** All, unless some are named. */
  readonly checks?: readonly Check[];
}

/** What the checks make of the evidence. */
export function buildReport({ evidence, sources, incomplete }: CaptureEvidence, options: ReportOptions): Report {
  const { platforms, version, generatedAt, checks } = options;
  const verdict = runChecks({ ...evidence, ...(platforms !== undefined && { platforms }) }, checks);
  const count = (severity: string): number =>
    verdict.findings.filter((finding) => finding.severity === severity).length;
  const idle = withoutSession(evidence.processes ?? [], evidence.peers ?? []);
  const nodes = nodeStates(evidence.nodes ?? [], evidence.versions ?? []);
  return {
    schema: 'k8sdoctor/report/v1',
    tool: { name: 'k8sdoctor', version },
    generatedAt,
    sources,
    sessions: (evidence.sessions ?? []).map(toReportSession),
    ...(evidence.peers !== undefined && { peers: evidence.peers }),
    ...(idle.length > 0 && { withoutSession: idle }),
    ...(nodes.length > 0 && { nodes }),
    findings: verdict.findings,
    checks: verdict.checks,
    artifacts: [],
    incomplete: [...incomplete, ...(options.incomplete ?? []), ...verdict.incomplete],
    summary: { error: count('error'), warning: count('warning'), info: count('info') },
  };
}
