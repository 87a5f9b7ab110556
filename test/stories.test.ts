/** Five stories that users told, from pasted text to exactly the findings that they needed. */
import { describe, expect, test } from 'vitest';
import { run } from './cli/fake-io.ts';

interface Found {
  readonly id: string;
  readonly severity: string;
  readonly cause: string;
  readonly title: string;
}

async function findings(command: string, text: string, ...argv: readonly string[]): Promise<readonly Found[]> {
  const { out } = await run([command, '-', '--format', 'json', ...argv], { stdin: new TextEncoder().encode(text) });
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

const values = (value: number): string => `net.ipv4.conf.all.forwarding = ${value}\nnet.ipv4.ip_forward = ${value}\n`;

describe('(a) pods on two nodes cannot talk: forwarding is off', () => {
  test.each([
    ['calico', /Felix/],
    ['flannel', /bridge plugin/],
  ])('%s, with its own cause', async (cni, cause) => {
    expect(await findings('sysctl', values(0), '--cni', cni)).toMatchObject([
      { id: 'sysctl/ip-forward-disabled', severity: 'error', cause: expect.stringMatching(cause) },
    ]);
    expect(await findings('sysctl', values(1), '--cni', cni)).toEqual([]);
  });
});

describe('(b) GoBGP has three next hops: how many has the kernel?', () => {
  const received = [1, 2, 3].map(
    (last) =>
      `2026-11-22T07:56:05Z [ROUTE] 10.58.0.0/24 via 10.7.3.${last} aspath [6500${last} 65100] attrs [{Origin: i}]`,
  );
  const paste = (...lasts: readonly number[]): string =>
    [
      '$ gobgp monitor adj-in',
      ...received,
      '$ ip route',
      '10.7.3.0/24 dev eth0 proto kernel scope link src 10.7.3.9',
      ...(lasts.length === 0 ? [] : ['10.58.0.0/24 proto zebra metric 20']),
      ...lasts.map((last) => `\tnexthop via 10.7.3.${last} dev eth0 weight 1`),
    ].join('\n');
  test.each<[readonly number[], readonly string[]]>([
    [[1, 2, 3], []],
    [[1, 2], ['route/ecmp-incomplete']],
    [[], ['route/bgp-route-missing']],
  ])('%j: %j', async (lasts, ids) => {
    expect((await findings('routes', paste(...lasts))).map(({ id }) => id)).toEqual(ids);
  });
});

const dump = (services: string): string =>
  `$ kubectl cluster-info dump | grep -E 'cluster-cidr|service-cluster-ip-range'
                            "--cluster-cidr=10.244.0.0/16",
                            "--service-cluster-ip-range=${services}",
                            "--service-cluster-ip-range=${services}",`;

describe('(c) pods and services share one network', () => {
  test('both 10.244.0.0/16, and apart', async () => {
    expect(await findings('routes', dump('10.244.0.0/16'))).toMatchObject([
      { id: 'network/cidr-overlap', severity: 'error' },
    ]);
    expect(await findings('routes', dump('10.96.0.0/12'))).toEqual([]);
  });
});

const plain = (list: readonly Found[]) =>
  list.map(({ id, severity, title, cause }) => ({ id, severity, title, cause }));

describe('(d) calico node status, as it was and as the forum left it', () => {
  const padded = `Calico process is running.

IPv4 BGP status
+---------------+-------------------+-------+----------+--------------------------------+
| PEER ADDRESS  |     PEER TYPE     | STATE |  SINCE   |              INFO              |
+---------------+-------------------+-------+----------+--------------------------------+
| 192.168.10.12 | node-to-node mesh | up    | 10:01:22 | Established                    |
| 192.168.10.1  | global            | start | 10:00:02 | Active Socket: Connection      |
|               |                   |       |          | refused                        |
+---------------+-------------------+-------+----------+--------------------------------+

IPv6 BGP status
No IPv6 peers found.
`;
  const unpadded = padded
    .split('\n')
    .filter((line) => !line.startsWith('+'))
    .map((line) => line.replaceAll(/ {2,}/g, ' ').trim())
    .join('\n');
  test('both give the same', async () => {
    const found = await findings('status', padded);
    expect(found).toMatchObject([{ id: 'calico/peer-not-established' }]);
    expect(plain(await findings('status', unpadded))).toEqual(plain(found));
  });
});

const nodes = (filter: number): string => `# node: worker-1
net.ipv4.conf.all.rp_filter = ${filter}
net.ipv4.ip_forward = 1
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
192.168.20.0/24 dev eth1 proto kernel scope link src 192.168.20.11
10.244.1.5 dev cali1a2b3c4d5e6 scope link
10.244.2.0/26 via 192.168.10.12 dev eth0 proto bird
# node: worker-2
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.12
192.168.20.0/24 dev eth1 proto kernel scope link src 192.168.20.12
10.244.2.7 dev cali0123456789a scope link
10.244.1.0/26 via 192.168.20.11 dev eth1 proto bird
`;

describe('(e) the answers take another way, and the filter is strict', () => {
  test('1 drops them, 2 does not', async () => {
    expect(await findings('sysctl', nodes(1))).toMatchObject([{ id: 'sysctl/rp-filter-strict', severity: 'error' }]);
    expect(await findings('sysctl', nodes(2))).toEqual([]);
  });
});
