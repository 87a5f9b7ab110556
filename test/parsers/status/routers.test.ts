/** Tables of routers that the lab cannot run, in the shapes that their vendors and users publish; the values are ours. */
import { describe, expect, test } from 'vitest';
import { peersOf, rows } from './read.ts';

describe('Cisco IOS', () => {
  const TEXT = `For address family: IPv4 Unicast
BGP router identifier 192.0.2.1, local AS number 65000
BGP table version is 9, main routing table version 9
BGP using 2216 total bytes of memory

Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
10.0.14.4       4        65001      26      27        9    0    0 00:20:06        7
10.0.15.4       4         1.10       0       0        1    0    0 never    Idle
10.0.16.4       4        65003       0       0        1    0    0 1d02h    Idle (Admin)
10.0.17.4       4        65004       9       9        1    0    0 2w3d     Idle (PfxCt)
*10.0.18.4      4        65005       9       9        1    0    0 00:01:02 Active
2001:DB8:14:1234:5678::4
                4        65001      26      27        9    0    0 00:20:06       12

For address family: IPv6 Unicast
BGP router identifier 192.0.2.1, local AS number 65000
Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
2001:DB8::4     4        65001      26      27        9    0    0 00:20:06        3
`;

  test('show ip bgp summary', () => {
    expect(rows(TEXT)).toEqual([
      '10.0.14.4 65001 Established 7/-',
      '10.0.15.4 65546 Idle -/-',
      '10.0.16.4 65003 Idle -/-',
      '10.0.17.4 65004 Idle -/-',
      '10.0.18.4 65005 Active -/-',
      '2001:db8:14:1234:5678::4 65001 Established 12/-',
      '2001:db8::4 65001 Established 3/-',
    ]);
    const peers = peersOf(TEXT);
    expect(peers[0]).toMatchObject({ speaker: { daemon: 'cisco', as: 65_000, bgpId: '192.0.2.1' } });
    expect(peers[0]?.since?.seconds).toBe(1206);
    expect(peers[2]?.reason?.kind).toBe('admin');
    expect(peers[3]?.reason?.code).toBe('6/1');
    expect(peers.at(-1)?.prefixes[0]?.family).toBe('ipv6-unicast');
  });

  test('padding lost', () => {
    expect(rows(TEXT.replaceAll(/ {2,}/g, ' '))).toEqual(rows(TEXT));
  });

  test('show ip bgp neighbors', () => {
    const text = `router1#show ip bgp neighbors
BGP neighbor is 192.168.1.2,  remote AS 65002, external link
  BGP version 4, remote router ID 0.0.0.0
  BGP state = Idle
  Neighbor sessions:
    0 active, is not multisession capable (disabled)
  Connections established 1; dropped 1
  Last reset 00:01:02, due to BGP Notification received, OPEN Message Error
`;
    expect(rows(text)).toEqual(['192.168.1.2 65002 Idle -/-']);
    expect(peersOf(text)[0]).toMatchObject({ speaker: { daemon: 'cisco', node: 'router1' }, peer: { bgpId: null } });
    expect(peersOf(text)[0]?.reason?.kind).toBe('notification-received');
  });
});

test('Arista EOS, with descriptions or without, with PfxAdv or without', () => {
  const text = `BGP summary information for VRF default
Router identifier 192.0.2.1, local AS number 64496
Neighbor Status Codes: m - Under maintenance
  Description              Neighbor         V  AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc PfxAdv
  rack 1 worker            192.0.2.2        4  64496            149       152    0    0 02:25:23 Estab   3      2      7
                           192.0.2.3        4  64496            153       156    0    0    2d03h Active
BGP summary information for VRF blue
Router identifier 192.0.2.9, local AS number 64499
  Neighbor V AS           MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd PfxAcc
  192.0.2.4 4 64497            149       152    0    0 02:25:23 Estab   10     10
  192.0.2.5 4 64497              0         0    0    0 00:00:13 Idle(NoIf)
`;
  expect(rows(text)).toEqual([
    '192.0.2.2 64496 Established 3/7',
    '192.0.2.3 64496 Active -/-',
    '192.0.2.4 64497 Established 10/-',
    '192.0.2.5 64497 Idle -/-',
  ]);
  expect(peersOf(text).map(({ speaker }) => [speaker.daemon, speaker.as])).toEqual([
    ['arista', 64_496],
    ['arista', 64_496],
    ['arista', 64_499],
    ['arista', 64_499],
  ]);
  expect(peersOf(text)[0]).toMatchObject({ peer: { name: 'rack 1 worker' }, prefixes: [{ accepted: 2 }] });
});

