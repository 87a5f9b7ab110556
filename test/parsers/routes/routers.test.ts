/** Outputs of routers that cannot be had here, written after their makers' manuals; those of Cilium and BIRD 1.6 after their own tests. */
import { expect, test } from 'vitest';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { bgpRows, ribRows, routingOf } from './read.ts';

const ARISTA = `leaf1#show ip route

VRF: default
Codes: C - connected, S - static, K - kernel,
       O - OSPF, IA - OSPF inter area, E1 - OSPF external type 1,
       B - BGP, B I - iBGP, B E - eBGP, R - RIP, I L1 - IS-IS level 1,

Gateway of last resort:
 S        0.0.0.0/0 [1/0] via 172.20.0.1, Management1

 C        10.7.1.0/24 is directly connected, Ethernet1
 B E      10.50.0.0/24 [200/0] via 10.7.1.2, Ethernet1
                               via 10.7.3.2, Ethernet2
 B I      10.60.0.0/24 [200/0] via 10.7.1.9, Vlan100
 S        10.99.0.0/16 is directly connected, Null0

leaf1#show ip bgp
BGP routing table information for VRF default
Router identifier 10.7.0.1, local AS number 65000
Route status codes: s - suppressed, * - valid, > - active, E - ECMP head, e - ECMP
Origin codes: i - IGP, e - EGP, ? - incomplete
AS Path Attributes: Or-ID - Originator ID, C-LST - Cluster List, LL Nexthop - Link Local Nexthop

          Network                Next Hop              Metric  AIGP       LocPref Weight  Path
 * >Ec    10.50.0.0/24           10.7.1.2              0       -          100     0       65001 i
 *  ec    10.50.0.0/24           10.7.3.2              0       -          100     0       65003 i
 * >      10.100.0.0/24          -                     -       -          -       0       i
`;

test('Arista EOS', () => {
  expect(ribRows(ARISTA)).toEqual([
    '>? static 0.0.0.0/0 172.20.0.1 Management1',
    '>? connected 10.7.1.0/24 Ethernet1',
    '>? bgp 10.50.0.0/24 10.7.1.2 Ethernet1, 10.7.3.2 Ethernet2',
    '>? bgp 10.60.0.0/24 10.7.1.9 Vlan100',
    '>? static 10.99.0.0/16 blackhole',
  ]);
  expect(bgpRows(ARISTA)).toEqual([
    '*> 10.50.0.0/24 10.7.1.2 65001',
    '*= 10.50.0.0/24 10.7.3.2 65003',
    '*> 10.100.0.0/24 own',
  ]);
  expect(routingOf(ARISTA)).toMatchObject([
    { daemon: 'arista', node: 'leaf1' },
    { daemon: 'arista', node: 'leaf1', bgpId: '10.7.0.1', as: 65_000 },
  ]);
});

const CISCO = `R1#show ip route
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       + - replicated route, % - next hop override

Gateway of last resort is 192.0.2.1 to network 0.0.0.0

S*    0.0.0.0/0 [1/0] via 192.0.2.1
      10.0.0.0/8 is variably subnetted, 6 subnets, 3 masks
C        10.7.1.0/24 is directly connected, GigabitEthernet0/0
L        10.7.1.1/32 is directly connected, GigabitEthernet0/0
B        10.50.0.0/24 [20/0] via 10.7.3.2, 00:01:43
                      [20/0] via 10.7.1.2, 00:01:43
O E2     10.60.0.0/24 [110/20] via 10.7.1.7, 3d02h, GigabitEthernet0/0
      172.16.0.0/24 is subnetted, 1 subnets
B        172.16.5.0 [20/0] via 10.7.1.2, 00:01:43

R1#show ip bgp
BGP table version is 9, local router ID is 10.7.0.1
Status codes: s suppressed, d damped, h history, * valid, > best, i - internal,
              r RIB-failure, S Stale, m multipath, b backup-path, f RT-Filter,
Origin codes: i - IGP, e - EGP, ? - incomplete

     Network          Next Hop            Metric LocPrf Weight Path
 *>  10.7.2.0/24      10.7.2.2                               0 65002 i
 *m  10.50.0.0/24     10.7.3.2                               0 65003 i
 *>                   10.7.1.2                               0 65001 i
 *>i 10.60.0.0/24     10.7.1.9                 0    100      0 65010 ?
 r>  172.16.0.0       10.7.1.2                 0             0 65001 i
 *>  10.100.0.0/24    0.0.0.0                  0         32768 i
`;

test('Cisco IOS', () => {
  expect(ribRows(CISCO)).toEqual([
    '>? static 0.0.0.0/0 192.0.2.1',
    '>? connected 10.7.1.0/24 GigabitEthernet0/0',
    '>? local 10.7.1.1/32 GigabitEthernet0/0',
    '>? bgp 10.50.0.0/24 10.7.3.2, 10.7.1.2',
    '>? ospf 10.60.0.0/24 10.7.1.7 GigabitEthernet0/0',
    '>? bgp 172.16.5.0/24 10.7.1.2',
  ]);
  expect(bgpRows(CISCO)).toEqual([
    '*> 10.7.2.0/24 10.7.2.2 65002',
    '*= 10.50.0.0/24 10.7.3.2 65003',
    '*> 10.50.0.0/24 10.7.1.2 65001',
    '*> 10.60.0.0/24 10.7.1.9 65010',
    '*> 172.16.0.0/16 10.7.1.2 65001',
    '*> 10.100.0.0/24 own',
  ]);
});

