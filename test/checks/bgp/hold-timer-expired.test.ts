import { describe, expect, test } from 'vitest';
import { holdTimerExpired } from '../../../src/checks/bgp/hold-timer-expired.ts';
import type { BgpConnection, SideSeen } from '../../../src/model/bgp-session.ts';
import {
  at,
  connection,
  end,
  findingsOf,
  LOCAL,
  messages,
  notification,
  open,
  peerOpen,
  REMOTE,
  side,
  spoke,
  stall,
  transmission,
} from './session.ts';

const opens = { local: open({ holdTime: 90 }), remote: peerOpen({ holdTime: 9 }) };
const spoken = messages({ open: 1, update: 2, keepalive: 3 });
const quiet = (change: Partial<SideSeen> = {}): SideSeen =>
  side({ messages: spoken, firstMessage: at(1), lastMessage: at(10), ...change });
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

const later = (holdTime: number): BgpConnection =>
  connection({ number: 2, first: at(22), opens: { local: open({ holdTime }), remote: null } });
const speaking = (lastRepeat: number): SideSeen =>
  side({ transmission: transmission({ stuck: stall({ first: at(10), lastRepeat: at(lastRepeat) }) }) });
const dead = (lastRepeat: number): BgpConnection =>
  lost(quiet(), { end: null, sides: { local: speaking(lastRepeat), remote: quiet() } });

