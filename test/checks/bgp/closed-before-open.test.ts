import { describe, expect, test } from 'vitest';
import { closedBeforeOpen } from '../../../src/checks/bgp/closed-before-open.ts';
import type { BgpConnection, BgpSession } from '../../../src/model/bgp-session.ts';
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
  session,
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

const refusedAt = (seconds: number): BgpConnection =>
  closed({ number: 2, first: at(seconds), openedAt: at(seconds), end: end('remote', seconds + 1) });

/** Of what the router hangs up on. */
const dialsAnother = (...others: BgpSession[]): boolean[] =>
  closedBeforeOpen
    .evaluate({ sessions: [session([closed()], { localInferred: false }), ...others] })
    .findings.filter(({ blame }) => blame === REMOTE)
    .map(({ cause }) => cause.includes('itself dials 192.168.10.12'));

const upWith = (as: number): BgpSession =>
  session([{ ...established, opens: { local: open({ as }), remote: peerOpen() } }], {
    id: 'other',
    local: { address: '192.168.10.12' },
    state: 'established',
  });

/** What is found of the session that is refused, and of others with it. */
const among = (...others: BgpSession[]) =>
  closedBeforeOpen.evaluate({ sessions: [session([closed()]), ...others] }).findings;

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

  test('who hangs up dials another address of the same host: that is the neighbour that it has', () => {
    const dialled = connection({ openedBy: 'remote', end: end('local', 1) });
    const other = (change: Partial<BgpSession> = {}) =>
      session([dialled], { id: 'other', local: { address: '192.168.10.12' }, localInferred: false, ...change });
    expect(dialsAnother(other())).toEqual([true]);
    expect(dialsAnother(other({ state: 'established' }))).toEqual([false]);
    expect(dialsAnother(other({ localInferred: true }))).toEqual([false]);
    expect(dialsAnother(other({ remote: { address: '192.168.10.2' } }))).toEqual([false]);
  });

  test('the same speaker is up from another address: only this one is refused', () => {
    expect(among(upWith(64512))).toMatchObject([
      { severity: 'info', blame: LOCAL, cause: expect.stringContaining('from 192.168.10.12') },
    ]);
    expect(among(upWith(64999))).toMatchObject([{ severity: 'error', blame: REMOTE }]);
    expect(among({ ...upWith(64512), state: 'failed' })).toMatchObject([{ severity: 'error' }]);
  });

  test('an address that is missing on both sides of two sessions is one fault: by the identifier', () => {
    const dialled = connection({
      openedBy: 'local',
      opens: { local: peerOpen(), remote: null },
      sides: { local: spoke, remote: side() },
      end: end('remote', 0.5),
    });
    const back = (address: string): BgpSession =>
      session([dialled], { id: 'other', local: { address: REMOTE }, remote: { address } });
    expect(among(back('10.0.0.11'))).toMatchObject([
      { severity: 'error', cause: expect.stringContaining(`${REMOTE} itself dials 10.0.0.11`) },
      { severity: 'info', cause: expect.stringContaining(`the fault of session ${LOCAL}-${REMOTE}`) },
    ]);
    expect(among(back('10.0.0.12'))).toMatchObject([{ severity: 'error' }, { severity: 'error' }]);
  });

  test('who has just lost the session may be backing off', () => {
    const lost: BgpConnection = { ...established, last: at(5), end: end('remote', 5) };
    expect(findingsOf(closedBeforeOpen, [lost, refusedAt(9)])).toMatchObject([
      { severity: 'info', cause: expect.stringContaining('were up 4 s before') },
    ]);
    expect(findingsOf(closedBeforeOpen, [lost, refusedAt(70)])).toMatchObject([{ severity: 'error' }]);
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
