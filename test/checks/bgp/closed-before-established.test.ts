import { describe, expect, test } from 'vitest';
import { closedBeforeEstablished } from '../../../src/checks/bgp/closed-before-established.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import {
  at,
  connection,
  end,
  established,
  findingsOf,
  LOCAL,
  notification,
  open,
  peerOpen,
  REMOTE,
  side,
} from './session.ts';

const hungUp = (change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({ opens: { local: open(), remote: peerOpen() }, end: end('local', 0.6), last: at(0.7), ...change });

describe('bgp/closed-before-established', () => {
  test('both OPENs, then the end without a word', () => {
    expect(findingsOf(closedBeforeEstablished, [hungUp()])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${LOCAL} (AS 64512) ends the connection with ${REMOTE} (AS 64513) by FIN after both OPENs, without a NOTIFICATION, once.`,
        evidence: [{ frame: 4 }, { frame: 5 }, { frame: 6 }],
      },
    ]);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['a NOTIFICATION says why', [hungUp({ notifications: [notification('local', 2, 2)] })]],
    ['it was established', [hungUp({ establishedAt: at(0.55) })]],
    ['only one has sent an OPEN', [hungUp({ opens: { local: open(), remote: null } })]],
    ['it goes on', [hungUp({ end: null })]],
    ['another one comes up', [hungUp(), { ...established, last: at(30) }]],
    [
      'it is the spare one of a collision',
      [hungUp(), connection({ opens: { local: open(), remote: null }, last: at(20) })],
    ],
    [
      'octets are missing',
      [hungUp({ sides: { local: side({ missing: { bytes: 21, at: at(0.5) } }), remote: side() } })],
    ],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(closedBeforeEstablished, connections)).toEqual([]);
  });
});
