import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSysctlLine, keysRead, parseSysctl, parseSysctlValues } from '../../../src/parsers/kernel/sysctl.ts';
import { canonicalKey, interfaceOf } from '../../../src/parsers/kernel/sysctl-key.ts';
import { origin, output } from './output.ts';

const valuesOf = (lines: readonly string[]) =>
  Object.fromEntries(parseSysctl(lines, origin).settings.map(({ key, value }) => [key, value]));

describe('parseSysctl', () => {
  test.each([
    ['sysctl-calico.txt', 364],
    ['sysctl-init-namespace.txt', 170],
    ['sysctl-pod.txt', 177],
    ['proc-sys-grep.txt', 23],
  ])('reads every line of %s', (name, count) => {
    const { settings, absent, gaps } = parseSysctl(output(name), origin);
    expect(settings).toHaveLength(count);
    expect([absent, gaps]).toEqual([[], []]);
  });

  test('names the interface of a key, dots and all, in either way to print it', () => {
    expect(valuesOf(output('sysctl-calico.txt'))).toMatchObject({
      'net.ipv4.ip_forward': '1',
      'net.ipv4.conf.eth0/100.forwarding': '1',
      'net.ipv4.conf.cali1a2b3c4d5e6.rp_filter': '0',
    });
    expect(valuesOf(output('proc-sys-grep.txt'))).toMatchObject({
      'net.ipv4.ip_forward': '1',
      'net.ipv4.conf.eth0/100.forwarding': '1',
    });
  });

  test('a key that the kernel lacks is one that it lacks', () => {
    const { settings, absent, gaps } = parseSysctl(output('sysctl-absent.txt'), { source: 'a', line: 10 });
    expect(settings).toHaveLength(2);
    expect(absent).toMatchObject([{ key: 'net.ipv4.nosuch', at: { source: 'a', line: 12 } }]);
    expect(gaps).toEqual([]);
  });

  test.each([
    ['procps', 'net.ipv4.ip_forward = 0', '0'],
    ['without spaces', 'net.ipv4.ip_forward=0', '0'],
    ['with slashes', 'net/ipv4/ip_forward = 0', '0'],
    ['several words', 'net.ipv4.tcp_mem = 40000\t50000\t60000', '40000\t50000\t60000'],
    ['nothing', 'kernel.domainname =', ''],
  ])('%s', (_, line, value) => {
    expect(parseSysctl([line], origin).settings).toMatchObject([{ value }]);
  });

  test('goes on after a line that is mangled, and says which', () => {
    const lines = ['net.ipv4.ip_forward = 0', 'net.ipv4.conf.all.rp_fil', '', 'net.ipv4.conf.all.arp_ignore = 1'];
    const { settings, gaps } = parseSysctl(lines, { source: 'a', line: 5 });
    expect(settings.map(({ at }) => at.line)).toEqual([5, 8]);
    expect(gaps).toEqual([{ line: 6, why: 'no key and value' }]);
  });

  test('what may not be read is no gap', () => {
    const lines = [
      "sysctl: permission denied on key 'net.core.bpf_jit_harden'",
      'sysctl: reading key "net.ipv6.conf.all.stable_secret"',
      'cat: /proc/sys/net/ipv4/x: No such file or directory',
    ];
    expect(parseSysctl(lines, origin)).toEqual({ settings: [], absent: [], gaps: [] });
  });

  test('any text gives a value', () => {
    const word = fc.constantFrom('net', '.', '/', 'ipv4', 'conf', '=', ' ', ':', '\t', 'all', '-', 'a'.repeat(500));
    fc.assert(
      fc.property(fc.array(fc.array(word).map((words) => words.join(''))), (lines) => {
        const { settings, absent, gaps } = parseSysctl(lines, origin);
        expect(settings.length + absent.length + gaps.length).toBeLessThanOrEqual(lines.length);
      }),
    );
  });
});

test.each([
  ['net.ipv4.ip_forward', 'net.ipv4.ip_forward'],
  ['/proc/sys/net/ipv4/ip_forward', 'net.ipv4.ip_forward'],
  ['net/ipv4/conf/eth0.100/forwarding', 'net.ipv4.conf.eth0/100.forwarding'],
  ['net.ipv4.conf.eth0/100.forwarding', 'net.ipv4.conf.eth0/100.forwarding'],
  ['net.ipv4.conf.flannel.1.forwarding', 'net.ipv4.conf.flannel/1.forwarding'],
])('%s is %s', (text, key) => {
  expect(canonicalKey(text)).toBe(key);
});

test('an interface key says its family, interface and leaf', () => {
  expect(interfaceOf('net.ipv4.conf.flannel/1.rp_filter')).toEqual({
    family: 'ipv4',
    name: 'flannel.1',
    leaf: 'rp_filter',
  });
  expect(interfaceOf('net.ipv6.conf.all.forwarding')).toMatchObject({ family: 'ipv6', name: 'all' });
  expect(interfaceOf('net.ipv4.neigh.eth0.proxy_delay')).toBeNull();
  expect(interfaceOf('net.ipv4.ip_forward')).toBeNull();
});

test.each([
  ['net.ipv4.ip_forward = 0', true],
  ['vm.overcommit_memory = 1', true],
  ['/proc/sys/net/ipv4/ip_forward:1', true],
  ['sysctl: cannot stat /proc/sys/net/bridge/bridge-nf-call-iptables: No such file or directory', true],
  ['10.0.0.0/8 via 10.1.1.1 dev eth0', false],
  ['router.id = 1', false],
  ['name = net.ipv4.ip_forward', false],
])('is %s of sysctl? %s', (line, expected) => {
  expect(isSysctlLine(line)).toBe(expected);
});

describe('commands that print bare values', () => {
  test.each([
    ['cat /proc/sys/net/ipv4/ip_forward', ['net.ipv4.ip_forward']],
    [
      'sudo cat /proc/sys/net/ipv4/conf/eth0.100/forwarding /proc/sys/net/ipv4/ip_forward',
      ['net.ipv4.conf.eth0/100.forwarding', 'net.ipv4.ip_forward'],
    ],
    ['sysctl -n net.ipv4.ip_forward', ['net.ipv4.ip_forward']],
    ['sysctl net.ipv4.ip_forward', []],
    ['cat /proc/sys/net/ipv4/conf/*/forwarding', []],
    ['cat /etc/hosts', []],
  ])('%s', (command, keys) => {
    expect(keysRead(command)).toEqual(keys);
  });

  test('each line is the value of the next key', () => {
    expect(parseSysctlValues(['net.ipv4.ip_forward'], ['', '0', ''], { source: 'a', line: 3 })).toEqual({
      settings: [
        { key: 'net.ipv4.ip_forward', value: '0', at: { source: 'a', line: 4, text: 'net.ipv4.ip_forward = 0' } },
      ],
      absent: [],
      gaps: [],
    });
    expect(parseSysctlValues(['net.ipv4.ip_forward'], ['0', '1'], origin).gaps).toHaveLength(1);
  });
});
