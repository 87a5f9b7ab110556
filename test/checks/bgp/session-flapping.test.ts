import { describe, expect, test } from 'vitest';
import { sessionFlapping } from '../../../src/checks/bgp/session-flapping.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import { at, connection, end, findingsOf, open, peerOpen } from './session.ts';

const flap = (number: number, change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({
    number,
    first: at(number * 10),
    openedAt: at(number * 10),
    opens: { local: open(), remote: peerOpen() },
    establishedAt: at(number * 10 + 1),
    end: end('remote', number * 10 + 5),
    last: at(number * 10 + 5),
    ...change,
  });

describe('bgp/session-flapping', () => {
  test('up and down three times', () => {
    expect(findingsOf(sessionFlapping, [flap(1), flap(2), flap(3)])).toMatchObject([
      { severity: 'error', blame: null, evidence: [{ frame: 150 }, { frame: 250 }, { frame: 350 }] },
    ]);
  });

  test('coming up anew shows a loss, though no FIN was captured', () => {
    expect(findingsOf(sessionFlapping, [flap(1, { end: null }), flap(2), flap(3)])).toHaveLength(1);
  });

  test('stays an error where the session recovered: the verdict folds it', () => {
    expect(findingsOf(sessionFlapping, [flap(1), flap(2), flap(3)], { state: 'recovered' })).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['it happens twice', [flap(1), flap(2)]],
    ['the third stays up', [flap(1), flap(2), flap(3, { end: null })]],
    ['attempts never came up', [1, 2, 3, 4].map((number) => flap(number, { establishedAt: null }))],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(sessionFlapping, connections)).toEqual([]);
  });
});
