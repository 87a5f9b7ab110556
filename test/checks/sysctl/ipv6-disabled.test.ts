import { describe, expect, test } from 'vitest';
import { ipv6Disabled } from '../../../src/checks/sysctl/ipv6-disabled.ts';
import { findingsOf, outcomeOf } from './node.ts';

const POD = '2001:db8:244:2::/64 via fe80::1 dev flannel-v6.1 metric 1024 pref medium';
const of = (name: string, value: number): string => `net.ipv6.conf.${name}.disable_ipv6 = ${value}`;

describe('sysctl/ipv6-disabled', () => {
  test('a tunnel or bridge of the CNI', () => {
    const findings = findingsOf(ipv6Disabled, [of('flannel-v6/1', 1), POD].join('\n'));
    expect(findings).toMatchObject([{ severity: 'error', evidence: [{ line: 1 }, { line: 2 }] }]);
    expect(findings[0]?.remedy[0]).toContain('sysctl -w net.ipv6.conf.flannel-v6/1.disable_ipv6=0');
  });

  test.each([
    ['another interface', [of('flannel-v6/1', 0), of('docker0', 1), POD], 'passed'],
    ['no IPv6 pods', [of('cni0', 1), '2001:db8::/64 dev eth0 metric 256'], 'not-applicable'],
    ['no IPv6 routes', [of('cni0', 1), '10.0.0.0/8 dev eth0'], 'skipped'],
  ])('%s', (_, lines, outcome) => {
    expect(outcomeOf(ipv6Disabled, lines.join('\n')).outcome).toBe(outcome);
  });
});
