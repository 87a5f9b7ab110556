import { describe, expect, test } from 'vitest';
import { badHoldTime } from '../../../src/checks/bgp/bad-hold-time.ts';
import { connection, findingsOf, LOCAL, notification, open, REMOTE } from './session.ts';

const proposing = (holdTime: number, refused: boolean) =>
  findingsOf(badHoldTime, [
    connection({
      opens: { local: open({ holdTime }), remote: null },
      notifications: refused ? [notification('remote', 2, 6)] : [],
    }),
  ]);

describe('bgp/bad-hold-time', () => {
  test.each([1, 2])('%i s is illegal, refused or not', (holdTime) => {
    expect(proposing(holdTime, true)).toMatchObject([{ severity: 'error', blame: LOCAL }]);
    expect(proposing(holdTime, false)).toMatchObject([
      { severity: 'error', blame: LOCAL, title: `The OPEN of ${LOCAL} proposes a hold time of ${holdTime} s.` },
    ]);
  });

  test('a legal one that is refused blames nobody', () => {
    expect(proposing(9, true)).toMatchObject([{ blame: null, title: expect.stringContaining(`${REMOTE} sends`) }]);
  });

  test('2/6 to an OPEN that is not in the capture', () => {
    expect(findingsOf(badHoldTime, [connection({ notifications: [notification('remote', 2, 6)] })])).toMatchObject([
      { blame: null },
    ]);
  });

  test.each([0, 3, 9, 90, 65535])('passes on %i s', (holdTime) => {
    expect(proposing(holdTime, false)).toEqual([]);
  });
});
