import { describe, expect, test } from 'vitest';
import { nextHopUnreachable } from '../../../src/checks/route/next-hop-unreachable.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const ROUTES = `192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
10.50.0.0/24 via 192.168.10.1 dev eth0 proto bird
10.50.1.0/24 via 192.168.10.1 dev eth0 proto bird`;
const link = (flags: string): string => `2: eth0: <${flags}> mtu 1500 qdisc noqueue state DOWN`;
const neighbour = (state: string): string => `192.168.10.1 dev eth0 ${state}`;

const both = (flags: string): string =>
  `10.60.0.0/24 proto bird\n\tnexthop via 192.168.10.1 dev eth0 weight 1 ${flags}\n\tnexthop via 192.168.10.2 dev eth0 weight 1`;
describe('route/next-hop-unreachable', () => {
  test('a neighbour that does not answer: one finding, with its routes', () => {
    expect(findingsOf(nextHopUnreachable, `${ROUTES}\n${neighbour('FAILED')}`)).toMatchObject([
      {
        severity: 'error',
        title:
          'paste.txt sends what goes to 10.50.0.0/24, 10.50.1.0/24 by 192.168.10.1, and 192.168.10.1 does not answer on eth0.',
        evidence: [{ text: '192.168.10.1 dev eth0 FAILED' }, { line: 2 }, { line: 3 }],
      },
    ]);
  });

  test.each(['REACHABLE', 'STALE', 'DELAY', 'INCOMPLETE', 'PERMANENT'])('a neighbour that is %s is none', (state) => {
    expect(findingsOf(nextHopUnreachable, `${ROUTES}\n${neighbour(state)}`)).toEqual([]);
  });

  test.each(['NO-CARRIER,BROADCAST,MULTICAST,UP', 'BROADCAST,MULTICAST'])('a link that is <%s>', (flags) => {
    expect(findingsOf(nextHopUnreachable, `${ROUTES}\n${link(flags)}`)).toMatchObject([
      {
        title: expect.stringMatching(/eth0 is down\.$/),
        remedy: [expect.stringContaining('ip link set eth0 up'), expect.anything()],
      },
    ]);
  });

  test('a link that is up, one of several interfaces, and one that does not exist', () => {
    const up = link('BROADCAST,MULTICAST,UP,LOWER_UP');
    expect(findingsOf(nextHopUnreachable, `${ROUTES}\n${up}`)).toEqual([]);
    expect(findingsOf(nextHopUnreachable, `${ROUTES}\n${up.replace('eth0', 'eth1')}`)).toEqual([]);
    const others = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n${up.replace('eth0', 'eth1')}`;
    expect(findingsOf(nextHopUnreachable, `${ROUTES}\n${others}`)).toMatchObject([
      { title: expect.stringMatching(/eth0 does not exist\.$/) },
    ]);
  });

  test('one of several next hops takes a share; a dead one does not', () => {
    expect(findingsOf(nextHopUnreachable, `${both('')}\n${neighbour('FAILED')}`)).toMatchObject([
      { title: expect.stringContaining('a share of what goes to 10.60.0.0/24') },
    ]);
    expect(findingsOf(nextHopUnreachable, both('dead linkdown'))).toEqual([]);
  });

  test('a route that another one is preferred to, and docker0 without carrier', () => {
    const standby = `${ROUTES}\n10.50.0.0/24 via 192.168.10.9 dev eth0 proto bird metric 100\n192.168.10.9 dev eth0 FAILED`;
    expect(findingsOf(nextHopUnreachable, standby)).toEqual([]);
    const docker = '172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown';
    expect(findingsOf(nextHopUnreachable, docker)).toEqual([]);
  });

  test('is skipped without routes', () => {
    expect(outcomeOf(nextHopUnreachable, neighbour('FAILED'))).toMatchObject({ missing: ['ip route'] });
  });
});
