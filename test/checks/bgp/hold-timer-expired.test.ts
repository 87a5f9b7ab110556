import { describe, expect, test } from 'vitest';
import { holdTimerExpired } from '../../../src/checks/bgp/hold-timer-expired.ts';
import type { BgpConnection, SideSeen } from '../../../src/model/evidence.ts';
import {
  at,
  connection,
  end,
  findingsOf,
  LOCAL,
  notification,
  open,
  peerOpen,
  REMOTE,
  side,
  spoke,
} from './session.ts';

const opens = { local: open({ holdTime: 90 }), remote: peerOpen({ holdTime: 9 }) };
const quiet = (seconds: number, change: Partial<SideSeen> = {}): SideSeen =>
  side({ firstMessage: at(1), lastMessage: at(10), silence: { since: at(10), seconds }, ...change });
const lost = (remote: SideSeen, change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({
    opens,
    establishedAt: at(1),
    sides: { local: side(), remote },
    end: end('local', 19.5),
    last: at(19.5),
    ...change,
  });
const expired = { notifications: [notification('local', 4, 0, { at: at(19.4) })] };

describe('bgp/hold-timer-expired', () => {
  test('NOTIFICATION 4: who was silent, and for how long', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet(9.5), expired)])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sent no message for 9.4 s (hold time 9 s), and ${LOCAL} sent NOTIFICATION 4/0 (Hold Timer Expired), once.`,
      },
    ]);
  });

  test('blames the silent side where its TCP still acknowledged: its process hangs', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet(9.5, { lastAcknowledgement: at(16) }), expired)])).toMatchObject([
      { blame: REMOTE, title: expect.stringContaining('its TCP still acknowledged') },
    ]);
    expect(findingsOf(holdTimerExpired, [lost(quiet(9.5, { lastAcknowledgement: at(10.1) }), expired)])).toMatchObject([
      { blame: null },
    ]);
  });

  test('silence and the end, though no NOTIFICATION reached the wire', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet(9.5))])).toMatchObject([
      { title: expect.stringContaining('the connection ended') },
    ]);
  });

  test('the session that was lost is shown, not the attempt after it', () => {
    const again = connection({
      number: 2,
      openedAt: at(21),
      sides: { local: spoke, remote: side() },
      notifications: [notification('local', 4, 0, { at: at(30) })],
    });
    expect(
      findingsOf(holdTimerExpired, [lost(quiet(9.5, { lastAcknowledgement: at(16) }), expired), again]),
    ).toMatchObject([{ blame: REMOTE, title: expect.stringMatching(/sent no message for 9\.4 s.* once\.$/) }]);
  });

  test('BIRD gives up after three quarters of the hold time', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet(7.4), { end: end('local', 17.4), last: at(17.4) })])).toHaveLength(
      1,
    );
  });

  test('a new attempt shows that it was given up', () => {
    const next = connection({ number: 2, first: at(25), last: at(26) });
    const silence = { since: at(10), seconds: 15 };
    expect(findingsOf(holdTimerExpired, [lost(quiet(0, { silence }), { end: null, last: at(20) }), next])).toHaveLength(
      1,
    );
  });

  test('a broken path silences both: one finding', () => {
    const both = { local: quiet(9.5), remote: quiet(9.5) };
    expect(findingsOf(holdTimerExpired, [lost(quiet(9.5), { sides: both })])).toHaveLength(1);
  });

  test.each<[string, BgpConnection]>([
    ['the silence is shorter than the hold time', lost(quiet(6.6), { end: end('local', 16.6), last: at(16.6) })],
    [
      'the silent side closes itself before the hold time',
      lost(quiet(7.9), { end: end('remote', 17.9), last: at(17.9) }),
    ],
    ['messages came again after it', lost(quiet(9.5, { silence: { since: at(1), seconds: 12 } }))],
    ['the timer is off', lost(quiet(99), { opens: { ...opens, remote: peerOpen({ holdTime: 0 }) } })],
    ['an OPEN is not in the capture', lost(quiet(99), { opens: { ...opens, remote: null } })],
    ['another NOTIFICATION ends it', lost(quiet(9.5), { notifications: [notification('local', 6, 2)] })],
    ['octets are missing', lost(quiet(9.5, { missing: { bytes: 19, at: at(15) } }))],
    ['it goes on', lost(quiet(9.5), { end: null })],
  ])('passes where %s', (_, tried) => {
    expect(findingsOf(holdTimerExpired, [tried])).toEqual([]);
  });
});