test('where a paste has lost its columns, nobody can say which numbers are AS numbers', () => {
  const flat = CISCO.replaceAll(/\n +/g, '\n').replaceAll(/ {2,}/g, ' ');
  expect(bgpRows(flat)).toEqual(bgpRows(CISCO).map((row) => `${row.replace(/(?<=own|\.\d+) \d+$/, '')} ?`));
  expect(ribRows(flat)).toEqual(ribRows(CISCO));
});

const CILIUM = `$ cilium bgp routes advertised ipv4 unicast
Node                   VRouter   Peer        Prefix          NextHop     Age   Attrs
devel-control-plane    65001     172.0.0.1   10.244.0.0/24   172.0.0.2   8s    [{Origin: i} {AsPath: 65001} {Nexthop: 172.0.0.2}]
                       65001     172.0.0.9   10.244.0.0/24   172.0.0.2   8s    [{Origin: i} {AsPath: 65001} {Nexthop: 172.0.0.2}]
$ cilium bgp routes
(Defaulting to \`available ipv4 unicast\` routes, please see help for more options)

Node                   VRouter   Prefix          NextHop   Age   Attrs
devel-control-plane    65001     10.244.0.0/24   0.0.0.0   3s    [{Origin: i} {Nexthop: 0.0.0.0}]
$ cilium-dbg bgp routes advertised -o json
[{"prefix":"10.1.0.0/24","router-asn":65001,"neighbor":"10.0.1.1","paths":[{"best":false,"path-attributes":[{"base64":"QAEBAA=="},{"base64":"QAMECgABAg=="}]}]}]
`;

test('Cilium', () => {
  const outputs = routingOf(CILIUM);
  expect(outputs).toMatchObject([
    { node: 'devel-control-plane', as: 65_001, daemon: 'cilium' },
    { node: 'devel-control-plane', as: 65_001 },
    { node: null, as: 65_001 },
  ]);
  expect(
    outputs.map(({ bgpRoutes = [] }) => bgpRoutes.map(({ table, peer, nextHops }) => [table, peer, ...nextHops])),
  ).toEqual([
    [
      ['sent', '172.0.0.1', '172.0.0.2'],
      ['sent', '172.0.0.9', '172.0.0.2'],
    ],
    [['chosen-from', null]],
    [['sent', '10.0.1.1', '10.0.1.2']],
  ]);
});

const BIRD_16 = `0001 BIRD v0.3.3+birdv1.6.8 ready.
1007-0.0.0.0/0          via 172.17.0.1 on eth0 [kernel1 20:10:57] * (10)
 192.168.82.0/26    via 172.17.0.4 on eth0 [Mesh_172_17_0_4 20:11:00] * (100/0) [i]
                    via 100.100.100.100 on em0 [Global_100_100_100_100 20:11:00] (100/?) [AS65001?]
 192.168.162.128/26 blackhole [static1 20:10:56] * (200)
 192.168.69.128/26  unreachable [Mesh_10_128_0_244 09:23:24 from 10.128.0.244] (100/-) [i]
                    via 10.0.0.1 on eth0 [Mesh_10_0_0_1 09:23:20] ! (100/0) [i]
0000
`;

test('BIRD 1.6 of Calico, by its socket: `!` is a route that the kernel refused', () => {
  expect(ribRows(BIRD_16)).toEqual([
    '>? kernel 0.0.0.0/0 172.17.0.1 eth0',
    '>? bgp 192.168.82.0/26 172.17.0.4 eth0',
    '? bgp 192.168.82.0/26 100.100.100.100 em0',
    '>? static 192.168.162.128/26 blackhole',
    '? bgp 192.168.69.128/26 unreachable',
    '> bgp 192.168.69.128/26 10.0.0.1 eth0',
  ]);
  expect(routingOf(BIRD_16)).toMatchObject([
    {
      daemon: 'calico',
      bgpRoutes: [{ peer: '172.17.0.4' }, { peer: '100.100.100.100' }, { peer: '10.128.0.244', isValid: false }, {}],
    },
  ]);
  expect(readPaste(BIRD_16, 'x').unknown).toEqual([]);
});

test('FRR: recursive, unusable and refused next hops', () => {
  const text = `Codes: K - kernel route, C - connected, L - local, S - static,
       > - selected route, * - FIB route, q - queued, r - rejected, b - backup

B>  10.1.0.0/16 [200/0] via 192.0.2.9 (recursive), weight 1, 00:00:03
  *                       via 10.7.1.2, vg1, weight 1, 00:00:03
B>r 10.2.0.0/16 [20/0] via 10.7.3.2, vg2, weight 1, 00:00:03
B>* 10.3.0.0/16 [20/0] via 10.7.1.2, vg1, weight 1, 00:00:03
                       via 10.7.3.2, vg2 inactive, weight 2, 00:00:03
VRF blue:
B>* 10.4.0.0/16 [20/0] via 10.7.4.2, vg4, weight 1, 1d02h03m
`;
  const [output] = routingOf(text);
  expect(output?.ribEntries).toMatchObject([
    {
      nextHops: [
        { via: '192.0.2.9', isRecursive: true },
        { via: '10.7.1.2', isRecursive: false, isInstalled: true },
      ],
    },
    { isSelected: true, isInstalled: false },
    { vrf: null, nextHops: [{ isActive: true }, { isActive: false, isInstalled: false, weight: 2 }] },
    { vrf: 'blue', prefix: '10.4.0.0/16' },
  ]);
});
