import { describe, expect, test } from 'vitest';
import { bridgeNfDisabled } from '../../../src/checks/sysctl/bridge-nf-disabled.ts';
import { findingsOf, outcomeOf } from './node.ts';

const OFF = 'net.bridge.bridge-nf-call-iptables = 0';
const BRIDGE = 'net.ipv4.conf.cni0.forwarding = 1';

describe('sysctl/bridge-nf-disabled', () => {
  test('0, where pods hang on a bridge', () => {
    expect(findingsOf(bridgeNfDisabled, `${BRIDGE}\n${OFF}`)).toMatchObject([
      { severity: 'warning', evidence: [{ line: 2 }, { line: 1 }] },
    ]);
    expect(findingsOf(bridgeNfDisabled, OFF, 'flannel')).toHaveLength(1);
  });

  test.each([
    [
      'sysctl said so',
      'sysctl: cannot stat /proc/sys/net/bridge/bridge-nf-call-iptables: No such file or directory\nnet.ipv4.ip_forward = 1',
    ],
    ['a whole listing', 'kernel.hostname = a\nnet.core.somaxconn = 4096\nnet.ipv4.ip_forward = 1'],
  ])('missing: %s', (_, paste) => {
    const [finding] = findingsOf(bridgeNfDisabled, paste, 'flannel');
    expect(finding?.title).toContain('br_netfilter is not loaded');
    expect(finding?.remedy[0]).toContain('modprobe br_netfilter');
  });

  test.each([
    ['1', 'net.bridge.bridge-nf-call-iptables = 1', ['flannel'], 'passed'],
    ['a few keys only', 'net.ipv4.ip_forward = 1', ['flannel'], 'skipped'],
    ['Calico', OFF, ['calico'], 'not-applicable'],
    [
      'Calico on flannel',
      `${BRIDGE}\n${OFF}\nnet.ipv4.conf.cali1a2b3c4d5e6.forwarding = 1`,
      ['flannel'],
      'not-applicable',
    ],
    ['Cilium', OFF, ['cilium'], 'not-applicable'],
    ['a machine without a bridge', OFF, [], 'not-applicable'],
  ] as const)('%s: %s', (_, paste, cnis, outcome) => {
    expect(outcomeOf(bridgeNfDisabled, paste, ...cnis).outcome).toBe(outcome);
  });
});
