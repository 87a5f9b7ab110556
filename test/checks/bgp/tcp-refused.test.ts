import { describe, expect, test } from 'vitest';
import { tcpRefused } from '../../../src/checks/bgp/tcp-refused.ts';
import { at, attempt, clock, connection, findingsOf, LOCAL, refusing, REMOTE, side } from './session.ts';

const refused = (seconds: number) => attempt('local', seconds, {}, refusing(seconds));
const busy = side({ lastAcknowledgement: at(30) });
const open = connection({ openedBy: 'remote', sides: { local: busy, remote: busy } });

describe('bgp/tcp-refused', () => {
  test('RST to each SYN, and nothing else', () => {
    expect(findingsOf(tcpRefused, [refused(1), refused(5)])).toMatchObject([
      { severity: 'error', blame: REMOTE, title: `${REMOTE} answers 2 SYNs of ${LOCAL} to port 179 with RST.` },
    ]);
  });

  test('one SYN just before the capture ends is a warning: the daemon may be about to start', () => {
    expect(findingsOf(tcpRefused, [refused(1)], { captureEnd: clock(2) })).toMatchObject([
      { severity: 'warning', cause: expect.stringContaining('too early to tell') },
    ]);
    expect(findingsOf(tcpRefused, [refused(1)], { captureEnd: clock(5) })).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(tcpRefused, [refused(1), refused(2)], { captureEnd: clock(3) })).toMatchObject([
      { severity: 'error' },
    ]);
  });

  test('each direction is judged: refused here, unanswered there', () => {
    expect(findingsOf(tcpRefused, [refused(1), attempt('remote', 2)])).toMatchObject([{ blame: REMOTE }]);
  });

  test('is only worth knowing where another connection of the pair works', () => {
    expect(findingsOf(tcpRefused, [refused(1), open])).toMatchObject([
      { severity: 'info', cause: expect.stringContaining('does not listen') },
    ]);
    expect(findingsOf(tcpRefused, [refused(1)], { state: 'established' })).toMatchObject([{ severity: 'info' }]);
  });

  test('a connection that ended before does not help', () => {
    expect(findingsOf(tcpRefused, [open, refused(40)])).toMatchObject([{ severity: 'error' }]);
  });

  test('nor has who only dials to listen, as long as it does, or that may yet come', () => {
    const again = attempt('remote', 45);
    expect(findingsOf(tcpRefused, [open, refused(40), again])).toMatchObject([{ severity: 'info' }]);
    expect(findingsOf(tcpRefused, [open, refused(40)], { captureEnd: clock(41) })).toMatchObject([
      { severity: 'info' },
    ]);
    const listened = { ...open, openedBy: 'local' as const };
    expect(findingsOf(tcpRefused, [listened, refused(40), again])).toMatchObject([{ severity: 'error' }]);
    expect(
      findingsOf(tcpRefused, [open, refused(40), attempt('remote', 45, {}, refusing(45))]).map(
        ({ severity }) => severity,
      ),
    ).toContain('error');
  });

  test.each([
    ['nothing comes back', [attempt('local', 1, { count: 3 })]],
    ['nothing comes back any more', [refused(1), attempt('local', 9, { count: 3 })]],
    ['TCP opens', [connection()]],
    ['an open connection is reset', [connection({ end: { kind: 'RST', from: 'remote', at: at(3) } })]],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(tcpRefused, connections)).toEqual([]);
  });
});
