import { describe, expect, test } from 'vitest';
import { interfaceForwardingDisabled } from '../../../src/checks/sysctl/interface-forwarding-disabled.ts';
import { findingsOf, outcomeOf } from './node.ts';

const ON = 'net.ipv4.ip_forward = 1';
const off = (name: string): string => `net.ipv4.conf.${name}.forwarding = 0`;

describe('sysctl/interface-forwarding-disabled', () => {
  test.each([
    ['a pod of Calico', 'cali1a2b3c4d5e6', 'net.ipv4.conf.cali1a2b3c4d5e6.forwarding=1'],
    ['a bridge', 'cni0', 'net.ipv4.conf.cni0.forwarding=1'],
    ['a tunnel with a dot in its name', 'flannel/1', 'net.ipv4.conf.flannel/1.forwarding=1'],
  ])('%s', (_, name, setting) => {
    const findings = findingsOf(interfaceForwardingDisabled, [ON, off(name)].join('\n'));
    expect(findings).toMatchObject([{ severity: 'error', evidence: [{ line: 2 }, { line: 1 }] }]);
    expect(findings[0]?.remedy[0]).toContain(`sysctl -w ${setting}`);
  });

  test('an uplink, if it carries routes learnt by BGP', () => {
    const routes = '10.244.2.0/26 via 192.168.10.12 dev eth0.100 proto bird\ndefault via 192.168.10.1 dev eth0.100';
    expect(findingsOf(interfaceForwardingDisabled, [ON, off('eth0/100'), routes].join('\n'))).toMatchObject([
      { title: expect.stringContaining('eth0.100') },
    ]);
  });

  test.each([
    [
      'only lo, docker0 and a management link',
      [ON, off('lo'), off('docker0'), off('eth1'), 'net.ipv4.conf.cni0.forwarding = 1'],
    ],
    [
      'an uplink with static routes',
      [ON, off('eth1'), '10.9.0.0/16 via 10.1.1.1 dev eth1', 'net.ipv4.conf.cni0.forwarding = 1'],
    ],
    ['IPv6', [ON, 'net.ipv4.conf.cni0.forwarding = 1', 'net.ipv6.conf.cni0.forwarding = 0']],
  ])('passes with %s', (_, lines) => {
    expect(outcomeOf(interfaceForwardingDisabled, lines.join('\n')).outcome).toBe('passed');
  });

  test('leaves it to ip_forward where that is 0; without keys of interfaces it is skipped', () => {
    expect(outcomeOf(interfaceForwardingDisabled, `net.ipv4.ip_forward = 0\n${off('cni0')}`).outcome).toBe(
      'not-applicable',
    );
    expect(outcomeOf(interfaceForwardingDisabled, `${ON}\n10.1.0.5 dev cali1a2b3c4d5e6 scope link`)).toMatchObject({
      missing: ['net.ipv4.conf.IFACE.forwarding'],
    });
  });
});
