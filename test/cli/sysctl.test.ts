/** The stories of `k8sdoctor sysctl`, as a person would paste them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from './fake-io.ts';
import { judgeBy } from '../schemas.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/outputs/kernel/${name}`, import.meta.url), 'utf8');
const paste = (text: string, ...argv: readonly string[]) =>
  run(['sysctl', '-', ...argv], { stdin: new TextEncoder().encode(text) });

interface Found {
  readonly id: string;
  readonly severity: string;
  readonly cause: string;
}
async function found(text: string, ...argv: readonly string[]): Promise<readonly Found[]> {
  const { out } = await paste(text, '--format', 'json', ...argv);
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

describe('forwarding is off', () => {
  const off = 'net.ipv4.conf.all.forwarding = 0\nnet.ipv4.ip_forward = 0\n';

  test.each([
    ['calico', 'Felix'],
    ['flannel', 'CNI bridge plugin'],
  ])('under %s: one finding, with its cause', async (cni, cause) => {
    const { code } = await paste(off, '--cni', cni);
    expect(code).toBe(1);
    expect(await found(off, '--cni', cni)).toMatchObject([
      { id: 'sysctl/ip-forward-disabled', severity: 'error', cause: expect.stringContaining(cause) },
    ]);
    expect(await found(off.replaceAll('= 0', '= 1'), '--cni', cni)).toEqual([]);
    expect(await paste(off.replaceAll('= 0', '= 1'), '--cni', cni)).toMatchObject({ code: 0, err: '' });
  });

  test('the CNI is known by its links', async () => {
    const text = fixture('sysctl-calico.txt');
    expect(await found(text)).toEqual([]);
    expect(await found(text.replaceAll(/forwarding = 1|ip_forward = 1/g, (on) => on.replace('1', '0')))).toMatchObject([
      { id: 'sysctl/ip-forward-disabled' },
    ]);
  });
});

test('strict reverse path filter and an asymmetric path', async () => {
  const nodes = `# node: worker-1
net.ipv4.conf.all.rp_filter = 1
net.ipv4.ip_forward = 1
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
192.168.20.0/24 dev eth1 proto kernel scope link src 192.168.20.11
10.244.1.5 dev cali1a2b3c4d5e6 scope link
10.244.2.0/26 via 192.168.10.12 dev eth0 proto bird
# node: worker-2
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.12
192.168.20.0/24 dev eth1 proto kernel scope link src 192.168.20.12
10.244.2.7 dev cali0123456789a scope link
10.244.1.0/26 via 192.168.20.11 dev eth1 proto bird
`;
  expect(await found(nodes)).toMatchObject([{ id: 'sysctl/rp-filter-strict', severity: 'error' }]);
  expect(await found(nodes.replace('rp_filter = 1', 'rp_filter = 2'))).toEqual([]);
  expect(await found(nodes.replace('via 192.168.20.11 dev eth1', 'via 192.168.10.11 dev eth0'))).toEqual([]);
});

describe('the result', () => {
  test('is by the JSON Schema', async () => {
    const { out } = await paste('net.ipv4.ip_forward = 0', '--cni', 'calico', '--format', 'json');
    const validate = judgeBy('report-v1');
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(JSON.parse(out)).toMatchObject({
      sources: [{ kind: 'text', name: '-', format: null, bytes: 23 }],
      findings: [{ subject: { kind: 'node', id: 'this node' }, evidence: [{ source: '-', line: 1 }] }],
      checks: expect.arrayContaining([{ id: 'sysctl/ecmp-hash-l3-only', outcome: 'skipped', missing: ['ip route'] }]),
    });
  });

  test('as text, and what it lacks', async () => {
    const { out } = await paste('net.ipv4.ip_forward = 1', '--cni', 'flannel', '-v');
    expect(out).toContain('Nothing wrong in standard input: 1 check could judge it.');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'sysctl/conntrack-near-limit was not judged: no net.netfilter.nf_conntrack_count',
    );
  });

  test.each([
    ["a pod's own values", fixture('sysctl-pod.txt'), /container's own network namespace/],
    ['a cut line', 'net.ipv4.ip_forward = 1\nnet.ipv4.conf.all.rp_fil', /line 2 \(sysctl\): no key and value/],
    ['nothing that is known', 'hello', /no output that is known; it begins with: hello/],
    ['nothing', '', /it is empty/],
  ])('%s: exit 3, and why', async (_, text, why) => {
    const { code, out } = await paste(text, '--cni', 'calico');
    expect(code).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(why);
  });

  test('what a paste holds cannot hide in it', async () => {
    const { out } = await paste('# node: a\u001b]0;x\u0007b\u202e\nnet.ipv4.ip_forward = 0\n', '--cni', 'calico');
    for (const hidden of ['\u001b', '\u0007', '\u202e']) expect(out).not.toContain(hidden);
  });
});

test('without input, says what to give', async () => {
  expect(await run(['sysctl'], { env: { HOME: '/nonexistent' } })).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('sysctl -a | k8sdoctor sysctl -'),
  });
  expect(await run(['sysctl', 'no-such-file'])).toMatchObject({ code: 2, out: '' });
});

describe('--diff', () => {
  const nodes =
    '# node: a\nnet.ipv4.ip_forward = 1\nkernel.hostname = a\nvm.swappiness = 10\n# node: b\nnet.ipv4.ip_forward = 0\nkernel.hostname = b\n';

  test('the keys that differ, not those that always do', async () => {
    const { code, out } = await paste(nodes, '--diff', 'a', 'b');
    expect(code).toBe(0);
    expect(out).toBe('                     a   b\nnet.ipv4.ip_forward  1   0\nvm.swappiness        10  -\n');
    expect(JSON.parse((await paste(nodes, '--format', 'json', '--diff', 'b', 'a')).out)).toEqual({
      nodes: ['b', 'a'],
      differences: [
        { key: 'net.ipv4.ip_forward', values: ['0', '1'] },
        { key: 'vm.swappiness', values: [null, '10'] },
      ],
    });
    expect((await paste(nodes, '--diff', 'a', 'a')).out).toBe('No key differs between a and a.\n');
  });

  test('--redact', async () => {
    const both = ['one', 'two']
      .map(
        (name, last) =>
          `# node: secret-${name}\nkernel.core_pattern = |/opt/secret-${name}/dump\nnet.ipv4.tcp_fastopen_key = 1a2b3c4d-00000000-00000000-0000000${last}\nnet.x = 10.9.8.${last}\n`,
      )
      .join('');
    const plain = await paste(both, '--diff', 'secret-one', 'secret-two');
    expect(plain.out).toMatch(/^ +secret-one +secret-two\n/);
    expect(plain.out).toMatch(/tcp_fastopen_key +<redacted:key> +<redacted:key>/);
    const { code, out } = await paste(both, '--diff', 'secret-one', 'secret-two', '--redact');
    expect(code).toBe(0);
    expect(out).toMatch(/^ +node-1 +node-2\nkernel\.core_pattern +\|\/opt\/node-1\/dump +\|\/opt\/node-2\/dump\n/);
    expect(out).not.toMatch(/secret|10\.9\.8\./);
    const json = await paste(both, '--diff', 'secret-one', 'secret-two', '--redact=names', '--format', 'json');
    expect(JSON.parse(json.out).nodes).toEqual(['node-1', 'node-2']);
    expect(json.out).toContain('10.9.8.1');
  });

  test('takes files after the nodes', async () => {
    const file = new URL('../../fixtures/outputs/kernel/sysctl-pod.txt', import.meta.url).pathname;
    expect(await run(['sysctl', '--diff', file, file, file])).toMatchObject({ code: 0 });
  });

  test.each([
    ['one node', ['a'], '--diff compares two nodes'],
    ['an unknown one', ['a', 'c'], 'no sysctls of a node c'],
  ])('%s: exit 2', async (_, names, message) => {
    expect(await paste(nodes, '--diff', ...names)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
