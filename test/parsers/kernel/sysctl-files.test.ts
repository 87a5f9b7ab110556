import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SysctlFile } from '../../../src/model/kernel.ts';
import { bootSetting, isSysctlPath, parseSysctlFile } from '../../../src/parsers/kernel/sysctl-files.ts';
import { parseSysctl } from '../../../src/parsers/kernel/sysctl.ts';
import { origin, output } from './output.ts';

const FORWARDING = ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding'];

/** What `tail -n +1` prints of several files. */
function filesOf(lines: readonly string[]): SysctlFile[] {
  const starts = lines.flatMap((line, index) => (line.startsWith('==> ') ? [index] : []));
  return starts.map((start, index) =>
    parseSysctlFile(lines[start]?.slice(4, -4) ?? '', lines.slice(start + 1, starts[index + 1]), origin),
  );
}
const file = (path: string, ...lines: readonly string[]): SysctlFile => parseSysctlFile(path, lines, origin);
const boot = (files: readonly SysctlFile[], ...keys: readonly string[]) => bootSetting(files, keys)?.value ?? null;

describe('as systemd-sysctl 252 applied the files', () => {
  const files = filesOf(output('boot-files.txt'));
  const after = new Map(parseSysctl(output('boot-after.txt'), origin).settings.map(({ key, value }) => [key, value]));

  test.each([
    'net.ipv4.conf.all.rp_filter',
    'net.ipv4.conf.lo.rp_filter',
    'net.ipv4.conf.v1.rp_filter',
    'net.ipv4.conf.v/3.rp_filter',
    'net.ipv4.conf.v/3.arp_ignore',
    'net.ipv4.conf.v/3.arp_announce',
    'net.ipv4.conf.v1.log_martians',
    'net.ipv4.conf.lo.accept_local',
    'net.ipv4.conf.v4.accept_local',
    'net.ipv4.conf.all.arp_filter',
    'net.ipv4.fib_multipath_hash_policy',
    'net.ipv4.tcp_syncookies',
  ])('%s', (key) => {
    expect(after.get(key)).toBeDefined();
    expect(boot(files, key)).toBe(after.get(key));
  });

  test('two names of one switch: the later line has it', () => {
    expect(boot(files, ...FORWARDING)).toBe(after.get('net.ipv4.ip_forward'));
  });

  test.each(['net.ipv4.conf.v2.rp_filter', 'net.ipv4.conf.v/3.log_martians', 'net.ipv4.tcp_mtu_probing'])(
    'leaves %s alone: an exception, no match, a file that another one hides',
    (key) => {
      expect(boot(files, key)).toBeNull();
    },
  );

  test('a key that is set to its value again stays where it was', () => {
    const [setting] = parseSysctl(output('boot-same-value-after.txt'), origin).settings;
    expect(boot(filesOf(output('boot-same-value-files.txt')), ...FORWARDING)).toBe(setting?.value);
  });
});

test('files go by name, not by directory; /etc/sysctl.conf is 99-sysctl.conf', () => {
  const etc = file('/etc/sysctl.d/10-a.conf', 'net.ipv4.ip_forward=1');
  const lib = file('/usr/lib/sysctl.d/20-b.conf', 'net.ipv4.ip_forward=0');
  expect(boot([etc, lib], ...FORWARDING)).toBe('0');
  expect(boot([file('/etc/sysctl.conf', 'net.ipv4.ip_forward=1'), lib], ...FORWARDING)).toBe('1');
  expect(boot([lib, file('/run/sysctl.d/20-b.conf', '# masked')], ...FORWARDING)).toBeNull();
});

test('a setting knows its line', () => {
  const path = '/etc/sysctl.d/99-k8s.conf';
  const files = [parseSysctlFile(path, ['# k8s', '', 'net.ipv4.ip_forward = 1'], { source: 'a', line: 7 })];
  expect(bootSetting(files, FORWARDING)?.at).toEqual({ source: 'a', line: 9, text: 'net.ipv4.ip_forward = 1' });
});

test('says which lines are no assignment', () => {
  expect(parseSysctlFile('/etc/sysctl.conf', ['ip_forward', 'a b = 1', '-x', '= 1'], origin)).toMatchObject({
    entries: [{ key: 'x', value: null }],
    gaps: [{ line: 1 }, { line: 2 }, { line: 4 }],
  });
});

test.each([
  ['net.ipv4.conf.eth?.rp_filter', 'net.ipv4.conf.eth0.rp_filter', true],
  ['net.ipv4.conf.e*0.rp_filter', 'net.ipv4.conf.eth0.rp_filter', true],
  ['net.ipv4.conf.*.*', 'net.ipv4.conf.eth0/100.rp_filter', true],
  ['net.ipv4.conf.[a-e]th[!1-9].rp_filter', 'net.ipv4.conf.eth0.rp_filter', true],
  ['net.ipv4.conf.[!e]*.rp_filter', 'net.ipv4.conf.eth0.rp_filter', false],
  ['net.ipv4.*.rp_filter', 'net.ipv4.conf.eth0.rp_filter', false],
  ['net.ipv4.conf.[e.rp_filter', 'net.ipv4.conf.eth0.rp_filter', false],
])('%s on %s: %s', (glob, key, matches) => {
  expect(boot([file('/etc/sysctl.d/1.conf', `${glob} = 7`)], key)).toBe(matches ? '7' : null);
});

test.each([
  ['/etc/sysctl.conf', true],
  ['/etc/sysctl.d/99-sysctl.conf', true],
  ['/usr/lib/sysctl.d/50-default.conf', true],
  ['/etc/sysctl.d/README', false],
  ['/etc/sysctl.d/a/b.conf', false],
  ['/etc/frr/frr.conf', false],
])('is %s a file of sysctl? %s', (path, expected) => {
  expect(isSysctlPath(path)).toBe(expected);
});

test('no glob takes long, and any text gives a value', () => {
  expect(boot([file('/etc/sysctl.d/1.conf', `${'*a'.repeat(2000)} = 1`)], 'a'.repeat(4000))).toBe('1');
  const word = fc.constantFrom('net', '.', '/', '*', '?', '[', ']', '!', '-', '=', ' ', '#');
  fc.assert(
    fc.property(fc.array(fc.array(word).map((words) => words.join(''))), (lines) => {
      const { entries, gaps } = parseSysctlFile('/etc/sysctl.conf', lines, origin);
      expect(entries.length + gaps.length).toBeLessThanOrEqual(lines.length);
      bootSetting([{ path: '/etc/sysctl.conf', entries }], ['net.ipv4.ip_forward']);
    }),
  );
});