test('EdgeOS, whose columns have other names, and VyOS, which is FRR', () => {
  const text = `ubnt@edge:~$ show ip bgp summary
BGP router identifier 192.168.1.1, local AS number 65000
BGP table version is 5
2 BGP AS-PATH entries
0 BGP community entries

Neighbor                 V   AS   MsgRcv    MsgSen TblVer   InQ   OutQ    Up/Down   State/PfxRcd
10.0.0.2                 4 65001  123        125     5      0      0  00:52:13               3
10.0.0.3                 4 65002  0        0     0      0      0  never               Connect

Total number of neighbors 2

Total number of Established sessions 1
vyos@r1:~$ show ip bgp summary

IPv4 Unicast Summary (VRF default):
BGP router identifier 192.0.2.9, local AS number 65010 vrf-id 0
BGP table version 12
RIB entries 5, using 960 bytes of memory
Peers 2, using 1449 KiB of memory

Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc
192.0.2.21      4      65021       120       118        0    0    0 01:54:02            4        5 worker-1
192.0.2.22      4      65022         0         7        0    0    0    never       Active        0 worker-2

Total number of neighbors 2
`;
  expect(rows(text)).toEqual([
    '10.0.0.2 65001 Established 3/-',
    '10.0.0.3 65002 Connect -/-',
    '192.0.2.21 65021 Established 4/5',
    '192.0.2.22 65022 Active -/0',
  ]);
  expect(peersOf(text).map(({ speaker }) => `${speaker.node} ${speaker.as}`)).toEqual([
    'edge 65000',
    'edge 65000',
    'r1 65010',
    'r1 65010',
  ]);
});

test('Junos, routes below the row or in it', () => {
  const text = `user@mx1> show bgp summary
Threading mode: BGP I/O
Groups: 2 Peers: 5 Down peers: 1
Table          Tot Paths  Act Paths Suppressed    History Damp State    Pending
inet.0
                       4          4          0          0          0          0
Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...
192.0.2.254           64496    1165670    1238837       0       1 9w2d 5:23:37 Establ
  blue.inet.0: 23/224/220/0
192.0.2.252           64496     753373     783304       0      50       22:46 Establ
  inet6.0: 65/66/67/0
10.0.3.6              65501         19         17       0       0          44 2/3/2/0              0/0/0/0
10.0.3.7              65502          0          0       0       0        8:55 Active
10.0.3.8              65502          0          0       0       0     4:53:23 Connect
`;
  expect(rows(text)).toEqual([
    '192.0.2.254 64496 Established 224/-',
    '192.0.2.252 64496 Established 66/-',
    '10.0.3.6 65501 Established 3/-',
    '10.0.3.7 65502 Active -/-',
    '10.0.3.8 65502 Connect -/-',
  ]);
  const peers = peersOf(text);
  expect(peers[0]).toMatchObject({
    speaker: { daemon: 'junos', node: 'mx1' },
    prefixes: [{ family: 'ipv4-unicast', accepted: 220 }],
  });
  expect(peers.map(({ since }) => since?.seconds)).toEqual([5_635_417, 1366, 44, 535, 17_603]);
});

test('RouterOS 7', () => {
  const text = `[admin@edge1] > /routing/bgp/session print
Flags: E - established
 0 E name="to-worker-1"
     remote.address=192.168.1.62 .as=64520 .id=192.168.1.62 .capabilities=mp,rr,gr,as4 .afi=ip .hold-time=1m30s .messages=1875 .eor=ip
     local.role=ebgp .address=192.168.1.1 .as=64521 .id=192.168.10.1 .capabilities=mp,rr,gr,as4 .afi=ip .messages=1868 .eor=""
     output.procid=21 .default-originate=always
     input.procid=21 .last-notification=ffffffffffffffffffffffffffffffff0015030603 ebgp
     multihop=yes hold-time=1m30s keepalive-time=30s uptime=15h33m12s90ms last-started=2026-12-18 17:21:42 prefix-count=4

 1   name="to-worker-2"
     remote.address=192.168.1.63 .as=64520 .id=192.168.1.63 .capabilities=mp,rr,as4
     local.role=ebgp .address=192.168.1.1 .as=64521 .id=192.168.10.1
     output.last-notification=ffffffffffffffffffffffffffffffff0015030400
     multihop=yes keepalive-time=1m last-stopped=2026-12-18 17:10:46
`;
  expect(rows(text)).toEqual(['192.168.1.62 64520 Established 4/-', '192.168.1.63 64520 down -/-']);
  const [up, down] = peersOf(text);
  expect(up).toMatchObject({
    speaker: { daemon: 'mikrotik', node: 'edge1', address: '192.168.1.1', as: 64_521 },
    reason: null,
  });
  expect(up?.since?.seconds).toBe(55_992);
  expect(down?.reason).toMatchObject({ kind: 'other', code: '4/0' });
});

