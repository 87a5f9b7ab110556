import { describe, expect, test } from 'vitest';
import { rpFilterStrict } from '../../../src/checks/sysctl/rp-filter-strict.ts';
import { findingsOf, outcomeOf } from './node.ts';

const sysctl = (all: number, ...own: readonly (readonly [string, number])[]): string =>
  [
    `net.ipv4.conf.all.rp_filter = ${all}`,
    ...own.map(([name, value]) => `net.ipv4.conf.${name}.rp_filter = ${value}`),
  ].join('\n');
const TWO_LINKS = `default via 192.168.10.1 dev eth0
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
192.168.20.0/24 dev eth1 proto kernel scope link src 192.168.20.11
10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1`;
/** It sends to the pods of worker-1 by its second link, and has pods of its own. */
const OTHER = `# node: worker-2
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.12
192.168.20.0/24 dev eth1 proto kernel scope link src 192.168.20.12
10.244.2.0/24 dev cni0 proto kernel scope link src 10.244.2.1
10.244.1.0/24 via 192.168.20.11 dev eth1`;
const node = (values: string, ...routes: readonly string[]): string =>
  ['# node: worker-1', values, TWO_LINKS, ...routes].join('\n');
const BACK = '10.244.2.0/24 via 192.168.10.12 dev eth0';
const reading = (count: number): string => `TcpExtIPReversePathFilter       ${count}                  0.0`;
const strict = sysctl(1, ['eth0', 0], ['eth1', 0]);

describe('sysctl/rp-filter-strict', () => {
  test('proven by the routes of both nodes', () => {
    const findings = findingsOf(rpFilterStrict, `${node(strict, BACK)}\n${OTHER}`);
    expect(findings).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'node', id: 'worker-1' },
        title: expect.stringMatching(/10\.244\.2\.0\/24 by eth1: its route back leaves by eth0/),
        cause: expect.stringContaining('worker-2 sends to 10.244.1.0/24 by 192.168.20.11'),
      },
    ]);
    expect(findings[0]?.remedy[0]).toContain('sysctl -w net.ipv4.conf.eth1.rp_filter=2');
  });

  test("proven by the node's own source address", () => {
    const paste = node(strict, '10.9.0.0/16 via 192.168.10.1 dev eth0 src 192.168.20.11');
    expect(findingsOf(rpFilterStrict, paste)).toMatchObject([
      { severity: 'error', title: expect.stringMatching(/10\.9\.0\.0\/16 by eth1/) },
    ]);
  });

  test.each([
    ['2 on the interface: the larger one counts', sysctl(1, ['eth0', 0], ['eth1', 2]), BACK, 'passed'],
    ['0 on both', sysctl(0, ['eth0', 0], ['eth1', 0]), BACK, 'passed'],
    ['2 on all', sysctl(2, ['eth0', 1], ['eth1', 1]), BACK, 'passed'],
    ['the same way back', strict, '10.244.2.0/24 via 192.168.20.12 dev eth1', 'passed'],
    [
      'a multipath way back',
      strict,
      '10.244.2.0/24\n\tnexthop via 192.168.10.12 dev eth0 weight 1\n\tnexthop via 192.168.20.12 dev eth1 weight 1',
      'passed',
    ],
    [
      'a rule that sends the answers back',
      strict,
      `${BACK}\n0:\tfrom all lookup local\n100:\tfrom 10.244.1.0/24 lookup 7\n32766:\tfrom all lookup main\n10.244.2.0/24 via 192.168.20.12 dev eth1 table 7`,
      'passed',
    ],
    [
      'a rule by a table that was not given',
      strict,
      `${BACK}\n100:\tfrom 10.244.1.0/24 lookup 8\n32766:\tfrom all lookup main`,
      'passed',
    ],
  ])('passes with %s', (_, values, back, outcome) => {
    const lines = back.replace('10.244.2.0/24\n', '10.244.2.0/24 proto static\n');
    expect(outcomeOf(rpFilterStrict, `${node(values, lines)}\n${OTHER}`).outcome).toBe(
      outcome === 'passed' ? 'skipped' : outcome,
    );
    expect(findingsOf(rpFilterStrict, `${node(values, lines)}\n${OTHER}`)).toEqual([]);
  });

  test("Cilium's links, by all or by their own value", () => {
    const links = [
      ['lxc0a1b2c3d4e5f', 0],
      ['cilium_host', 0],
    ] as const;
    expect(findingsOf(rpFilterStrict, sysctl(1, ...links))).toMatchObject([
      { severity: 'error', remedy: [expect.stringContaining('conf.all.rp_filter=0'), expect.anything()] },
    ]);
    expect(findingsOf(rpFilterStrict, sysctl(0, ['lxc0a1b2c3d4e5f', 1]))).toHaveLength(1);
    expect(outcomeOf(rpFilterStrict, sysctl(2, ...links)).outcome).toBe('passed');
    expect(outcomeOf(rpFilterStrict, sysctl(0, ...links)).outcome).toBe('passed');
  });

  test("Calico's cali* are strict on purpose", () => {
    expect(findingsOf(rpFilterStrict, `${sysctl(1, ['cali1a2b3c4d5e6', 1], ['eth0', 1])}\n${TWO_LINKS}`)).toEqual([]);
  });

  test('the counter that grows proves it, one reading does not', () => {
    const values = `# node: a\n${sysctl(1, ['eth0', 1])}\ndefault via 192.168.10.1 dev eth0`;
    expect(findingsOf(rpFilterStrict, `${values}\n${reading(12)}\n${reading(40)}`)).toMatchObject([
      { severity: 'error', title: expect.stringContaining('dropped 28 packets') },
    ]);
    expect(findingsOf(rpFilterStrict, `${values}\n${reading(12)}\n${reading(12)}`)).toEqual([]);
    expect(findingsOf(rpFilterStrict, `${values}\n${reading(12)}`)).toEqual([]);
  });

  test('possible but not proven: a warning, with MetalLB or BGP on the second uplink only', () => {
    const bgp = '10.244.3.0/24 via 192.168.20.13 dev eth1 proto bird';
    expect(findingsOf(rpFilterStrict, node(strict), 'metallb')).toMatchObject([{ severity: 'warning' }]);
    expect(findingsOf(rpFilterStrict, node(strict, bgp), 'calico')).toMatchObject([{ severity: 'warning' }]);
    expect(findingsOf(rpFilterStrict, node(strict), 'calico')).toEqual([]);
    expect(findingsOf(rpFilterStrict, node(strict, bgp), 'flannel')).toEqual([]);
    expect(findingsOf(rpFilterStrict, node(sysctl(0, ['eth0', 1], ['eth1', 0])), 'metallb')).toEqual([]);
  });

  test('is skipped without values, or without routes where all is 1', () => {
    expect(outcomeOf(rpFilterStrict, 'net.ipv4.ip_forward = 1')).toMatchObject({
      missing: ['net.ipv4.conf.all.rp_filter'],
    });
    expect(outcomeOf(rpFilterStrict, sysctl(1))).toMatchObject({ missing: ['ip route'] });
    expect(outcomeOf(rpFilterStrict, sysctl(0)).outcome).toBe('passed');
  });
});