describe('bgp/hold-timer-expired', () => {
  test('NOTIFICATION 4: who was silent, and for how long', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet(), expired)])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sent no message for 9.4 s (hold time 9 s), and ${LOCAL} sent NOTIFICATION 4/0 (Hold Timer Expired), once.`,
      },
    ]);
  });

  test('what a gap held up, and was handed out late, makes no negative time', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet({ lastMessage: at(23) }), expired)])).toMatchObject([
      { title: expect.stringMatching(new RegExp(`^${REMOTE} sent no message \\(hold time`)) },
    ]);
  });

  test('a process that goes on after its time, when all is over, stood still until then', () => {
    const awake = quiet({ lastMessage: at(23), lastAcknowledgement: at(19.4) });
    const tooLate = { notifications: [notification('local', 4, 0, { at: at(19.4), answers: at(10) })] };
    expect(findingsOf(holdTimerExpired, [lost(awake, tooLate)])).toMatchObject([
      { title: expect.stringContaining('sent no message for 9.4 s (hold time 9 s); its TCP still'), blame: REMOTE },
    ]);
    // What had to be sent again was late on its way.
    const late = { ...awake, transmission: transmission({ repeated: 1 }) };
    expect(findingsOf(holdTimerExpired, [lost(late, tooLate)])).toMatchObject([{ blame: null }]);
  });

  test('who says so of a side that spoke all the time, and whose octets its kernel took, stood still itself', () => {
    const told = { end: null, notifications: [notification('local', 4, 0, { at: at(12) })] };
    const heard = side({ lastAcknowledgement: at(10.1) });
    expect(
      findingsOf(holdTimerExpired, [lost(quiet(), { ...told, sides: { local: heard, remote: quiet() } })]),
    ).toMatchObject([{ title: expect.stringContaining('no message for 2 s only (hold time 9 s)'), blame: LOCAL }]);
    // Nothing shows that it came there.
    expect(findingsOf(holdTimerExpired, [lost(quiet(), told)])).toMatchObject([{ blame: null }]);
  });

  test('of a side whose packets are not in the capture it says no more than that', () => {
    const unseen = side({ packets: 0, unseen: true });
    expect(findingsOf(holdTimerExpired, [lost(unseen, expired)])).toMatchObject([
      {
        blame: null,
        title: expect.stringMatching(/^Nothing that \S+ sent was captured/),
        cause: expect.not.stringContaining('nothing more'),
      },
    ]);
  });

  test('what it says once the other side has given it up counts for nothing', () => {
    const silent = side({ messages: spoken, firstMessage: at(1), lastMessage: at(22), lastAcknowledgement: at(18.9) });
    const given = { ...end('remote', 19), answers: at(10) };
    const told = { end: given, notifications: [notification('local', 4, 0, { at: at(22) })] };
    const { sides, ...story } = lost(quiet({ lastMessage: at(16) }), told);
    expect(findingsOf(holdTimerExpired, [{ ...story, sides: { ...sides, local: silent } }])).toMatchObject([
      {
        title: expect.stringContaining(`${LOCAL} sent no message for 9 s (hold time 9 s); its TCP still`),
        blame: LOCAL,
      },
    ]);
  });

  test('blames the silent side where its TCP still acknowledged: its process hangs', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet({ lastAcknowledgement: at(16) }), expired)])).toMatchObject([
      { blame: REMOTE, title: expect.stringContaining('its TCP still acknowledged') },
    ]);
    expect(findingsOf(holdTimerExpired, [lost(quiet({ lastAcknowledgement: at(10.1) }), expired)])).toMatchObject([
      { blame: null },
    ]);
  });

  test('silence and the end, though no NOTIFICATION reached the wire', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet())])).toMatchObject([
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
    expect(findingsOf(holdTimerExpired, [lost(quiet({ lastAcknowledgement: at(16) }), expired), again])).toMatchObject([
      { blame: REMOTE, title: expect.stringMatching(/sent no message for 9\.4 s.* once\.$/) },
    ]);
  });

  test('BIRD gives up after three quarters of the hold time', () => {
    expect(findingsOf(holdTimerExpired, [lost(quiet(), { end: end('local', 17.4), last: at(17.4) })])).toHaveLength(1);
  });

  test('a new attempt shows that it was given up', () => {
    const next = connection({ number: 2, first: at(25), last: at(26) });
    expect(findingsOf(holdTimerExpired, [lost(quiet(), { end: null, last: at(20) }), next])).toHaveLength(1);
  });

  test('an UPDATE never came: it may have been too large for the path', () => {
    const mute = quiet({ messages: messages({ open: 1, keepalive: 1 }), lastAcknowledgement: at(16) });
    expect(findingsOf(holdTimerExpired, [lost(mute, expired)])).toMatchObject([
      { blame: null, cause: expect.stringContaining('MTU black hole') },
    ]);
    expect(findingsOf(holdTimerExpired, [lost(mute, { ...expired, midstream: true })])).toMatchObject([
      { blame: REMOTE },
    ]);
  });

  test('KEEPALIVEs that came for a while show that no UPDATE was in their way', () => {
    const idle = quiet({ messages: messages({ open: 1, keepalive: 3 }), lastAcknowledgement: at(16) });
    expect(findingsOf(holdTimerExpired, [lost(idle, expired)])).toMatchObject([{ blame: REMOTE }]);
  });

  test('what comes after the other side has hung up breaks no silence', () => {
    const late = quiet({ lastMessage: at(24), lastAcknowledgement: at(24) });
    const given = { ...end('local', 19.5), answers: at(10) };
    expect(findingsOf(holdTimerExpired, [lost(late, { end: given })])).toMatchObject([{ blame: REMOTE }]);
    expect(findingsOf(holdTimerExpired, [lost(late, { end: { ...given, answers: at(18) } })])).toEqual([]);
  });

  test('the hold time of a session that was up before is at most what is offered later', () => {
    const before = lost(quiet({ lastAcknowledgement: at(16) }), {
      midstream: true,
      opens: { local: null, remote: null },
    });
    expect(findingsOf(holdTimerExpired, [before, later(9)])).toMatchObject([
      { blame: REMOTE, title: expect.stringContaining('(hold time 9 s at most, by an OPEN of another connection)') },
    ]);
    expect(findingsOf(holdTimerExpired, [before, later(90)])).toEqual([]);
    expect(findingsOf(holdTimerExpired, [before, later(0)])).toEqual([]);
    expect(findingsOf(holdTimerExpired, [before])).toEqual([]);
  });

  test('what is repeated until the capture ends is a silence without an end', () => {
    expect(findingsOf(holdTimerExpired, [dead(26)])).toMatchObject([
      { blame: null, title: expect.stringContaining('and so it stays until the capture ends') },
    ]);
    expect(findingsOf(holdTimerExpired, [dead(17)])).toEqual([]);
    expect(findingsOf(holdTimerExpired, [dead(26)], { state: 'established' })).toEqual([]);
  });

  test('it speaks, and is not heard: its data is stuck', () => {
    const stuck = quiet({
      lastMessage: at(18),
      lastAcknowledgement: at(18),
      transmission: transmission({ stuck: stall({ first: at(10), repeats: 6 }), unacknowledged: 38 }),
    });
    expect(findingsOf(holdTimerExpired, [lost(stuck)])).toMatchObject([
      {
        blame: null,
        title: `Nothing of ${REMOTE} got through to ${LOCAL} for 9.5 s (hold time 9 s); 38 octets never acknowledged, sent again 6 times, and the connection ended, once.`,
      },
    ]);
  });

  test('the other side kept its own window closed', () => {
    const closedWindow = { since: at(11), until: at(19), seconds: 8, lasts: true };
    const sides = { local: side({ closedWindow }), remote: quiet() };
    expect(findingsOf(holdTimerExpired, [lost(quiet(), { ...expired, sides })])).toMatchObject([
      { blame: LOCAL, title: expect.stringContaining(`the TCP window of ${LOCAL} was closed`) },
    ]);
  });

  test('a broken path silences both: one finding', () => {
    const both = { local: quiet(), remote: quiet() };
    expect(findingsOf(holdTimerExpired, [lost(quiet(), { sides: both })])).toHaveLength(1);
  });

  test.each<[string, BgpConnection]>([
    ['the silence is shorter than the hold time', lost(quiet(), { end: end('local', 16.6), last: at(16.6) })],
    ['the silent side closes itself before the hold time', lost(quiet(), { end: end('remote', 17.9), last: at(17.9) })],
    ['messages came again after it', lost(quiet({ lastMessage: at(17) }))],
    ['the timer is off', lost(quiet(), { opens: { ...opens, remote: peerOpen({ holdTime: 0 }) } })],
    ['an OPEN is not in the capture', lost(quiet(), { opens: { ...opens, remote: null } })],
    ['another NOTIFICATION ends it', lost(quiet(), { notifications: [notification('local', 6, 2)] })],
    ['octets are missing', lost(quiet({ missing: { bytes: 19, at: at(15) } }))],
    ['it goes on', lost(quiet(), { end: null })],
  ])('passes where %s', (_, tried) => {
    expect(findingsOf(holdTimerExpired, [tried])).toEqual([]);
  });
});
