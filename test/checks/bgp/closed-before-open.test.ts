import { describe, expect, test } from 'vitest';
import { closedBeforeOpen } from '../../../src/checks/bgp/closed-before-open.ts';
import type { BgpConnection } from '../../../src/model/evidence.ts';
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
  spoke,
} from './session.ts';

const closed = (change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({
    opens: { local: open(), remote: null },
    sides: { local: spoke, remote: side() },
    end: end('remote', 0.5),
    last: at(0.6),
    ...change,
  });

describe('bgp/closed-before-open', () => {
  test('the peer closes before its OPEN', () => {
    expect(findingsOf(closedBeforeOpen, [closed(), closed()])).toMatchObject([
      {
        severity: 'error',
        blame: REMOTE,
        title: `${REMOTE} closes the TCP connection with ${LOCAL} (FIN) 0.3 s after it opened, before it sends an OPEN, 2 times.`,
      },
    ]);
  });

  test('nobody has spoken yet', () => {
    expect(
      findingsOf(closedBeforeOpen, [
        closed({ opens: { local: null, remote: null }, sides: { local: side(), remote: side() } }),
      ]),
    ).toMatchObject([{ blame: REMOTE }]);
  });

  test('a probe is only worth knowing', () => {
    const nobody = { opens: { local: null, remote: null }, sides: { local: side(), remote: side() } };
    const probes = [closed({ ...nobody, end: end('local', 0.2) }), closed(nobody)];
    expect(findingsOf(closedBeforeOpen, probes, { state: 'unknown' })).toMatchObject([
      {
        severity: 'info',
        blame: null,
        title: `${LOCAL} opens TCP to port 179 of ${REMOTE} and sends nothing before it is closed, 2 times.`,
      },
    ]);
  });

  test('after a session that has ended', () => {
    const before = { ...established, last: at(-5), end: end('remote', -5) };
    expect(findingsOf(closedBeforeOpen, [before, closed()])).toHaveLength(1);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['it sends a NOTIFICATION first', [closed({ notifications: [notification('remote', 6, 3)] })]],
    [
      'it has sent its OPEN',
      [closed({ opens: { local: open(), remote: peerOpen() }, sides: { local: spoke, remote: spoke } })],
    ],
    ['a later connection comes up', [closed(), { ...established, last: at(30) }]],
    ['another one is up meanwhile', [{ ...established, last: at(30) }, closed()]],
    ['it sat silent for long', [closed({ end: end('remote', 20) })]],
    ['the other side closes', [closed({ end: end('local', 0.5) })]],
    ['TCP never opened', [closed({ openedAt: null })]],
    [
      'octets are missing',
      [closed({ sides: { local: spoke, remote: side({ missing: { bytes: 45, at: at(0.4) } }) } })],
    ],
    ['the snap length cut it', [closed({ snapped: true })]],
    ['it begins midstream', [closed({ openedAt: null, midstream: true })]],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(closedBeforeOpen, connections)).toEqual([]);
  });
});
