/** k8sdoctor as a library: octets in, findings out. Runs wherever JavaScript runs; `k8sdoctor/node` adds files. */
import type { Check } from './checks/define-check.ts';
import { runChecks } from './checks/run.ts';
import type { CaptureEvidence } from './evidence/captures.ts';
import { toReportSession } from './evidence/report-session.ts';
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
  return {
    schema: 'k8sdoctor/report/v1',
    tool: { name: 'k8sdoctor', version },
    generatedAt,
    sources,
    sessions: (evidence.sessions ?? []).map(toReportSession),
    ...(evidence.peers !== undefined && { peers: evidence.peers }),
    findings: verdict.findings,
    checks: verdict.checks,
    artifacts: [],
    incomplete: [...incomplete, ...(options.incomplete ?? []), ...verdict.incomplete],
    summary: { error: count('error'), warning: count('warning'), info: count('info') },
  };
}

export { CHECKS as checks } from './checks/registry.ts';
export { encodeMessage, type EncodableMessage } from './decoders/bgp/encode/message.ts';
export { createStatusAnalysis } from './evidence/statuses.ts';
export { createCaptureAnalysis } from './evidence/captures.ts';
export { nodesOf } from './evidence/nodes.ts';
export type { CaptureAnalysis, CaptureEvidence, CaptureInput, CaptureOptions } from './evidence/captures.ts';
export type * from './model/cluster.ts';
export type * from './model/daemon-routes.ts';
export type * from './model/evidence.ts';
export type * from './model/firewall.ts';
export type * from './model/kernel.ts';
export type * from './model/node.ts';
export type * from './model/peer-status.ts';
export type * from './model/report.ts';
export type * from './model/session.ts';
export { readManifest } from './parsers/kubernetes/read-yaml.ts';
export { readPaste } from './parsers/recognise.ts';
export type { Paste } from './parsers/recognise.ts';
export { redactArtifacts } from './redact/artifacts.ts';
