import { describe, expect, test } from 'vitest';
import { sendHoldTimerExpired } from '../../../src/checks/bgp/send-hold-timer-expired.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { ClosedWindow } from '../../../src/model/transmission.ts';
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
  stall,
  transmission,
} from './session.ts';

const closedWindow: ClosedWindow = { since: at(10), until: at(25), seconds: 15, lasts: true };
const opens = { local: open({ holdTime: 9 }), remote: peerOpen() };
const reset = (change: Partial<BgpConnection>): BgpConnection => ({
  ...established,
  opens,
  sides: { local: side(), remote: side({ closedWindow }) },
  end: end('local', 28, 'RST'),
  ...change,
});
const find = (each: BgpConnection) => findingsOf(sendHoldTimerExpired, [each]);

describe('bgp/send-hold-timer-expired', () => {
  test('NOTIFICATION 8', () => {
    expect(find(connection({ notifications: [notification('remote', 8, 0)] }))).toMatchObject([
      { severity: 'error', blame: null, title: `${REMOTE} sends ${LOCAL} NOTIFICATION 8/0 (Send Hold Timer Expired).` },
    ]);
  });

  test('a reset by the sender whose peer kept its window closed for twice the hold time', () => {
    expect(find(reset({}))).toMatchObject([
      {
        blame: REMOTE,
        title: `${REMOTE} keeps its TCP window closed for 18 s (hold time 9 s), and ${LOCAL} resets the connection, once.`,
        evidence: [{ frame: 100 }, { frame: 280 }],
      },
    ]);
  });

  test('a reset by the sender whose data stayed unacknowledged for as long', () => {
    const stuck = stall({ first: at(8) });
    const local = side({ transmission: transmission({ stuck, unacknowledged: 19 }) });
    expect(find(reset({ sides: { local, remote: side() } }))).toMatchObject([
      { blame: null, title: expect.stringContaining('19 octets') },
    ]);
  });

  test('near misses', () => {
    expect(find(reset({ end: end('local', 27, 'RST') }))).toEqual([]);
    expect(find(reset({ end: end('local', 28, 'FIN') }))).toEqual([]);
    expect(find(reset({ end: end('remote', 28, 'RST') }))).toEqual([]);
    expect(find(reset({ notifications: [notification('local', 6, 2)] }))).toEqual([]);
    expect(find(reset({ opens: { local: null, remote: null } }))).toEqual([]);
    expect(
      find(reset({ sides: { local: side(), remote: side({ closedWindow: { ...closedWindow, lasts: false } }) } })),
    ).toEqual([]);
  });
});
