import { describe, expect, test } from 'vitest';
import { notificationChecks } from '../../../src/checks/bgp/notifications.ts';
import type { BgpConnection, BgpSession } from '../../../src/model/bgp-session.ts';
import type { NotificationSeen } from '../../../src/model/messages-seen.ts';
import type { Side } from '../../../src/model/moment.ts';
import { at, connection, established, LOCAL, notification, open, REMOTE, session } from './session.ts';

const evaluate = (...sessions: BgpSession[]) =>
  notificationChecks.flatMap((check) => check.evaluate({ sessions }).findings);
const sent = (...notifications: NotificationSeen[]) => session([connection({ notifications })]);

const unspecific = (seconds: number, change: Partial<BgpConnection> = {}): BgpConnection =>
  connection({ number: 2, notifications: [notification('local', 6, 0, { at: at(seconds) })], ...change });

describe('findings that are a NOTIFICATION code and words', () => {
  test('no id and no code stands twice', () => {
    expect(new Set(notificationChecks.map(({ id }) => id)).size).toBe(notificationChecks.length);
    expect(new Set(notificationChecks.map(({ docs }) => docs.what)).size).toBe(notificationChecks.length);
  });

  test.each([
    [2, 1, { id: 'bgp/version-mismatch', severity: 'error', blame: null }],
    [2, 5, { id: 'bgp/authentication-failure', severity: 'error', blame: null }],
    [2, 8, { id: 'bgp/open-rejected', severity: 'error', blame: null }],
    [2, 0, { id: 'bgp/open-rejected', severity: 'error', blame: null }],
    [2, 11, { id: 'bgp/role-mismatch', severity: 'error', blame: null }],
    [5, 1, { id: 'bgp/fsm-error', severity: 'error', blame: null }],
    [6, 0, { id: 'bgp/cease-other', severity: 'warning', blame: null }],
    [6, 2, { id: 'bgp/cease-admin-shutdown', severity: 'warning', blame: REMOTE }],
    [6, 3, { id: 'bgp/cease-peer-deconfigured', severity: 'error', blame: REMOTE }],
    [6, 4, { id: 'bgp/cease-admin-reset', severity: 'warning', blame: REMOTE }],
    [6, 5, { id: 'bgp/cease-connection-rejected', severity: 'error', blame: REMOTE }],
    [6, 6, { id: 'bgp/cease-config-change', severity: 'warning', blame: REMOTE }],
    [6, 8, { id: 'bgp/cease-out-of-resources', severity: 'error', blame: null }],
    [6, 10, { id: 'bgp/cease-bfd-down', severity: 'error', blame: null }],
    [6, 99, { id: 'bgp/cease-other', severity: 'warning', blame: null }],
    [7, 1, { id: 'bgp/route-refresh-error', severity: 'error', blame: null }],
  ])('%i/%i is one finding', (code, subcode, finding) => {
    expect(evaluate(sent(notification('remote', code, subcode)))).toMatchObject([finding]);
  });

  test.each<[Side, string]>([
    ['local', LOCAL],
    ['remote', REMOTE],
  ])('%s is named as the sender', (side, address) => {
    expect(evaluate(sent(notification(side, 6, 2)))).toMatchObject([{ blame: address }]);
  });

  test('quotes the shutdown text, and counts', () => {
    const [finding] = evaluate(
      sent(notification('remote', 6, 2), notification('remote', 6, 2, { shutdownText: 'back at 9' })),
    );
    expect(finding?.title).toBe(
      `${REMOTE} sends ${LOCAL} NOTIFICATION 6/2 (Cease / Administrative Shutdown) 2 times: “back at 9”`,
    );
  });

  test.each([
    [2, 11, {}, 'role Provider', 'no role', 'OPEN Message Error / Role Mismatch'],
    [2, 1, { version: 3 }, 'BGP version 4', 'BGP version 3', 'OPEN Message Error / Unsupported Version Number'],
  ])('%i/%i names what each OPEN says of it', (code, subcode, change, own, refused, name) => {
    const role = { code: 9, name: 'role', role: 0, roleName: 'Provider' };
    const opens = { local: open(change), remote: open({ capabilities: [role] }) };
    const [finding] = evaluate(
      session([connection({ opens, notifications: [notification('remote', code, subcode)] })]),
    );
    expect(finding?.title).toBe(
      `${REMOTE} (${own}) sends ${LOCAL} (${refused}) NOTIFICATION ${code}/${subcode} (${name}).`,
    );
    expect(finding?.evidence).toHaveLength(3);
  });

  test('looks through a Hard Reset', () => {
    const wrapped = { code: 6, subcode: 2, name: '', shutdownText: 'bye' };
    expect(evaluate(sent(notification('remote', 6, 9, { detail: { wrapped } })))).toMatchObject([
      {
        id: 'bgp/cease-admin-shutdown',
        title: `${REMOTE} sends ${LOCAL} NOTIFICATION 6/9 (Cease / Hard Reset) that wraps 6/2 (Cease / Administrative Shutdown): “bye”`,
      },
    ]);
  });

  test('is only worth knowing once the session has recovered', () => {
    expect(evaluate({ ...sent(notification('remote', 6, 8)), state: 'recovered' })).toMatchObject([
      { severity: 'info' },
    ]);
  });

  test('is only worth knowing while another connection of the pair is up', () => {
    const second = connection({ notifications: [notification('remote', 6, 5, { at: at(5) })] });
    const up = { ...established, last: at(50) };
    expect(evaluate(session([up, second], { state: 'established' }))).toMatchObject([{ severity: 'info' }]);
    expect(evaluate(session([{ ...up, last: at(4) }, second]))).toMatchObject([{ severity: 'error' }]);
  });

  test('5/0 before anyone spoke is no fault of a session whose OPENs went out later', () => {
    const stumble = connection({ notifications: [notification('local', 5, 0)] });
    const spoken = connection({ number: 2, opens: { local: open(), remote: null } });
    expect(evaluate(session([stumble, spoken]))).toEqual([]);
    expect(evaluate(session([stumble]))).toMatchObject([{ id: 'bgp/fsm-error', severity: 'error' }]);
  });

  test('6/0 right after a refusal says nothing of its own', () => {
    const refused = connection({ notifications: [notification('local', 2, 3, { at: at(5) })] });
    expect(evaluate(session([refused, unspecific(5.01)]))).toEqual([]);
    expect(evaluate(session([refused, unspecific(9)]))).toMatchObject([{ id: 'bgp/cease-other' }]);
    expect(evaluate(session([refused, unspecific(5.01, { establishedAt: at(2) })]))).toMatchObject([
      { id: 'bgp/cease-other' },
    ]);
    expect(evaluate(session([unspecific(5.01)]))).toMatchObject([{ id: 'bgp/cease-other' }]);
  });

  test.each([
    [2, 2],
    [2, 3],
    [2, 4],
    [2, 6],
    [2, 7],
    [3, 1],
    [4, 0],
    [6, 1],
    [6, 7],
    [6, 9],
  ])('leaves %i/%i to others', (code, subcode) => {
    expect(evaluate(sent(notification('remote', code, subcode)))).toEqual([]);
  });
});
