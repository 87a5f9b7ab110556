import { describe, expect, test } from 'vitest';
import { acceptRaWithForwarding } from '../../../src/checks/sysctl/accept-ra-with-forwarding.ts';
import { findingsOf, outcomeOf } from './node.ts';

const SYSCTL = [
  'net.ipv6.conf.all.forwarding = 1',
  'net.ipv6.conf.eth0.forwarding = 1',
  'net.ipv6.conf.eth0.accept_ra = 1',
];
const NETWORK = '2001:db8:10::/64 dev eth0 proto kernel metric 256 expires 86000sec pref medium';
const paste = (...routes: readonly string[]): string => [...SYSCTL, ...routes].join('\n');

describe('sysctl/accept-ra-with-forwarding', () => {
  test('the default route is gone and will not come back', () => {
    const findings = findingsOf(acceptRaWithForwarding, paste(NETWORK, 'fe80::/64 dev eth0 metric 256'));
    expect(findings).toMatchObject([{ severity: 'error', evidence: [{ line: 1 }, { line: 3 }, { line: 4 }] }]);
    expect(findings[0]?.remedy[0]).toContain('sysctl -w net.ipv6.conf.eth0.accept_ra=2');
  });

  test.each([
    ['a default route', paste(NETWORK, 'default via fe80::1 dev eth0 metric 1024 pref medium'), 'passed'],
    [
      'one that a program keeps',
      paste(NETWORK, 'default via fe80::1 dev eth0 proto ra metric 100 pref medium'),
      'passed',
    ],
    ['2', paste(NETWORK).replace('accept_ra = 1', 'accept_ra = 2'), 'passed'],
    ['0: a program sees to it', paste(NETWORK).replace('accept_ra = 1', 'accept_ra = 0'), 'passed'],
    [
      'an interface that does not forward',
      paste(NETWORK).replace('eth0.forwarding = 1', 'eth0.forwarding = 0'),
      'not-applicable',
    ],
    ['no forwarding', paste(NETWORK).replace('all.forwarding = 1', 'all.forwarding = 0'), 'not-applicable'],
    ['a node without global IPv6', paste('fe80::/64 dev eth0 proto kernel metric 256'), 'not-applicable'],
    ['pods only', paste('2001:db8:244::/64 dev cni0 proto kernel metric 256'), 'not-applicable'],
    ['no IPv6 routes given', paste('10.0.0.0/8 dev eth0'), 'skipped'],
  ])('%s: %s', (_, text, outcome) => {
    expect(outcomeOf(acceptRaWithForwarding, text).outcome).toBe(outcome);
  });
});
