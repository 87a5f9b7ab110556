/** Shapes that differ from those of routers.test.ts: lines that wrap, rows without names, other words for the same. The values are ours. */
import { describe, expect, test } from 'vitest';
import { peersOf, rows } from './read.ts';

describe('Cisco IOS XR', () => {
  const SUMMARY = `RP/0/RP0/CPU0:core1#show bgp summary
Sun Nov 22 09:12:07.114 UTC
BGP router identifier 192.0.2.1, local AS number 65000
BGP generic scan interval 60 secs
Non-stop routing is enabled
BGP table state: Active
Table ID: 0xe0000000   RD version: 31
BGP main routing table version 31
BGP scan interval 60 secs

BGP is operating in STANDALONE mode.


Process       RcvTblVer   bRIB/RIB   LabelVer  ImportVer  SendTblVer  StandbyVer
Speaker              31         31         31         31          31           0

Neighbor        Spk    AS MsgRcvd MsgSent   TblVer  InQ OutQ  Up/Down  St/PfxRcd
10.0.31.11        0 65011      44      45       31    0    0 00:40:12          6
10.0.31.12        0  1.10       0       0        0    0    0 00:00:00 Idle
10.0.31.13        0 65013     190     177        0    0    0     2w4d Active
2001:db8:31:4:5678::14
                  0 65014     563     563       70    0    0     8w2d          0
2001:db8:31::15   0 65015       0       0        0    0    0    1y01w Idle (Admin)
`;
  const NEIGHBORS = `BGP neighbor is 10.0.31.11
 Remote AS 65011, local AS 65000, external link
 Remote router ID 10.0.31.11
  BGP state = Established, up for 00:03:40
  NSR State: None
  Last read 00:00:10, Last read before reset 00:00:00
  Hold time is 90, keepalive interval is 30 seconds

 For Address Family: IPv4 Unicast
  BGP neighbor version 202
  100 accepted prefixes, 100 are bestpaths
  Prefix advertised 100, suppressed 0, withdrawn 0

  Connections established 1; dropped 0
  Local host: 10.0.31.1, Local port: 55522, IF Handle: 0x00000000
  Foreign host: 10.0.31.11, Foreign port: 179
  Last reset 00:00:00

BGP neighbor is 10.0.31.12
 Remote AS 65012, local AS 65000, external link
 Remote router ID 0.0.0.0
  BGP state = Idle
  Last reset 00:00:19, due to Peer closing down the session
`;

  test('show bgp summary: a column Spk, long addresses on a line of their own', () => {
    expect(rows(SUMMARY)).toEqual([
      '10.0.31.11 65011 Established 6/-',
      '10.0.31.12 65546 Idle -/-',
      '10.0.31.13 65013 Active -/-',
      '2001:db8:31:4:5678::14 65014 Established 0/-',
      '2001:db8:31::15 65015 Idle -/-',
    ]);
    const peers = peersOf(SUMMARY);
    expect(peers[0]?.speaker).toMatchObject({ daemon: 'cisco', node: 'core1', as: 65_000, bgpId: '192.0.2.1' });
    expect(peers[4]?.reason?.kind).toBe('admin');
    expect(rows(SUMMARY.replaceAll(/ {2,}/g, ' '))).toEqual(rows(SUMMARY));
  });

  test('show bgp neighbors: AS numbers below the address', () => {
    expect(rows(NEIGHBORS)).toEqual(['10.0.31.11 65011 Established 100/-', '10.0.31.12 65012 Idle -/-']);
    const [up, down] = peersOf(NEIGHBORS);
    expect(up).toMatchObject({ speaker: { daemon: 'cisco', as: 65_000 }, peer: { bgpId: '10.0.31.11' } });
    expect(down).toMatchObject({ peer: { bgpId: null }, reason: { kind: 'network', code: 'closed' } });
  });
});

