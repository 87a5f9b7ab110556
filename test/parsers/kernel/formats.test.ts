import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { output } from './output.ts';

const read = (text: string) => readPaste(text, 'paste.txt');
const kernelOf = (text: string) => read(text).found.map((found) => found.output.kernel);

describe('recognised by what it is', () => {
  test.each([
    ['sysctl-calico.txt', 'sysctl'],
    ['sysctl-init-namespace.txt', 'sysctl'],
    ['sysctl-absent.txt', 'sysctl'],
    ['proc-sys-grep.txt', 'sysctl'],
    ['boot-grep.txt', 'a file of sysctl.d'],
    ['ip-route.txt', 'ip route'],
    ['ip-d-route-all.txt', 'ip route'],
    ['ip-6-route.txt', 'ip route'],
    ['ip-rule.txt', 'ip rule'],
    ['ip-addr.txt', 'ip addr'],
    ['ip-br-addr.txt', 'ip addr'],
    ['ip-o-addr.txt', 'ip addr'],
    ['ip-link.txt', 'ip addr'],
    ['ip-d-link.txt', 'ip addr'],
    ['ip-s-link.txt', 'ip addr'],
    ['ip-neigh.txt', 'ip neigh'],
    ['ip-neigh-all.txt', 'ip neigh'],
    ['nstat.txt', 'nstat'],
    ['netstat-s.txt', 'nstat'],
    ['proc-net-netstat.txt', 'nstat'],
    ['ip-j-route.json', 'ip -j route'],
    ['ip-j-p-route.json', 'ip -j route'],
    ['ip-6-j-d-route-all.json', 'ip -j route'],
    ['ip-j-rule.json', 'ip -j rule'],
    ['ip-j-addr.json', 'ip -j addr'],
    ['ip-j-d-link.json', 'ip -j addr'],
    ['ip-j-neigh.json', 'ip -j neigh'],
  ])('%s: %s', (name, format) => {
    const { found, unknown } = read(output(name).join('\n'));
    expect(found.map((each) => each.format)).toEqual([format]);
    expect(unknown).toEqual([]);
  });

  test('all of one node under its prompts', () => {
    const text = [
      'root@worker-1:~# sysctl net.ipv4.ip_forward',
      'net.ipv4.ip_forward = 1',
      'root@worker-1:~# ip -6 route',
      'default dev eth0 metric 1024',
      'root@worker-1:~# cat /proc/sys/net/ipv4/conf/all/rp_filter',
      '2',
      'root@worker-1:~# cat /etc/sysctl.d/99-k8s.conf',
      '# for pods',
      'net.ipv4.ip_forward = 1',
      '; more',
      '-net.ipv4.conf.*.rp_filter = 0',
    ].join('\n');
    expect(kernelOf(text)).toMatchObject([
      { node: 'worker-1', settings: [{ key: 'net.ipv4.ip_forward' }] },
      { node: 'worker-1', routes: [{ family: 'ipv6' }] },
      { settings: [{ key: 'net.ipv4.conf.all.rp_filter', value: '2', at: { line: 6 } }] },
      { files: [{ path: '/etc/sysctl.d/99-k8s.conf', entries: [{ at: { line: 9 } }, { at: { line: 11 } }] }] },
    ]);
  });

  test.each(['boot-files.txt', 'cat-config.txt', 'boot-grep.txt'])('the files of %s, each for itself', (name) => {
    const files = kernelOf(output(name).join('\n')).flatMap((kernel) => kernel?.files ?? []);
    const hidden = name === 'cat-config.txt' ? [] : ['/usr/lib/sysctl.d/50-net.conf'];
    expect(files.map(({ path }) => path).toSorted()).toEqual([
      '/etc/sysctl.d/50-net.conf',
      '/etc/sysctl.d/99-z.conf',
      '/run/sysctl.d/60-run.conf',
      '/usr/lib/sysctl.d/10-base.conf',
      ...hidden,
      '/usr/lib/sysctl.d/95-a.conf',
    ]);
    expect(files.find(({ path }) => path === '/etc/sysctl.d/99-z.conf')?.entries).toHaveLength(3);
    expect(files.find(({ path }) => path === '/usr/lib/sysctl.d/10-base.conf')?.entries).toHaveLength(3);
  });

  test('values between the names of files', () => {
    const text = '==> /proc/sys/net/ipv4/ip_forward <==\n0\n\n==> /proc/sys/net/ipv4/conf/all/rp_filter <==\n1\n';
    expect(kernelOf(text)).toMatchObject([
      { settings: [{ key: 'net.ipv4.ip_forward', value: '0' }] },
      { settings: [{ key: 'net.ipv4.conf.all.rp_filter', value: '1' }] },
    ]);
  });

  test('of JSON that is cut, the last route is left out: it may have had more next hops', () => {
    const text = output('ip-j-route.json').join('\n');
    const cut = text.slice(0, text.indexOf('192.168.20.12'));
    const [found] = read(cut).found;
    const routes = found?.output.kernel?.routes ?? [];
    expect(routes.length).toBeGreaterThan(3);
    expect(routes.some(({ destination }) => destination === '10.244.3.0/24')).toBe(false);
    expect(found?.output.gaps).toContainEqual({ line: 1, why: expect.stringContaining('JSON') });
  });

  test('counters, read twice', () => {
    const text = '# node: a\nTcpExtIPReversePathFilter       12                 0.0\nTcpExtIPReversePathFilter 14 0.0';
    expect(kernelOf(text)).toMatchObject([{ counters: [{ value: '12' }, { value: '14' }] }]);
  });

  test('counters of /proc/net/netstat, by their column', () => {
    const [names = ''] = output('proc-net-netstat.txt');
    const values = names.split(' ').map((name, column) => (name === 'TCPMD5NotFound' ? '7' : String(1000 + column)));
    const text = [names, ['TcpExt:', ...values.slice(1)].join(' '), 'TcpExt: SyncookiesSent', 'TcpExt: 1 2'].join('\n');
    const [kernel] = kernelOf(text);
    expect(kernel?.counters?.map(({ key }) => key).toSorted()).toEqual([
      'IPReversePathFilter',
      'TCPAOBad',
      'TCPAOKeyNotFound',
      'TCPAORequired',
      'TCPMD5Failure',
      'TCPMD5NotFound',
      'TCPMD5Unexpected',
    ]);
    expect(kernel?.counters).toContainEqual({
      key: 'TCPMD5NotFound',
      value: '7',
      at: { source: 'paste.txt', line: 2, text: 'TcpExt: TCPMD5NotFound 7' },
    });
  });
});
