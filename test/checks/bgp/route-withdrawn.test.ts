import { describe, expect, test } from 'vitest';
import { routeWithdrawn } from '../../../src/checks/bgp/route-withdrawn.ts';
import type { WithdrawnSeen } from '../../../src/model/routes.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import { at, carried, end, established, findingsOf, LOCAL, notification, REMOTE, side } from './session.ts';

const route = (change: Partial<WithdrawnSeen> = {}): WithdrawnSeen => ({
  prefix: '10.244.2.0/24',
  family: 'ipv4-unicast',
  times: 1,
  first: at(10, 'UPDATE withdraws 10.244.2.0/24'),
  last: at(10, 'UPDATE withdraws 10.244.2.0/24'),
  returned: null,
  isBack: false,
  ...change,
});
const withdrawing = (withdrawn: readonly WithdrawnSeen[], change: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  sides: { local: side({ carried: carried({ withdrawn, withdrawnCount: withdrawn.length }) }), remote: side() },
  ...change,
});

describe('bgp/route-withdrawn', () => {
  test('names what is gone, and since when', () => {
    expect(findingsOf(routeWithdrawn, [withdrawing([route()])])).toMatchObject([
      {
        severity: 'info',
        blame: null,
        title: `${LOCAL} withdraws 10.244.2.0/24 from ${REMOTE}, and does not announce it again.`,
        evidence: [{ frame: 100, text: 'UPDATE withdraws 10.244.2.0/24' }],
      },
    ]);
  });

  test.each<[string, BgpConnection]>([
    ['it is announced again', withdrawing([route({ isBack: true, returned: at(11) })])],
    ['it flaps', withdrawing([route({ times: 3 })])],
    ['the session ends then', withdrawing([route()], { end: end('local', 12) })],
    [
      'the speaker is shut down then',
      withdrawing([route()], { notifications: [notification('local', 6, 2, { at: at(12) })] }),
    ],
    ['nothing is withdrawn', withdrawing([])],
  ])('passes where %s', (_, connection) => {
    expect(findingsOf(routeWithdrawn, [connection])).toEqual([]);
  });

  test('a session that came up anew has announced what it has', () => {
    const again = { ...established, number: 2 };
    expect(findingsOf(routeWithdrawn, [withdrawing([route()], { end: end('local', 30) }), again])).toEqual([]);
  });
});
