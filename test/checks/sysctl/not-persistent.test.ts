import { describe, expect, test } from 'vitest';
import { notPersistent } from '../../../src/checks/sysctl/not-persistent.ts';
import { findingsOf, outcomeOf } from './node.ts';

const paste = (...files: readonly (readonly string[])[]): string =>
  ['net.ipv4.ip_forward = 1', ...files.flatMap(([path, ...lines]) => [`==> ${path} <==`, ...lines, ''])].join('\n');
const OFF = ['/etc/sysctl.d/90-hardening.conf', '# by the hardening role', 'net.ipv4.conf.all.forwarding = 0'];

describe('sysctl/not-persistent', () => {
  test('names the file and the line that win at boot', () => {
    const findings = findingsOf(
      notPersistent,
      paste(['/usr/lib/sysctl.d/50-net.conf', 'net.ipv4.ip_forward = 1'], OFF),
      'flannel',
    );
    expect(findings).toMatchObject([
      {
        severity: 'warning',
        title: expect.stringContaining('/etc/sysctl.d/90-hardening.conf sets it to 0'),
        cause: expect.stringContaining('until the next pod'),
        evidence: [{ line: 1 }, { line: 7, text: 'net.ipv4.conf.all.forwarding = 0' }],
        remedy: [expect.stringContaining('net.ipv4.conf.all.forwarding = 1')],
      },
    ]);
  });

  test.each([
    [
      'a later file sets it right',
      paste(OFF, ['/etc/sysctl.d/99-k8s.conf', 'net.ipv4.ip_forward = 1']),
      ['flannel'],
      'passed',
    ],
    [
      'a file of that name hides it',
      paste(['/etc/sysctl.d/a.conf', '# none'], ['/usr/lib/sysctl.d/a.conf', 'net.ipv4.ip_forward=0']),
      ['flannel'],
      'passed',
    ],
    ['nothing sets it', paste(['/etc/sysctl.d/a.conf', 'vm.swappiness = 1']), ['flannel'], 'passed'],
    ['it is wrong already', paste(OFF).replace('ip_forward = 1', 'ip_forward = 0'), ['flannel'], 'passed'],
    ['Felix writes it at start', paste(OFF), ['calico'], 'not-applicable'],
    ['Felix does so beside flannel', paste(OFF), ['calico', 'flannel'], 'passed'],
    ['no files', 'net.ipv4.ip_forward = 1', ['flannel'], 'skipped'],
  ] as const)('%s: %s', (_, text, cnis, outcome) => {
    expect(outcomeOf(notPersistent, text, ...cnis).outcome).toBe(outcome);
  });
});