describe('Cisco NX-OS', () => {
  const SUMMARY = `leaf1# show ip bgp summary
BGP summary information for VRF default, address family IPv4 Unicast
BGP router identifier 192.0.2.21, local AS number 4200000001
BGP table version is 58, IPv4 Unicast config peers 3, capable peers 1
5 network entries and 7 paths using 1692 bytes of memory
BGP attribute entries [4/1472], BGP AS path entries [3/26]
BGP community entries [0/0], BGP clusterlist entries [0/0]

Neighbor        V    AS    MsgRcvd    MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
10.0.32.11      4 65011      34475      30414       58    0    0    1d01h 3
10.0.32.12      4 4200000012
                              1590       1545       58    0    0 08:51:57 6
10.0.32.13      4 65013          0          0        0    0    0 00:10:30 Idle
10.0.32.14      4 65014          0          0        0    0    0     2w1d Shut (Admin)

BGP summary information for VRF blue, address family IPv6 Unicast
BGP router identifier 192.0.2.22, local AS number 65001

Neighbor        V    AS    MsgRcvd    MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
2001:db8:32::1  4 65021         97         96       12    0    0 01:31:02 2
`;
  const NEIGHBORS = `BGP neighbor is 10.0.32.11, remote AS 65011, ebgp link, Peer index 4
  Inherits peer configuration from peer-template workers
  Description: worker-1
  BGP version 4, remote router ID 10.0.32.11
  Neighbor previous state = OpenConfirm
  BGP state = Established, up for 00:35:20
  Neighbor vrf: default
  Peer is directly attached, interface Ethernet1/2
  Last read 00:00:02, hold time = 9, keepalive interval is 3 seconds
  Received 711 messages, 0 notifications, 0 bytes in queue
  Connections established 1, dropped 0
  Last reset by us never, due to No error
  Last reset by peer never, due to No error

  For address family: IPv4 Unicast
  BGP table version 8, neighbor version 8
  2 accepted prefixes (2 paths), consuming 480 bytes of memory
  1 sent prefixes (1 paths)

  Local host: 10.0.32.1, Local port: 26353
  Foreign host: 10.0.32.11, Foreign port: 179

BGP neighbor is 10.0.32.13, remote AS 65013, ebgp link, Peer index 5
  BGP version 4, remote router ID 0.0.0.0
  BGP state = Idle, down for 00:10:30, retry in 00:00:10
  Last read never, hold time = 180, keepalive interval is 60 seconds
  Connections established 2, dropped 2
  Connection attempts 7
  Last reset by us 00:10:31, due to holdtimer expired error
  Last reset by peer never, due to No error
`;

  test('show ip bgp summary: long AS numbers wrap, a title for each VRF and family', () => {
    expect(rows(SUMMARY)).toEqual([
      '10.0.32.11 65011 Established 3/-',
      '10.0.32.12 4200000012 Established 6/-',
      '10.0.32.13 65013 Idle -/-',
      '10.0.32.14 65014 down -/-',
      '2001:db8:32::1 65021 Established 2/-',
    ]);
    const peers = peersOf(SUMMARY);
    expect(new Set(peers.map(({ speaker }) => speaker.daemon))).toEqual(new Set(['cisco']));
    expect(peers.map(({ prefixes: [first] }) => first?.family).at(-1)).toBe('ipv6-unicast');
    expect(peers[3]?.reason?.kind).toBe('admin');
  });

  test('show ip bgp neighbors: who reset the session last', () => {
    expect(rows(NEIGHBORS)).toEqual(['10.0.32.11 65011 Established 2/-', '10.0.32.13 65013 Idle -/-']);
    const [up, down] = peersOf(NEIGHBORS);
    expect(up).toMatchObject({ speaker: { daemon: 'cisco' }, peer: { name: 'worker-1' }, reason: null });
    expect(down).toMatchObject({ since: { seconds: 630 }, reason: { code: '4/0' } });
  });

  test('a neighbour that is shut', () => {
    const text =
      'BGP neighbor is 10.0.32.14, remote AS 65014, ebgp link, Peer index 6\n  BGP state = Shut (Admin), down for 2w1d\n';
    expect(peersOf(text)[0]).toMatchObject({ state: 'Idle', since: { text: '2w1d' }, reason: { kind: 'admin' } });
  });
});

test('FortiOS, whose first line begins with the VRF', () => {
  const text = `FortiGate # get router info bgp summary
VRF 0 BGP router identifier 192.0.2.41, local AS number 65000
BGP table version is 2
1 BGP AS-PATH entries
0 BGP community entries

Neighbor   V         AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd
10.0.36.11 4      65011      31      31        1    0    0 00:24:27        3
10.0.36.12 4      65012       0       0        0    0    0    never Active

Total number of neighbors 2
`;
  expect(rows(text)).toEqual(['10.0.36.11 65011 Established 3/-', '10.0.36.12 65012 Active -/-']);
  expect(peersOf(text)[0]?.speaker).toMatchObject({ as: 65_000, bgpId: '192.0.2.41' });
});

test('FRR, a neighbour by its interface', () => {
  const text =
    'BGP neighbor on eth1: fe80::5054:ff:fe12:1, remote AS 65051, local AS 65050, external link\n  BGP state = Established, up for 00:10:00\n';
  expect(rows(text)).toEqual(['fe80::5054:ff:fe12:1 65051 Established -/-']);
});

