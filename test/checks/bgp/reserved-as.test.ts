import { describe, expect, test } from 'vitest';
import { reservedAs } from '../../../src/checks/bgp/reserved-as.ts';
import type { AsSeen } from '../../../src/model/bgp-session.ts';
import { at, connection, findingsOf, LOCAL, open, peerOpen, REMOTE, side } from './session.ts';

const seen = (as: number, where: AsSeen['where'] = 'AS_PATH'): AsSeen => ({ as, where, at: at(3) });
const find = (remote: readonly AsSeen[], local: readonly AsSeen[] = [], as = 64512) =>
  findingsOf(reservedAs, [
    connection({
      opens: { local: open({ as }), remote: peerOpen() },
      sides: { local: side({ reservedAs: local }), remote: side({ reservedAs: remote }) },
    }),
  ]);

describe('bgp/reserved-as', () => {
  test.each([0, 23456, 65535, 4294967295])('AS %i', (as) => {
    expect(find([seen(as)])).toMatchObject([
      { severity: 'warning', blame: REMOTE, title: `${REMOTE} sends ${LOCAL} AS ${as} in AS_PATH.` },
    ]);
  });

  test.each([64496, 64511, 65536, 65551])('documentation AS %i is only worth knowing', (as) => {
    expect(find([seen(as)])).toMatchObject([{ severity: 'info' }]);
  });

  test('names each number and place once', () => {
    expect(find([seen(0), seen(0), seen(65535, 'AGGREGATOR')])[0]?.title).toContain(
      'AS 0 in AS_PATH and AS 65535 in AGGREGATOR',
    );
  });

  test('a route that comes back carries the number of the other side', () => {
    expect(find([seen(65535)], [seen(65535, 'capability 65')], 65535)).toMatchObject([{ blame: LOCAL }]);
  });

  test('passes where there is none', () => {
    expect(find([])).toEqual([]);
  });
});
