import { describe, expect, test } from 'vitest';
import { peerUnreachable } from '../../../src/checks/route/peer-unreachable.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const LINK = '192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11';
const DEFAULT = 'default via 192.168.10.1 dev eth0';
const status = (peer: string, state: string, info: string): string => `Calico process is running.

IPv4 BGP status
+--------------+-----------+-------+----------+--------------------------------+
| PEER ADDRESS | PEER TYPE | STATE |  SINCE   |              INFO              |
+--------------+-----------+-------+----------+--------------------------------+
| ${peer}   | global    | ${state} | 10:00:00 | ${info} |
+--------------+-----------+-------+----------+--------------------------------+
`;
const DOWN = status('10.9.0.1', 'start', 'Active Socket: Host is unreachable');
const nht = (reason: string): string => `BGP neighbor is 10.9.0.1, remote AS 65001, local AS 65000, external link
  BGP version 4, remote router ID 0.0.0.0, local router ID 10.7.0.1
  BGP state = Active
  Last reset 00:00:23,  ${reason}`;

describe('route/peer-unreachable', () => {
  test('no route at all', () => {
    expect(findingsOf(peerUnreachable, `${LINK}\n${DOWN}`)).toMatchObject([
      {
        severity: 'error',
        title: 'paste.txt has no route to its BGP peer 10.9.0.1.',
        evidence: [{ text: expect.stringContaining('10.9.0.1') }],
      },
    ]);
  });

  test('a route that drops it, or a rule', () => {
    expect(findingsOf(peerUnreachable, `${LINK}\n${DEFAULT}\nblackhole 10.9.0.0/16\n${DOWN}`)).toMatchObject([
      { title: 'paste.txt drops what it sends to its BGP peer 10.9.0.1: 10.9.0.0/16 is blackhole.' },
    ]);
    const rules = '100:\tfrom all to 10.9.0.0/16 prohibit\n32766:\tfrom all lookup main';
    expect(findingsOf(peerUnreachable, `${rules}\n${LINK}\n${DEFAULT}\n${DOWN}`)).toMatchObject([
      { title: 'paste.txt drops what it sends to its BGP peer 10.9.0.1: rule 100 says prohibit.' },
    ]);
  });

  test('the default route, which FRR does not take', () => {
    expect(findingsOf(peerUnreachable, `${LINK}\n${DEFAULT}\n${nht('Waiting for NHT')}`)).toMatchObject([
      {
        title: expect.stringContaining('by the default route only'),
        remedy: [expect.stringContaining('resolve-via-default'), expect.anything()],
      },
    ]);
  });

  test.each([
    ['down, with the default route', `${LINK}\n${DEFAULT}\n${DOWN}`],
    ['down, on the link', `${LINK}\n${status('192.168.10.1', 'start', 'Connect')}`],
    ['waiting for its OPEN, by the default route', `${LINK}\n${DEFAULT}\n${nht('Waiting for peer OPEN')}`],
    [
      'waiting for a route, which is there now',
      `${LINK}\n10.9.0.0/16 via 192.168.10.1 dev eth0\n${nht('Waiting for NHT')}`,
    ],
    ['of a family whose routes were not given', `${LINK}\n${status('fd00::1', 'start', 'Connect')}`],
  ])('a session %s, is none', (_, paste) => expect(findingsOf(peerUnreachable, paste)).toEqual([]));

  test('does not apply where no session is down', () => {
    expect(outcomeOf(peerUnreachable, LINK).outcome).toBe('not-applicable');
    expect(outcomeOf(peerUnreachable, `${LINK}\n${status('10.9.0.1', 'up', 'Established')}`).outcome).toBe(
      'not-applicable',
    );
  });
});