test('Junos: dotted AS numbers, link-local peers, tables of EVPN, weeks', () => {
  const text = `{master:0}
admin@spine1> show bgp summary
Threading mode: BGP I/O
Default eBGP mode: advertise - accept, receive - accept
Groups: 3 Peers: 6 Down peers: 3
Unconfigured peers: 1
Table          Tot Paths  Act Paths Suppressed    History Damp State    Pending
inet.0
                     154        148          0          0          0          0
bgp.evpn.0
                      29         29          0          0          0          0
Peer                     AS      InPkt     OutPkt    OutQ   Flaps Last Up/Dwn State|#Active/Received/Accepted/Damped...
10.0.35.11       4200000011       2566       2532       0       2    19:22:02 Establ
  inet.0: 3/3/3/0
  bgp.evpn.0: 0/0/0/0
  __default_evpn__.evpn.0: 0/0/0/0
10.0.35.12            65012          0          0       0       0 29w5d 22:42:36 Connect
10.0.35.13        16689.704        183       9403       0       0       58:32 Establ
  inet.0: 7/8/8/0
fe80::205:86ff:fe71:9500%ge-0/0/5.301       65014          7          3       0       1           3 Establ
  inet6.0: 1/3/3/0
10.0.35.15            65015          0          0       0       0  2d 3:04:05 Idle
10.0.35.16            65016          0          0       0       0       56:11 Active
`;
  expect(rows(text)).toEqual([
    '10.0.35.11 4200000011 Established 3/-',
    '10.0.35.12 65012 Connect -/-',
    '10.0.35.13 1093731008 Established 8/-',
    'fe80::205:86ff:fe71:9500%ge-0/0/5.301 65014 Established 3/-',
    '10.0.35.15 65015 Idle -/-',
    '10.0.35.16 65016 Active -/-',
  ]);
  const peers = peersOf(text);
  expect(peers[0]?.prefixes.map(({ family }) => family)).toEqual([
    'ipv4-unicast',
    'l2vpn-evpn',
    '-default-evpn-.evpn.0',
  ]);
  expect(peers.map(({ since }) => since?.seconds)).toEqual([69_722, 18_052_956, 3512, 3, 183_845, 3371]);
});

describe('RouterOS', () => {
  const STATUS = `[admin@edge6] > /routing bgp peer print status
Flags: X - disabled, E - established
 0 E name="to-worker-1" instance=default remote-address=10.0.33.11 remote-as=65011 tcp-md5-key=""
     nexthop-choice=default multihop=no route-reflect=no hold-time=3m ttl=255 in-filter="" out-filter=""
     address-families=ip default-originate=never remove-private-as=no as-override=no passive=no use-bfd=no
     remote-id=10.0.33.11 local-address=10.0.33.1 uptime=7w6d1h49m36s prefix-count=4 updates-sent=2
     updates-received=4 withdrawn-sent=0 withdrawn-received=0 remote-hold-time=1m30s used-hold-time=1m30s
     used-keepalive-time=30s refresh-capability=yes as4-capability=yes state=established

 1   name="to-worker-2" instance=default remote-address=10.0.33.12 remote-as=65012 tcp-md5-key="" nexthop-choice=default multihop=no route-reflect=no hold-time=3m ttl=255 in-filter="" out-filter="" address-families=ip,ipv6 default-originate=never remove-private-as=no as-override=no passive=yes use-bfd=no state=active

 2 X name="old" instance=default remote-address=10.0.33.13 remote-as=65013 tcp-md5-key="" nexthop-choice=default multihop=no route-reflect=no hold-time=3m ttl=default address-families=ip passive=no use-bfd=no
`;
  const SESSIONS = `[admin@edge7] /routing/bgp/session> print
Flags: E - established
 0 E remote.address=10.0.34.11 .as=65011 .id=10.0.34.11 .refused-cap-opt=no .capabilities=mp,rr,gr,as4
     .afi=ip,ipv6 .messages=4 .bytes=219 .eor=""
     local.address=10.0.34.1 .as=65000 .id=10.0.34.1 .capabilities=mp,rr,gr,as4 .afi=ip,ipv6
     .messages=1 .bytes=19 .eor=""
     output.procid=66 .filter-chain=bgp_out .network=bgp-nets .keep-sent-attributes=yes
     input.procid=66 ebgp
     hold-time=3m keepalive-time=1m uptime=4s30ms

 1 E name="to-worker-2" instance=main
     remote.address=10.0.34.12 .as=65012 .id=10.0.34.12 .refused-cap-opt=no
     .capabilities=mp,rr,as4 .afi=ip .messages=43346 .bytes=3635916 .eor=""
     local.address=10.0.34.1 .as=65000 .id=10.0.34.1 .capabilities=mp,rr,gr,as4 .messages=2
     .bytes=71 .eor=""
     output.procid=97 .keep-sent-attributes=no
     .last-notification=ffffffffffffffffffffffffffffffff0015030601
     input.procid=97 .limit-process-routes=500000 ebgp limit-exceeded
     hold-time=3m keepalive-time=1m uptime=4s70ms
`;

  test('6, /routing bgp peer print status: folded or on one line', () => {
    expect(rows(STATUS)).toEqual([
      '10.0.33.11 65011 Established 4/-',
      '10.0.33.12 65012 Active -/-',
      '10.0.33.13 65013 down -/-',
    ]);
    const [up, waiting, off] = peersOf(STATUS);
    expect(up).toMatchObject({
      speaker: { daemon: 'mikrotik', node: 'edge6', address: '10.0.33.1' },
      peer: { name: 'to-worker-1', bgpId: '10.0.33.11' },
      reason: null,
    });
    expect(waiting?.reason?.code).toBe('passive');
    expect(off?.reason?.kind).toBe('admin');
  });

  test('6, /routing bgp peer print', () => {
    const text = `[admin@edge6] > /routing bgp peer print
Flags: X - disabled, E - established
 #   INSTANCE         REMOTE-ADDRESS                  REMOTE-AS
 0 E default          10.0.33.11                      65011
 1   default          2001:db8:33::12                 65012
 2 X default          10.0.33.13                      65013
`;
    expect(rows(text)).toEqual([
      '10.0.33.11 65011 Established -/-',
      '2001:db8:33::12 65012 down -/-',
      '10.0.33.13 65013 down -/-',
    ]);
    expect(peersOf(text).map(({ reason }) => reason?.kind)).toEqual([undefined, undefined, 'admin']);
  });

  test('7, sessions without a name, of an instance, and beyond their limit', () => {
    expect(rows(SESSIONS)).toEqual(['10.0.34.11 65011 Established -/-', '10.0.34.12 65012 Established -/-']);
    const [first, second] = peersOf(SESSIONS);
    expect(first).toMatchObject({ speaker: { node: 'edge7', as: 65_000 }, peer: { name: null }, reason: null });
    expect(second).toMatchObject({ peer: { name: 'to-worker-2' }, reason: { code: '6/1' } });
  });
});

