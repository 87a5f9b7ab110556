import { describe, expect, test } from 'vitest';
import { addressFamilyMismatch } from '../../../src/checks/bgp/address-family-mismatch.ts';
import type { RouteCounts } from '../../../src/model/bgp-session.ts';
import { connection, established, findingsOf, LOCAL, open, peerOpen, REMOTE, side } from './session.ts';

const opens = { local: open({ families: ['ipv4-unicast', 'ipv6-unicast'] }), remote: peerOpen() };
const routes = (family: string): ReadonlyMap<string, RouteCounts> =>
  new Map([[family, { announced: 2, withdrawn: 0, endOfRib: false }]]);

describe('bgp/address-family-mismatch', () => {
  test('is worth knowing', () => {
    expect(findingsOf(addressFamilyMismatch, [connection({ opens })])).toMatchObject([
      {
        severity: 'info',
        blame: null,
        title: `Only ${LOCAL} (AS 64512) announces ipv6-unicast; ${REMOTE} (AS 64513) announces ipv4-unicast.`,
      },
    ]);
  });

  test('is a warning where the cluster has routes of it', () => {
    const before = connection({ sides: { local: side({ routes: routes('ipv6-unicast') }), remote: side() } });
    expect(findingsOf(addressFamilyMismatch, [before, connection({ opens })])).toMatchObject([{ severity: 'warning' }]);
    const other = connection({ sides: { local: side({ routes: routes('ipv4-unicast') }), remote: side() } });
    expect(findingsOf(addressFamilyMismatch, [other, connection({ opens })])).toMatchObject([{ severity: 'info' }]);
  });

  test('judges the last OPENs', () => {
    expect(findingsOf(addressFamilyMismatch, [connection({ opens }), established])).toEqual([]);
  });

  test('leaves OPENs without a common family to others', () => {
    const disjoint = { ...opens, remote: peerOpen({ families: ['vpnv4'] }) };
    expect(findingsOf(addressFamilyMismatch, [connection({ opens: disjoint })])).toEqual([]);
  });
});
