import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/index.ts';
import { decided, type Expectation, type ExpectedFinding, type State } from './scenario.ts';
import type { Told } from './told.ts';

const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));

/** As a user has it: `tcpdump -U -w - … | k8sdoctor bgp --pcap -`, which ends when tcpdump does. */
export async function tellOf(capture: Readable): Promise<Told> {
  const k8sdoctor = spawn(process.execPath, [K8SDOCTOR, 'bgp', '--pcap', '-', '--format', 'json'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  k8sdoctor.stdin.on('error', () => undefined); // what it said before it went is in `complaint`
  capture.pipe(k8sdoctor.stdin);
  const [[exitCode], said, complaint] = await Promise.all([
    once(k8sdoctor, 'close'),
    text(k8sdoctor.stdout),
    text(k8sdoctor.stderr),
  ]);
  if (said === '') throw new Error(`k8sdoctor: exit code ${exitCode}, no report: ${complaint}`);
  return { exitCode, report: JSON.parse(said) };
}

export interface Diagnosis {
  readonly findings: readonly ExpectedFinding[];
  readonly sessions: readonly { readonly state: State }[];
  /** By address: the AS number of its OPENs, null if there are none. */
  readonly numbers: Readonly<Record<string, number | null>>;
  readonly exitCode: number | null;
}

type Endpoint = Report['sessions'][number]['local'];

const endsOf = ({ sessions }: Report): readonly Endpoint[] => sessions.flatMap(({ local, remote }) => [local, remote]);

/** One address may have a session with OPENs and one without. */
const withNumberLast = (one: Endpoint, other: Endpoint): number => Number(one.as !== null) - Number(other.as !== null);

/** What has to be told: what the scenario declares, and the AS numbers that its speakers were given. */
export function expected(
  { findings, sessions }: Expectation,
  numbers: ReadonlyMap<string, number | null>,
  { report }: Told,
): Diagnosis {
  return {
    findings,
    sessions,
    numbers: Object.fromEntries(endsOf(report).map(({ address }) => [address, numbers.get(address) ?? null])),
    exitCode: findings.some(({ severity }) => severity === 'error') ? 1 : 0,
  };
}

/** What was told, in the same shape. */
export function inShapeOf(expectation: Expectation, { report, exitCode }: Told): Diagnosis {
  const rank = ({ id }: ExpectedFinding): number => expectation.findings.findIndex((finding) => finding.id === id);
  return {
    findings: decided(expectation, report.findings).toSorted((left, right) => rank(left) - rank(right)),
    sessions: report.sessions.map(({ state }) => ({
      state: expectation.mayRecover === true && state === 'recovered' ? 'established' : state,
    })),
    numbers: Object.fromEntries(
      endsOf(report)
        .toSorted(withNumberLast)
        .map(({ address, as }) => [address, as]),
    ),
    exitCode,
  };
}
