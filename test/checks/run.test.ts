import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/checks/registry.ts';
import { runChecks } from '../../src/checks/run.ts';
import type { BgpConnection, BgpSession } from '../../src/model/bgp-session.ts';
import {
  at,
  attempt,
  connection,
  end,
  established,
  fourOctetAs,
  IPV4_UNICAST,
  notification,
  open,
  peerOpen,
  refusing,
  REMOTE,
  session,
  side,
  spoke,
} from './bgp/session.ts';

const judge = (connections: readonly BgpConnection[], change: Partial<BgpSession> = {}) => {
  const { findings, checks } = runChecks({ sessions: [session(connections, change)] });
  const explained = checks.filter(({ explainedBy }) => explainedBy !== undefined).map(({ id }) => id);
  return { findings: findings.map(({ id, severity }) => `${severity} ${id}`), explained };
};

const lostAgain = (number: number, change: Partial<BgpConnection> = {}): BgpConnection => ({
  ...established,
  number,
  first: at(number * 10),
  openedAt: at(number * 10),
  establishedAt: at(number * 10 + 1),
  end: end('remote', number * 10 + 5),
  last: at(number * 10 + 5),
  ...change,
});

describe('runChecks', () => {
  test('gives a row for every check; without evidence all are skipped', () => {
    const { checks, findings, incomplete } = runChecks({});
    expect(checks.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['skipped']));
    expect([findings, incomplete]).toEqual([[], []]);
  });

  test('a healthy session has nothing', () => {
    const capabilities = [IPV4_UNICAST, fourOctetAs(64512)];
    const opens = { local: open({ capabilities }), remote: peerOpen({ capabilities }) };
    const announces = side({ routes: new Map([['ipv4-unicast', { announced: 1, withdrawn: 0, endOfRib: true }]]) });
    const sides = { local: announces, remote: announces };
    expect(judge([{ ...established, opens, sides, last: at(60) }], { state: 'established' })).toEqual({
      findings: [],
      explained: [],
    });
  });

  test('a router without capabilities is one error, whatever follows', () => {
    const refused = connection({
      opens: {
        local: open({ capabilities: [IPV4_UNICAST, fourOctetAs(64512)] }),
        remote: peerOpen({ capabilities: [] }),
      },
      sides: { local: spoke, remote: spoke },
      notifications: [notification('remote', 2, 4), notification('local', 5, 1)],
      end: end('remote', 0.8),
    });
    expect(judge([refused, { ...refused, openedAt: at(2), end: end('remote', 2.8) }])).toEqual({
      findings: ['error bgp/mp-bgp-unsupported'],
      explained: ['bgp/fsm-error', 'bgp/four-octet-as-unsupported'],
    });
  });

  test('4/0 in OpenSent belongs to the OPEN that never came', () => {
    const waiting = connection({
      opens: { local: open(), remote: null },
      sides: { local: spoke, remote: side() },
      notifications: [notification('local', 4, 0, { at: at(6) })],
      end: end('local', 6),
    });
    expect(judge([waiting])).toEqual({ findings: ['error bgp/no-open'], explained: ['bgp/hold-timer-expired'] });
  });

  const shutDown: BgpConnection = {
    ...established,
    notifications: [notification('remote', 6, 2, { at: at(5) })],
    end: end('remote', 5),
    last: at(5),
  };
  test('what hung while the session was up sends no OPEN afterwards: the hold timer says it', () => {
    const hung: BgpConnection = {
      ...established,
      opens: { local: open({ holdTime: 9 }), remote: peerOpen() },
      sides: { local: side(), remote: side({ firstMessage: at(1), lastMessage: at(10) }) },
      notifications: [notification('local', 4, 0, { at: at(19.4) })],
      end: end('local', 19.5),
      last: at(19.5),
    };
    const again = connection({ number: 2, first: at(21), openedAt: at(21), sides: { local: spoke, remote: side() } });
    expect(judge([hung, again])).toEqual({ findings: ['error bgp/hold-timer-expired'], explained: ['bgp/no-open'] });
  });

  test('a shut-down neighbour refuses to be called: a warning where the session was closed on purpose', () => {
    const connections = [shutDown, attempt('local', 8, {}, refusing(8))];
    expect(judge(connections, { state: 'closed' })).toEqual({
      findings: ['warning bgp/cease-admin-shutdown'],
      explained: ['bgp/tcp-refused'],
    });
    expect(judge(connections, { state: 'failed' }).findings).toEqual(['error bgp/cease-admin-shutdown']);
  });

  const flaps = [1, 2, 3].map((number) => lostAgain(number));
  test('flaps are explained by how the sessions end', () => {
    expect(judge(flaps)).toEqual({ findings: ['error bgp/session-aborted'], explained: ['bgp/session-flapping'] });
  });

  test('flaps of a session that comes back each time are the finding', () => {
    expect(judge([...flaps, lostAgain(4, { end: null })], { state: 'recovered' }).findings).toEqual([
      'error bgp/session-flapping',
    ]);
  });

  test('on a session that recovered all else is worth knowing, also what explains the flaps', () => {
    const reset = { notifications: [notification('remote', 6, 4, { at: at(35) })] };
    const connections = [lostAgain(1), lostAgain(2), lostAgain(3, reset), lostAgain(4, { end: null })];
    expect(judge(connections, { state: 'recovered' })).toEqual({
      findings: ['info bgp/cease-admin-reset'],
      explained: ['bgp/session-aborted', 'bgp/session-flapping'],
    });
  });

  test('that a side which only dials refuses to be dialled explains nothing', () => {
    const connections = [lostAgain(1), attempt('local', 17, {}, refusing(17)), lostAgain(2, { end: null })];
    expect(judge(connections, { state: 'recovered' })).toEqual({
      findings: expect.arrayContaining(['info bgp/session-aborted', 'info bgp/tcp-refused']),
      explained: [],
    });
  });

  test('what shows on the connection that is up is no fault that the session recovered from', () => {
    const closedWindow = { since: at(30), until: at(70), seconds: 40, lasts: true };
    const sides = { local: side({ closedWindow }), remote: side() };
    const refused = attempt('local', 1, { count: 1 }, refusing(1));
    const up = lostAgain(2, { end: null, sides });
    expect(judge([refused, up], { state: 'recovered' }).findings).toContain('warning bgp/zero-window');
    const before = lostAgain(1, { sides });
    expect(judge([before, lostAgain(8, { end: null })], { state: 'recovered' }).findings).not.toContain(
      'warning bgp/zero-window',
    );
  });

  test('a key on one side only explains silence and refusal', () => {
    const connections = [attempt('local', 1, { auth: 'md5', count: 3 }), attempt('remote', 2, {}, refusing(2))];
    expect(judge(connections)).toEqual({
      findings: ['error bgp/tcp-auth-mismatch'],
      explained: ['bgp/tcp-refused', 'bgp/tcp-no-answer'],
    });
  });

  test('refused here and unanswered there are two', () => {
    expect(judge([attempt('local', 1, {}, refusing(1)), attempt('remote', 2, { count: 3 })]).findings).toEqual([
      'error bgp/tcp-no-answer',
      'error bgp/tcp-refused',
    ]);
  });

  test('the evidence of what is explained goes to the cause', () => {
    const { findings } = runChecks({
      sessions: [session([shutDown, attempt('local', 8, {}, refusing(8))], { state: 'closed' })],
    });
    expect(findings).toMatchObject([
      { blame: REMOTE, evidence: [{ frame: 50 }, { frame: 80 }, { frame: 80, text: 'RST' }] },
    ]);
  });
});
