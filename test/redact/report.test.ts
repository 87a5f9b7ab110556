/** Nobody is named by a redacted report, whatever capture or output it is of, and whatever it is written as. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildReport, createCaptureAnalysis, type Report } from '../../src/index.ts';
import { redactReport, withoutSecrets } from '../../src/redact/report.ts';
import type { Scope } from '../../src/redact/scope.ts';
import { createStandIns } from '../../src/redact/stand-ins.ts';
import { createIdentities } from '../../src/slice/anonymise/identities.ts';
import { cipher } from '../slice/slice-of.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
/** Of all captures some: each takes its time. */
const EVERY = 8;
const captures = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.pcap'))
  .filter((_, index) => index % EVERY === 0);

function diagnose(name: string): Report {
  const bytes = readFileSync(new URL(name, FIXTURES));
  const analysis = createCaptureAnalysis();
  const input = analysis.open(name);
  input.push(bytes);
  input.end(bytes.length);
  return buildReport(analysis.finish(), { version: '0.0.0', generatedAt: '2026-01-01T00:00:00.000Z' });
}

const redact = (report: Report, scope: Scope = 'all'): Report =>
  redactReport(report, createStandIns(scope, createIdentities(cipher)));

/** Of a report: who is in it. */
function plants({ sessions, sources }: Report): readonly string[] {
  const ends = sessions.flatMap(({ local, remote }) => [local, remote]);
  const hosts = ends.flatMap(({ capabilities }) => capabilities?.flatMap(({ hostname }) => hostname ?? []) ?? []);
  return [
    ...sources.map(({ name }) => name),
    ...ends.flatMap(({ address, as }) => [address, ...(as !== null && isOwned(as) ? [`${as}`] : [])]),
    ...hosts
      .filter((host) => typeof host === 'string' && host.length > 3 && !/^(?:router|node)$/i.test(host))
      .map(String),
  ];
}

/** Not reserved, and no number that counts something. */
const isOwned = (as: number): boolean =>
  as > 1_000 && as !== 23_456 && (as < 64_496 || as > 64_511) && as < 4_294_967_295 && (as < 65_535 || as > 131_071);
const holds = (text: string, plant: string): boolean =>
  new RegExp(`(?<![\\w.:])${plant.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w:]|\\.\\d)`).test(text);

test('of captures, nobody is in the JSON', () => {
  const found = captures.flatMap((name) => {
    const report = diagnose(name);
    const text = JSON.stringify(redact(report));
    return plants(report)
      .filter((plant) => holds(text, plant))
      .map((plant) => `${name}: ${plant}`);
  });
  expect(found).toEqual([]);
});

describe('a report with names', () => {
  const base = diagnose('open/old-router.pcap');
  const [session] = base.sessions;
  const [finding] = base.findings;
  if (session === undefined || finding === undefined) throw new Error('the fixture has both');
  const report: Report = {
    ...base,
    sources: [{ kind: 'pcap', name: '/home/alice/acme corp/edge.pcap', format: 'pcap', bytes: 1 }],
    sessions: [
      { ...session, local: { ...session.local, node: 'paris-w1' }, remote: { ...session.remote, node: 'tor-a' } },
    ],
    findings: [
      {
        ...finding,
        title:
          'paris-w1.acme.example (AS 64512) and tor-a: calico-system/calico-node-x7wq2 of acme-prod/web-7d4b9c6f5-k2x8z, 64512:100.',
        cause:
          '192.168.10.1 sends 192.168.10.11 NOTIFICATION 6/2 (Cease / Administrative Shutdown): “call Alice at ACME”',
        remedy: ["vtysh -c 'router bgp 64512' -c 'neighbor fd00:aa::1 password hunter22'", 'ip route get 10.1.2.0/24'],
        evidence: [
          {
            source: '/home/alice/acme corp/edge.pcap',
            line: 1,
            text: 'Mesh_192_168_10_1 02:42:ac:11:00:02 at 01:57:46',
          },
        ],
      },
    ],
    incomplete: [{ source: 'paris-w2', what: 'capture', why: 'paris-w2: hunter22 refused' }],
    artifacts: [
      { kind: 'capture', path: '/home/alice/proof/10.9.9.9-10.9.9.8.pcap', sha256: 'a', sessions: [session.id] },
    ],
  };

  test('is about stand-ins', () => {
    const redacted = redact(report);
    const text = JSON.stringify(redacted);
    for (const plant of [
      'paris-w1',
      'paris-w2',
      'tor-a',
      'acme',
      'alice',
      'Alice',
      'ACME',
      'example',
      'hunter22',
      'web-7d4b9c6f5-k2x8z',
      '192.168.10.1',
      '192.168.10.11',
      '64512',
      'fd00:aa::1',
      '10.1.2.0',
      '02:42:ac:11:00:02',
      'calico-node-x7wq2',
    ]) {
      expect(`${plant} ${holds(text, plant)}`).toBe(`${plant} false`);
    }
    const [one] = redacted.sessions;
    expect(one?.local.node).toBe('node-1');
    expect(one?.id).toBe(`${one?.local.address}-${one?.remote.address}`);
    const [{ title, cause, evidence } = finding] = redacted.findings;
    expect(title).toBe(
      `node-1 (AS ${one?.local.as}) and node-2: calico-system/pod-1 of namespace-1/pod-2, ${one?.local.as}:100.`,
    );
    expect(cause).toContain(`${one?.remote.address} sends ${one?.local.address} NOTIFICATION 6/2`);
    expect(evidence[0]).toMatchObject({ source: 'file-1.pcap', line: 1 });
    expect(evidence[0]?.text).toMatch(/^Mesh_192_168_\d+_\d+ [\da-f:]{17} at 01:57:46$/);
    expect(redacted.artifacts[0]).toMatchObject({ path: '10.9.9.9-10.9.9.8.pcap', sessions: [one?.id] });
    expect(redacted.summary).toEqual(report.summary);
    expect(redacted.redaction).toMatchObject({
      scope: 'all',
      removed: { 'bgp-password': 2 },
      replaced: { asNumbers: 1 },
    });
  });

  test('keeps addresses if only names are asked for, and the other way round', () => {
    const names = JSON.stringify(redact(report, 'names'));
    expect(names).toContain('192.168.10.11');
    expect(names).not.toContain('paris-w1');
    const addresses = JSON.stringify(redact(report, 'addresses'));
    expect(addresses).toContain('paris-w1');
    expect(addresses).not.toContain('192.168.10.11');
  });

  test('never has a secret, asked or not', () => {
    const without = withoutSecrets(report);
    expect(JSON.stringify(without)).not.toContain('hunter22');
    expect(without.redaction).toMatchObject({ scope: 'secrets', removed: { 'bgp-password': 2 } });
    expect(redact(without, 'addresses').redaction).toMatchObject({
      scope: 'addresses',
      removed: { 'bgp-password': 2 },
    });
    expect(withoutSecrets(base)).toEqual(base);
  });

  test('keeps its stand-ins with the map of an earlier run', () => {
    const first = createStandIns('all', createIdentities(cipher));
    const once = redactReport(report, first);
    const again = createStandIns('all', createIdentities(cipher), first.names.originals);
    expect(redactReport({ ...report, sources: [], findings: [] }, again).sessions).toEqual(once.sessions);
  });
});
