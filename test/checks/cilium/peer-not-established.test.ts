import { describe, expect, test } from 'vitest';
import { ciliumPeer } from '../../../src/checks/status/peer-not-established.ts';
import { judge } from '../peer-checks.ts';

const HEADER = 'Node   Local AS   Peer AS   Peer Address   Session State   Uptime   Family   Received   Advertised';
const row = (state: string): string =>
  `${HEADER}\nnode0   65001   65000   10.0.1.1   ${state}   0s   ipv4/unicast   0   2`;

describe('cilium/peer-not-established', () => {
  test.each(['active', 'idle', 'connect', 'open_sent', 'open_confirm'])('holds for a session that is %s', (state) => {
    expect(judge(ciliumPeer, row(state))).toMatchObject([
      {
        severity: 'error',
        subject: { id: 'node0-10.0.1.1' },
        evidence: [{ line: 2 }],
        cause: expect.stringContaining('no reason'),
      },
    ]);
  });

  test('holds in JSON', () => {
    const text =
      '{"w1":[{"peer-address":"10.0.0.1","peer-asn":65000,"local-asn":65001,"session-state":"active"}],"w2":null}';
    expect(judge(ciliumPeer, text)).toMatchObject([{ subject: { id: 'w1-10.0.0.1' } }]);
  });

  test.each([
    ['established', row('established')],
    ['a state that Cilium does not know', row('unknown')],
    [
      'capabilities, which say no state',
      'BGP neighbor is 10.0.0.1, remote AS 65000\n  Neighbor capabilities:\n    route-refresh',
    ],
  ])('a near miss: %s', (_, text) => {
    expect(judge(ciliumPeer, text)).toEqual([]);
  });
});
