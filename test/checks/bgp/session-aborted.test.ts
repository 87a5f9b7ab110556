import { describe, expect, test } from 'vitest';
import { sessionAborted } from '../../../src/checks/bgp/session-aborted.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { Capability } from '../../../src/model/session.ts';
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

const aborted = (change: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  end: end('remote', 20, 'RST'),
  last: at(20),
  ...change,
});
const IPV4 = { afi: 1, safi: 1, forwardingState: true };
const restart = (restartTime: number, families: readonly unknown[] = [IPV4]): Capability => ({
  code: 64,
  name: 'graceful-restart',
  restartTime,
  families,
});
const graceful = (restartTime: number, families?: readonly unknown[]): Partial<BgpConnection> => ({
  opens: {
    local: open({ capabilities: [restart(120)] }),
    remote: peerOpen({ capabilities: [restart(restartTime, families)] }),
  },
});
const back = (seconds: number): BgpConnection => ({ ...established, first: at(seconds), establishedAt: at(seconds) });

describe('bgp/session-aborted', () => {
  test('FIN or RST without a word', () => {
    expect(findingsOf(sessionAborted, [aborted()])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} ends the session with ${LOCAL} by RST 19 s after it was established, without a NOTIFICATION, once.`,
      },
    ]);
  });

  test('of a session that was up before the capture nobody knows since when', () => {
    expect(findingsOf(sessionAborted, [aborted({ midstream: true })])[0]?.title).toBe(
      `${REMOTE} ends the session with ${LOCAL} by RST, which was up before the capture, without a NOTIFICATION, once.`,
    );
  });

  test('is only worth knowing where graceful restart brings it back in time', () => {
    expect(findingsOf(sessionAborted, [aborted(graceful(30)), back(40)])).toMatchObject([{ severity: 'info' }]);
    expect(findingsOf(sessionAborted, [aborted(graceful(15)), back(40)])).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(sessionAborted, [aborted(), back(40)])).toMatchObject([{ severity: 'error' }]);
  });

  test('what only helps others to restart does not restart gracefully itself', () => {
    expect(findingsOf(sessionAborted, [aborted(graceful(30, [])), back(40)])).toMatchObject([{ severity: 'error' }]);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['a NOTIFICATION says why', [aborted({ notifications: [notification('remote', 6, 2)] })]],
    ['it was never established', [aborted({ establishedAt: null })]],
    ['it goes on', [aborted({ end: null })]],
    [
      'octets are missing just before',
      [aborted({ sides: { local: side(), remote: side({ missing: { bytes: 21, at: at(19.9) } }) } })],
    ],
    [
      'it is one of a collision',
      [
        aborted(),
        connection({
          opens: { local: open(), remote: peerOpen() },
          last: at(15),
          notifications: [notification('local', 6, 7)],
        }),
      ],
    ],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(sessionAborted, connections)).toEqual([]);
  });

  test('octets that are missing long before do not matter', () => {
    const early = side({ missing: { bytes: 21, at: at(3) } });
    expect(findingsOf(sessionAborted, [aborted({ sides: { local: side(), remote: early } })])).toHaveLength(1);
  });
});
