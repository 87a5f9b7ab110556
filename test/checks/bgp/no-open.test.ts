import { describe, expect, test } from 'vitest';
import { noOpen } from '../../../src/checks/bgp/no-open.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import {
  at,
  clock,
  connection,
  end,
  established,
  findingsOf,
  LOCAL,
  notification,
  open,
  REMOTE,
  side,
  spoke,
} from './session.ts';

const waiting = (change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({
    opens: { local: open(), remote: null },
    sides: { local: spoke, remote: side() },
    ...change,
  });

const comingWith = (ttl: number): BgpConnection =>
  waiting({ sides: { local: spoke, remote: side({ ttl: { min: ttl, max: ttl } }) } });

describe('bgp/no-open', () => {
  test('TCP stays open, and the peer says nothing', () => {
    expect(findingsOf(noOpen, [waiting()])).toMatchObject([
      {
        severity: 'error',
        blame: REMOTE,
        title: `${REMOTE} sends no OPEN in the 60 s that TCP with ${LOCAL} is open, once.`,
      },
    ]);
  });

  test('its OPEN may have died on the way, where routers lie between', () => {
    const far = { cause: expect.stringMatching(/2 routers away.*TTL 1/) };
    expect(findingsOf(noOpen, [comingWith(62)])).toMatchObject([far]);
    for (const ttl of [64, 1, 255]) expect(findingsOf(noOpen, [comingWith(ttl)])).not.toMatchObject([far]);
  });

  test('the other side gives up, with 4/0 or without', () => {
    expect(
      findingsOf(noOpen, [waiting({ end: end('local', 6), notifications: [notification('local', 4, 0)] })]),
    ).toHaveLength(1);
    expect(findingsOf(noOpen, [waiting({ end: end('local', 6) })])).toHaveLength(1);
    expect(
      findingsOf(noOpen, [waiting({ notifications: [notification('local', 4, 0)] })], { captureEnd: clock(6) }),
    ).toHaveLength(1);
  });

  test('the other side hangs up at once: there was no time to answer', () => {
    expect(findingsOf(noOpen, [waiting({ end: end('local', 0.2) })])).toMatchObject([
      { blame: null, cause: expect.stringContaining(`${LOCAL} hangs up itself`) },
    ]);
  });

  test('it closes itself, after a long silence', () => {
    expect(findingsOf(noOpen, [waiting({ end: end('remote', 20) })])).toMatchObject([{ blame: REMOTE }]);
  });

  test('neither side speaks: nobody is to blame', () => {
    expect(findingsOf(noOpen, [waiting({ sides: { local: side(), remote: side() } })])).toMatchObject([
      { blame: null, title: expect.stringContaining('neither sends an OPEN') },
    ]);
  });

  test('telnet, for all one knows, is only worth knowing', () => {
    expect(findingsOf(noOpen, [waiting({ end: end('remote', 20) })], { state: 'unknown' })).toMatchObject([
      { severity: 'info', blame: null, cause: expect.stringContaining('telnet') },
    ]);
  });

  test('is too early to tell before 10 s', () => {
    expect(findingsOf(noOpen, [waiting()], { captureEnd: clock(10) })).toEqual([]);
    expect(findingsOf(noOpen, [waiting()], { captureEnd: clock(10.3) })).toHaveLength(1);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['both have spoken', [waiting({ sides: { local: spoke, remote: spoke } })]],
    ['the peer closes at once', [waiting({ end: end('remote', 0.5) })]],
    [
      'the peer refuses by a NOTIFICATION',
      [waiting({ end: end('remote', 0.5), notifications: [notification('remote', 6, 5)] })],
    ],
    ['an operator ends it at once', [waiting({ end: end('local', 1), notifications: [notification('local', 6, 4)] })]],
    ['another connection is up', [{ ...established, last: at(50) }, waiting()]],
    [
      'octets are missing',
      [
        waiting({
          sides: { local: spoke, remote: side({ missing: { bytes: 9, at: at(1) } }) },
        }),
      ],
    ],
    ['TCP is not open', [waiting({ openedAt: null })]],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(noOpen, connections)).toEqual([]);
  });
});
