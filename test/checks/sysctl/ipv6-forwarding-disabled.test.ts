import { describe, expect, test } from 'vitest';
import { ipv6ForwardingDisabled } from '../../../src/checks/sysctl/ipv6-forwarding-disabled.ts';
import { findingsOf, outcomeOf } from './node.ts';

const OFF = 'net.ipv6.conf.all.forwarding = 0';
const POD = '2001:db8:244::5 dev cali1a2b3c4d5e6 metric 1024 pref medium';

describe('sysctl/ipv6-forwarding-disabled', () => {
  test.each([
    ['a pod', POD],
    ['a route learnt by BGP', '2001:db8:244:2::/64 via 2001:db8::12 dev eth0 proto bird metric 1024 pref medium'],
  ])('%s', (_, route) => {
    expect(findingsOf(ipv6ForwardingDisabled, `${OFF}\n${route}`, 'calico')).toMatchObject([
      { severity: 'error', cause: expect.stringContaining('Felix'), evidence: [{ line: 1 }, { line: 2 }] },
    ]);
  });

  test('is no matter of a node without IPv6 pods', () => {
    const routes =
      'fe80::/64 dev cali1a2b3c4d5e6 metric 256\n2001:db8::/64 dev eth0 proto ra metric 256\ndefault via fe80::1 dev eth0 metric 1024';
    expect(outcomeOf(ipv6ForwardingDisabled, `${OFF}\n${routes}`, 'calico').outcome).toBe('not-applicable');
  });

  test('passes with 1; without IPv6 routes nobody knows', () => {
    expect(outcomeOf(ipv6ForwardingDisabled, `net.ipv6.conf.all.forwarding = 1\n${POD}`).outcome).toBe('passed');
    expect(outcomeOf(ipv6ForwardingDisabled, `${OFF}\n10.0.0.0/8 dev eth0`)).toMatchObject({
      missing: ['ip -6 route'],
    });
  });
});