test('Yamaha RTX', () => {
  const text = `# show status bgp neighbor
BGP neighbor is 192.0.2.1, remote AS 65001, local AS 65000, external link
  BGP version 0, remote router ID 0.0.0.0
  BGP state = Active
  Last read 00:00:00, hold time is 0, keepalive interval is 0 seconds
  Received 0 messages, 0 notifications, 0 in queue
  Sent 0 messages, 0 notifications, 0 in queue
  Connection established 0; dropped 0
  Last reset never
Local host: unspecified
Foreign host: 192.0.2.1, Foreign port: 0
`;
  expect(rows(text)).toEqual(['192.0.2.1 65001 Active -/-']);
  expect(peersOf(text)[0]?.speaker).toMatchObject({ daemon: 'yamaha', as: 65_000, address: null });
});

describe('resources of Kubernetes', () => {
  test.each([
    [
      { kind: 'BGPSessionState', status: { bgpStatus: 'Active', node: 'worker-1', peer: '172.18.0.5', vrf: '' } },
      '172.18.0.5 - Active -/-',
      'metallb',
    ],
    [
      {
        kind: 'CalicoNodeStatus',
        spec: { node: 'worker-1' },
        status: {
          bgp: { peersV4: [{ peerIP: '10.0.0.2', type: 'NodeMesh', state: 'Established', since: '10:00:00' }] },
        },
      },
      '10.0.0.2 - Established -/-',
      'calico',
    ],
    [
      {
        kind: 'CiliumBGPNodeConfig',
        metadata: { name: 'worker-1' },
        status: {
          bgpInstances: [
            {
              name: 'a',
              localASN: 65_001,
              peers: [
                {
                  name: 'rack',
                  peerAddress: '10.0.0.1',
                  peerASN: 65_000,
                  peeringState: 'established',
                  routeCount: [{ afi: 'ipv4', safi: 'unicast', received: 3, advertised: 2 }],
                },
              ],
            },
          ],
        },
      },
      '10.0.0.1 65000 Established 3/2',
      'cilium',
    ],
  ])('%#', (resource, expected, daemon) => {
    const list = JSON.stringify({ kind: 'List', items: [resource] }, null, 2);
    // The last one is troubleshoot.sh's.
    for (const text of [JSON.stringify(resource), list, JSON.stringify([resource])]) {
      expect(rows(text)).toEqual([expected]);
      expect(peersOf(text)[0]?.speaker).toMatchObject({ node: 'worker-1', daemon });
    }
  });
});

describe('Cilium 1.20, whose shell took the place of `cilium-dbg bgp`', () => {
  const DETAILED = `Instance: instance-64513
  Peer: tor-1
    Address: 192.0.2.1
    Port: 179
    PeerAsn: 64512
    LocalAsn: 64513
    Session State: established
    Uptime: 3h0m0s
    Address Families:
      ipv4/unicast:
        Received Routes: 3
        Accepted Routes: 3
        Advertised Routes: 2
    Timers:
      Hold Time:
        Configured: 1m30s
        Applied: 1m30s
    Local Capabilities:
      route-refresh
    TCP Password Enabled: false
  Peer: tor-2
    Address: 2001:db8::2
    Port: 179
    PeerAsn: 64512
    LocalAsn: 64513
    Session State: open_sent
    Uptime: 0s
    TCP Password Enabled: true
`;
  const PEER = { 'peer-address': '192.0.2.1', 'peer-asn': 64_512, 'local-asn': 64_513, 'session-state': 'active' };

  test('bgp/peers -f detailed', () => {
    expect(rows(DETAILED)).toEqual(['192.0.2.1 64512 Established 3/2', '2001:db8::2 64512 OpenSent -/-']);
    const [first, second] = peersOf(DETAILED);
    expect(first).toMatchObject({ speaker: { daemon: 'cilium', as: 64_513 }, peer: { name: 'tor-1' }, line: 2 });
    expect(first?.since?.seconds).toBe(10_800);
    expect(second?.since).toBeNull();
  });

  test('bgp/peers -f json', () => {
    expect(rows(JSON.stringify([{ name: 'i', peers: [PEER] }, { name: 'none' }], null, 2))).toEqual([
      '192.0.2.1 64512 Active -/-',
    ]);
  });
});
