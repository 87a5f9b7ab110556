import { describe, expect, test } from 'vitest';
import { noRoutes } from '../../../src/checks/bgp/no-routes.ts';
import type { BgpConnection, RouteCounts } from '../../../src/model/bgp-session.ts';
import { at, carried, clock, end, established, findingsOf, LOCAL, open, REMOTE, side } from './session.ts';

const announces = (counts: Partial<RouteCounts> = {}): ReadonlyMap<string, RouteCounts> =>
  new Map([['ipv4-unicast', { announced: 1, withdrawn: 0, endOfRib: false, ...counts }]]);
const speaks = side({ routes: announces() });
const ENDED = { routes: announces({ announced: 0, endOfRib: true }), lastUpdate: at(1) };
const quiet = (change: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  sides: { local: side(), remote: speaks },
  ...change,
});
const KNOWN = { localInferred: false, state: 'established' } as const;

describe('bgp/no-routes', () => {
  test('the cluster side announces nothing for 30 s', () => {
    expect(findingsOf(noRoutes, [quiet()], KNOWN)).toMatchObject([
      {
        severity: 'warning',
        blame: LOCAL,
        title: `${LOCAL} sends ${REMOTE} no route in the 59 s since the session came up.`,
      },
    ]);
  });

  test('or ends an empty table', () => {
    const sides = { local: side(ENDED), remote: speaks };
    expect(findingsOf(noRoutes, [quiet({ sides })], { ...KNOWN, captureEnd: clock(5) })).toMatchObject([
      { severity: 'warning', title: expect.stringContaining('End-of-RIB for ipv4-unicast and no route') },
    ]);
  });

  test("or sends the router's own routes back to it", () => {
    const returns = side({ routes: announces(), carried: carried({ onlyReturns: true }) });
    expect(findingsOf(noRoutes, [quiet({ sides: { local: returns, remote: speaks } })], KNOWN)).toMatchObject([
      { severity: 'warning', title: expect.stringContaining(`no route but those of ${REMOTE} itself`) },
    ]);
  });

  test('the silence of the router is worth knowing', () => {
    expect(findingsOf(noRoutes, [quiet({ sides: { local: speaks, remote: side() } })], KNOWN)).toMatchObject([
      { severity: 'info', blame: null },
    ]);
  });

  test('so is any where it is not known which side is the cluster', () => {
    expect(findingsOf(noRoutes, [quiet()])).toMatchObject([{ severity: 'info', blame: null }]);
  });

  test.each<[string, BgpConnection, number]>([
    ['it is too early to tell', quiet(), 25],
    ['End-of-RIB came just now', quiet({ sides: { local: side(ENDED), remote: speaks } }), 2],
    ['it ended before', quiet({ end: end('remote', 20) }), 60],
    ['an OPEN is not in the capture', quiet({ opens: { local: open(), remote: null } }), 60],
    ['octets are missing', quiet({ sides: { local: side({ missing: { bytes: 9, at: at(5) } }), remote: speaks } }), 60],
    ['it was never established', quiet({ establishedAt: null }), 60],
    ['it announces', quiet({ sides: { local: speaks, remote: speaks } }), 60],
  ])('passes where %s', (_, connection, until) => {
    expect(findingsOf(noRoutes, [connection], { ...KNOWN, captureEnd: clock(until) })).toEqual([]);
  });
});
