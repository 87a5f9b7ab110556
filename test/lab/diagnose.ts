import { fileURLToPath } from 'node:url';
import { run } from './processes.ts';
import type { Expectation, ExpectedFinding, State } from './scenario.ts';

const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));

interface Diagnosis {
  readonly findings: readonly ExpectedFinding[];
  readonly sessions: readonly { readonly state: State }[];
}

/** What the tool says of a capture, in the shape of what was expected: what an expectation leaves open is taken over from it. */
export async function diagnose(capture: string, expected: Expectation): Promise<Expectation> {
  const text = await run([
    process.execPath,
    K8SDOCTOR,
    'bgp',
    '--pcap',
    capture,
    '--format',
    'json',
    '--fail-on',
    'never',
  ]);
  const report: Diagnosis = JSON.parse(text);
  const { allowedInfo } = expected;
  const wanted = new Set(expected.findings.map(({ id }) => id));
  const findings = report.findings
    .filter(
      ({ id, severity }) =>
        severity !== 'info' || wanted.has(id) || (allowedInfo !== undefined && !allowedInfo.includes(id)),
    )
    .map(({ id, severity, blame }) => ({ id, severity, blame }));
  const rank = ({ id }: ExpectedFinding): number => expected.findings.findIndex((finding) => finding.id === id);
  return {
    ...expected,
    findings: findings.toSorted((left, right) => rank(left) - rank(right)),
    sessions: report.sessions.map(({ state }) => ({ state })),
  };
}
