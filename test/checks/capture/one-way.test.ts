import { describe, expect, test } from 'vitest';
import { captureOneWay } from '../../../src/checks/capture/one-way.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import { at, attempt, connection, established, findingsOf, LOCAL, REMOTE, side, silent } from '../bgp/session.ts';

describe('capture/one-way', () => {
  test('the visible side acknowledges what is not in the capture', () => {
    const tried = connection({ sides: { local: side(), remote: { ...silent, unseen: true } } });
    expect(findingsOf(captureOneWay, [tried])).toMatchObject([
      {
        severity: 'warning',
        blame: null,
        title: `Only packets of ${LOCAL} are in the capture, none of ${REMOTE}, though the two talk, on 1 connection.`,
      },
    ]);
  });

  test.each<[string, BgpConnection]>([
    ['both are seen', established],
    ['SYNs are not answered', attempt('local', 1, { count: 5 })],
    [
      'the visible side repeats itself and acknowledges nothing new',
      connection({ midstream: true, sides: { local: side({ firstMessage: at(1) }), remote: silent } }),
    ],
  ])('passes where %s', (_, tried) => {
    expect(findingsOf(captureOneWay, [tried])).toEqual([]);
  });
});
