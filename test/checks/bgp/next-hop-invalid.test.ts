import { describe, expect, test } from 'vitest';
import { nextHopInvalid } from '../../../src/checks/bgp/next-hop-invalid.ts';
import type { NextHopSeen } from '../../../src/model/routes.ts';
import { at, carried, connection, findingsOf, LOCAL, REMOTE, side } from './session.ts';

const hop = (problem: NextHopSeen['problem'], nextHop: string): NextHopSeen => ({
  prefix: '10.97.0.0/16',
  family: 'ipv4-unicast',
  nextHop,
  problem,
  at: at(3, 'UPDATE'),
});
const find = (...nextHops: readonly NextHopSeen[]) =>
  findingsOf(nextHopInvalid, [
    connection({ sides: { local: side(), remote: side({ carried: carried({ nextHops }) }) } }),
  ]);

describe('bgp/next-hop-invalid', () => {
  test.each<[NextHopSeen['problem'], string, string]>([
    ['unspecified', '0.0.0.0', 'which is no address'],
    ['loopback', '127.0.0.1', 'a loopback address'],
    ['multicast', '224.0.0.1', 'a multicast address'],
    ['ipv4-mapped', '::ffff:192.0.2.1', 'an IPv4-mapped address, for an IPv6 route'],
  ])('%s is an error', (problem, nextHop, words) => {
    expect(find(hop(problem, nextHop))).toMatchObject([
      {
        severity: 'error',
        blame: REMOTE,
        title: `${REMOTE} sends ${LOCAL} 10.97.0.0/16 with next hop ${nextHop}, ${words}.`,
      },
    ]);
  });

  test('the receiver itself is a warning, and hides no error', () => {
    expect(find(hop('receiver', LOCAL))).toMatchObject([{ severity: 'warning', blame: REMOTE }]);
    expect(find(hop('receiver', LOCAL), hop('loopback', '127.0.0.1'))).toMatchObject([{ severity: 'error' }]);
  });

  test('what the receiver may have announced itself, where that is not in the capture, is not judged', () => {
    const told = side({ carried: carried({ nextHops: [hop('receiver', LOCAL)] }) });
    const unseen = connection({ sides: { local: side({ packets: 0, unseen: true }), remote: told } });
    const before = connection({ midstream: true, sides: { local: side(), remote: told } });
    expect(findingsOf(nextHopInvalid, [unseen, before])).toEqual([]);
  });

  test('passes where nothing is wrong', () => {
    expect(find()).toEqual([]);
  });
});
