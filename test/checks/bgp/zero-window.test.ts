import { describe, expect, test } from 'vitest';
import { zeroWindow } from '../../../src/checks/bgp/zero-window.ts';
import type { BgpConnection, SideSeen } from '../../../src/model/bgp-session.ts';
import type { ClosedWindow } from '../../../src/model/transmission.ts';
import { at, connection, established, findingsOf, LOCAL, open, peerOpen, REMOTE, side } from './session.ts';

const closed = (seconds: number, change: Partial<ClosedWindow> = {}): ClosedWindow => ({
  since: at(10),
  until: at(10 + seconds),
  seconds,
  lasts: true,
  ...change,
});
const withWindow = (
  closedWindow: ClosedWindow | null,
  change: Partial<SideSeen> = {},
  holdTime = 30,
): BgpConnection => ({
  ...established,
  opens: { local: open(), remote: peerOpen({ holdTime }) },
  sides: { local: side(), remote: side({ closedWindow, ...change }) },
});
const find = (each: BgpConnection) => findingsOf(zeroWindow, [each]);

describe('bgp/zero-window', () => {
  test('closed for longer than a third of the hold time', () => {
    expect(find(withWindow(closed(25)))).toMatchObject([
      {
        severity: 'warning',
        blame: REMOTE,
        title: `The TCP window of ${REMOTE} stays closed for 25 s (hold time 30 s), once: it takes no more octets from ${LOCAL}.`,
        evidence: [{ frame: 100 }, { frame: 350 }],
      },
    ]);
  });

  test('says whether it talks meanwhile', () => {
    const [talks] = find(withWindow(closed(25), { lastMessage: at(20) }));
    expect(talks?.title).toContain('while it still sends BGP messages');
    const [stands] = find(withWindow(closed(25), { lastMessage: at(9) }));
    expect(stands?.cause).toContain('stands still');
  });

  test('a window that closes for a while under load is none', () => {
    expect(find(withWindow(closed(10)))).toEqual([]);
    expect(find(withWindow(null))).toEqual([]);
  });

  test('without a hold time it is measured by the usual one', () => {
    const midstream = (seconds: number) =>
      connection({ midstream: true, sides: { local: side({ closedWindow: closed(seconds) }), remote: side() } });
    expect(find(midstream(29))).toEqual([]);
    expect(find(midstream(31))).toMatchObject([{ blame: LOCAL }]);
    expect(find(withWindow(closed(25), {}, 0))).toEqual([]);
  });
});
