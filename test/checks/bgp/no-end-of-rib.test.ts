import { describe, expect, test } from 'vitest';
import { noEndOfRib } from '../../../src/checks/bgp/no-end-of-rib.ts';
import type { BgpConnection, RouteCounts } from '../../../src/model/bgp-session.ts';
import type { Capability } from '../../../src/model/session.ts';
import { at, clock, established, findingsOf, IPV4_UNICAST, LOCAL, open, peerOpen, side } from './session.ts';

const restart = (families: readonly object[] = [{ afi: 1, safi: 1 }]): Capability => ({
  code: 64,
  name: 'graceful-restart',
  restartTime: 120,
  families,
});
const table = (endOfRib: boolean): ReadonlyMap<string, RouteCounts> =>
  new Map([['ipv4-unicast', { announced: 1, withdrawn: 0, endOfRib }]]);
const complete = side({ routes: table(true), lastUpdate: at(2) });
const session = (change: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  opens: {
    local: open({ capabilities: [IPV4_UNICAST, restart()] }),
    remote: peerOpen({ capabilities: [IPV4_UNICAST, restart()] }),
  },
  sides: { local: side({ routes: table(false), lastUpdate: at(2, 'last UPDATE') }), remote: complete },
  ...change,
});

describe('bgp/no-end-of-rib', () => {
  test('UPDATEs stopped without one', () => {
    expect(findingsOf(noEndOfRib, [session()])).toMatchObject([
      {
        severity: 'info',
        blame: LOCAL,
        title: expect.stringContaining('no End-of-RIB for ipv4-unicast: its last UPDATE is 58 s old'),
        evidence: [{}, {}, {}, { text: 'last UPDATE' }],
      },
    ]);
  });

  test('an empty table ends with one too', () => {
    expect(findingsOf(noEndOfRib, [session({ sides: { local: side(), remote: complete } })])).toMatchObject([
      { title: expect.stringContaining('no UPDATE at all') },
    ]);
  });

  test.each<[string, BgpConnection, number]>([
    ['UPDATEs may follow', session(), 20],
    ['it is there', session({ sides: { local: complete, remote: complete } }), 60],
    [
      'the peer has no graceful restart',
      session({ opens: { local: open({ capabilities: [restart()] }), remote: peerOpen() } }),
      60,
    ],
    [
      'it only helps others',
      session({
        opens: { local: open({ capabilities: [restart([])] }), remote: peerOpen({ capabilities: [restart()] }) },
      }),
      60,
    ],
    [
      'octets are missing',
      session({ sides: { local: side({ missing: { bytes: 9, at: at(1) } }), remote: complete } }),
      60,
    ],
  ])('passes where %s', (_, connection, until) => {
    expect(findingsOf(noEndOfRib, [connection], { captureEnd: clock(until) })).toEqual([]);
  });
});
