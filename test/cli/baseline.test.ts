import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Changes } from '../../src/model/changes.ts';
import type { Report } from '../../src/index.ts';
import { FAILED, HEALTHY, run } from './fake-io.ts';
import { judgeBy } from '../schemas.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-baseline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const validate = judgeBy('report-v1');

const node = (forward: number, gateway: string): string => `# node: worker-1
net.ipv4.ip_forward = ${forward}
net.ipv4.conf.all.forwarding = ${forward}
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
10.244.2.0/26 via ${gateway} dev eth0 proto bird
10.244.1.5 dev cali1a2b3c4d5e6 scope link
`;
const status = (state: string, as: number): string => `$ calico node status
Calico process is running.

IPv4 BGP status
Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd PfxSnt Desc
10.9.9.9 4 ${as} 4 5 0 0 0 00:00:07 ${state} 2 N/A
`;

const versions = (kernel: string, frr: string, bird: string) =>
  `${node(1, '192.168.10.12')}Linux worker-1 ${kernel} #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n${frr}\nBIRD ${bird} ready.\nName       Proto      Table      State  Since         Info\n`;
const showVersion = (version: string) =>
  `FRRouting ${version} (worker-1) on Linux(6.1.0).\nCopyright 1996-2005 Kunihiro Ishiguro, et al.`;
const api = (kubelet: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'worker-2' },
    status: {
      nodeInfo: { kernelVersion: '6.1.0', kubeletVersion: kubelet, containerRuntimeVersion: 'containerd://1.7' },
    },
  });

async function result(command: string, text: string, ...argv: readonly string[]) {
  const { code, out, err } = await run([command, '-', '--format', 'json', ...argv], {
    stdin: new TextEncoder().encode(text),
  });
  if (err !== '') return { code, err, changes: undefined };
  const report: Report & { readonly changes?: Changes } = JSON.parse(out);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  return { code, err, changes: report.changes, report };
}

async function keep(name: string, command: string, text: string): Promise<string> {
  const { report } = await result(command, text);
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(report));
  return path;
}

describe('--baseline', () => {
  test('versions of kernels and daemons, where both results have them', async () => {
    const before = await keep('versions.json', 'check', versions('6.1.0-18-amd64', showVersion('8.4.4'), '2.0.12'));
    const { changes } = await result('check', versions('6.1.0-20-amd64', '', '2.0.12'), '--baseline', before);
    expect(changes?.versions).toEqual([
      { of: 'worker-1', what: 'Linux', before: '6.1.0-18-amd64', now: '6.1.0-20-amd64' },
    ]);
    const later = await result(
      'check',
      versions('6.1.0-18-amd64', showVersion('10.3'), '2.17.1'),
      '--baseline',
      before,
    );
    expect(later.changes?.versions).toMatchObject([
      { what: 'FRR', before: '8.4.4', now: '10.3' },
      { what: 'BIRD', before: '2.0.12', now: '2.17.1' },
    ]);
  });

  test('versions that the API has of nodes', async () => {
    const before = await keep('api.json', 'check', `${node(1, '192.168.10.12')}${api('v1.33.1')}\n`);
    const { changes } = await result('check', `${node(1, '192.168.10.12')}${api('v1.34.4')}\n`, '--baseline', before);
    expect(changes?.versions).toEqual([{ of: 'worker-2', what: 'kubelet', before: 'v1.33.1', now: 'v1.34.4' }]);
  });

  test('routes, sysctls and findings of a node', async () => {
    const before = await keep('node.json', 'check', node(1, '192.168.10.12'));
    const { changes } = await result('check', node(0, '192.168.10.13'), '--baseline', before);
    expect(changes).toMatchObject({
      sessions: [],
      routes: [
        {
          of: 'worker-1',
          what: '10.244.2.0/26',
          before: 'via 192.168.10.12 dev eth0 proto bird',
          now: 'via 192.168.10.13 dev eth0 proto bird',
        },
      ],
      sysctls: [
        { of: 'worker-1', what: 'net.ipv4.ip_forward', before: '1', now: '0' },
        { of: 'worker-1', what: 'net.ipv4.conf.all.forwarding', before: '1', now: '0' },
      ],
      findings: { new: [{ id: 'sysctl/ip-forward-disabled' }], gone: [], still: [] },
      notCompared: [],
    });
    const back = await keep('off.json', 'check', node(0, '192.168.10.12'));
    expect((await result('check', node(1, '192.168.10.12'), '--baseline', back)).changes?.findings.gone).toMatchObject([
      { id: 'sysctl/ip-forward-disabled' },
    ]);
    // Without its evidence nobody knows whether it is gone.
    const { changes: less } = await result('sysctl', 'net.ipv4.conf.all.rp_filter = 0\n', '--baseline', back);
    expect(less?.findings).toMatchObject({ gone: [], notJudged: [{ id: 'sysctl/ip-forward-disabled' }] });
    expect(less?.notCompared).toContain('the routes of worker-1: not given now');
  });

  test('sessions of a status, and their AS numbers', async () => {
    const before = await keep('status.json', 'status', status('1', 65_001));
    const { changes } = await result('status', status('Active', 65_002), '--baseline', before);
    expect(changes?.sessions.map(({ what, before: old, now }) => [what, old, now])).toEqual([
      ['state', 'Established', 'down'],
      ['peer AS', '65001', '65002'],
    ]);
    // Idle, Connect and Active take turns.
    const down = await keep('down.json', 'status', status('Active', 65_001));
    expect((await result('status', status('Idle', 65_001), '--baseline', down)).changes?.sessions).toEqual([]);
  });

  test('as text, below the result; the same again is no change', async () => {
    const path = join(folder, 'bgp.json');
    await run(['bgp', '--pcap', FAILED, '--format', 'json', '-o', path]);
    const same = await run(['bgp', '--pcap', FAILED, '--baseline', path]);
    expect(same.out).toMatch(/Since \d{4}-.* \(.*bgp\.json\)\n✓ Nothing changed\.\nFindings\n {2}still \d/);
    const other = await run(['bgp', '--pcap', HEALTHY, '--baseline', path]);
    expect(other.out).toMatch(/gone: bgp\//);
  });

  test.each([
    ['a result of something else', '{"schema":"other/v1"}', 'JSON, but no result of k8sdoctor'],
    ['one of another version', '{"schema":"k8sdoctor/report/v2"}', 'is k8sdoctor/report/v2; this version reads'],
    ['a text', 'nothing', 'no JSON'],
  ])('%s is one clear line', async (_, text, words) => {
    const path = join(folder, 'other.json');
    writeFileSync(path, text);
    const { code, err } = await result('routes', node(1, '192.168.10.12'), '--baseline', path);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  test.each([
    [['--format', 'markdown'], '--baseline has no format markdown'],
    [['--redact'], '--baseline takes no --redact'],
  ])('%j cannot be', async (argv, words) => {
    const { code, err } = await run(['routes', '-', '--baseline', 'x.json', ...argv]);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });

  test('nothing that names somebody is kept for it where there are stand-ins', async () => {
    const { report } = await result('routes', node(1, '192.168.10.12'), '--redact');
    expect(report).not.toHaveProperty('nodes');
  });
});
