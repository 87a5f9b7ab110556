import { describe, expect, test } from 'vitest';
import { connectionCollision } from '../../../src/checks/bgp/connection-collision.ts';
import { at, connection, end, established, findingsOf, notification, open, peerOpen } from './session.ts';

const other = connection({ openedBy: 'remote', opens: { local: null, remote: peerOpen() } });

describe('bgp/connection-collision', () => {
  test('NOTIFICATION 6/7', () => {
    expect(
      findingsOf(connectionCollision, [connection({ notifications: [notification('remote', 6, 7)] })]),
    ).toMatchObject([{ severity: 'info', blame: null, evidence: [{ frame: 6 }] }]);
  });

  test('two connections with OPENs overlap', () => {
    expect(findingsOf(connectionCollision, [established, other])).toHaveLength(1);
  });

  test.each([
    ['they follow one another', [{ ...established, end: end('local', 0.1) }, other]],
    ['one of them saw no OPEN', [established, connection()]],
    ['one of them never opened', [established, connection({ openedAt: null, opens: { local: open(), remote: null } })]],
    ['there is only one', [{ ...established, last: at(60) }]],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(connectionCollision, connections)).toEqual([]);
  });
});