test('Yamaha, a session that is up beside one that was refused', () => {
  const text = `[RTX1210]# show status bgp neighbor
BGP neighbor is 10.0.37.11, remote AS 65011, local AS 65000, external link
  BGP version 4, remote router ID 10.0.37.11
  BGP state = Established, up for 00:12:05
  Last read 00:00:05, hold time is 180, keepalive interval is 60 seconds
  Received 15 messages, 0 notifications, 0 in queue
  Sent 16 messages, 0 notifications, 0 in queue
  Connection established 1; dropped 0
  Last reset never
Local host: 10.0.37.1, Local port: 1025
Foreign host: 10.0.37.11, Foreign port: 179

BGP neighbor is 10.0.37.12, remote AS 65012, local AS 65000, external link
  BGP version 0, remote router ID 0.0.0.0
  BGP state = Idle
  Last read 00:00:00, hold time is 0, keepalive interval is 0 seconds
  Received 1 messages, 1 notifications, 0 in queue
  Sent 2 messages, 1 notifications, 0 in queue
  Connection established 3; dropped 3
  Last reset 00:00:31
Local host: unspecified
Foreign host: 10.0.37.12, Foreign port: 0
`;
  expect(rows(text)).toEqual(['10.0.37.11 65011 Established -/-', '10.0.37.12 65012 Idle -/-']);
  const [up, down] = peersOf(text);
  expect(up).toMatchObject({
    speaker: { daemon: 'yamaha', node: 'RTX1210', as: 65_000, address: '10.0.37.1' },
    peer: { bgpId: '10.0.37.11' },
  });
  expect(up?.since?.seconds).toBe(725);
  expect(down).toMatchObject({ speaker: { daemon: 'yamaha', address: null }, peer: { bgpId: null } });
});

test('GoBGP, a neighbour that it only listens for', () => {
  const neighbor = {
    conf: { neighbor_address: '10.0.38.1', peer_asn: 65_001, local_asn: 65_000 },
    state: { neighbor_address: '10.0.38.1', session_state: 3 },
    transport: { passive_mode: true },
  };
  const up = { ...neighbor, state: { ...neighbor.state, session_state: 6 } };
  expect(peersOf(JSON.stringify([neighbor, up])).map(({ reason }) => reason?.code)).toEqual(['passive', undefined]);

  // One line holds them all: it is not shown for each.
  const many = JSON.stringify([up, { ...neighbor, conf: { ...neighbor.conf, description: 'x'.repeat(1000) } }]);
  expect(peersOf(many)[1]?.text).toMatch(/^10\.0\.38\.1, AS 65001: Active \(of a line of \d+ characters\)$/);
});
