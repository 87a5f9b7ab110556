import { describe, expect, test } from 'vitest';
import { duplicateSpeaker } from '../../../src/checks/bgp/duplicate-speaker.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { OpenSeen } from '../../../src/model/messages-seen.ts';
import type { SessionState } from '../../../src/model/session.ts';
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
} from './session.ts';

const first: BgpConnection = { ...established, last: at(60) };
const second = (
  seconds: number,
  change: Partial<BgpConnection> = {},
  sent: Partial<OpenSeen> = { bgpId: '10.0.0.99' },
) =>
  connection({
    number: 2,
    first: at(seconds),
    openedAt: at(seconds),
    last: at(seconds + 1),
    end: end('remote', seconds + 1),
    opens: { local: open(sent), remote: peerOpen() },
    notifications: [notification('remote', 6, 7)],
    ...change,
  });

describe('bgp/duplicate-speaker', () => {
  test.each<[string, Partial<BgpConnection>]>([
    ['6/7', {}],
    ['6/5', { notifications: [notification('remote', 6, 5)] }],
    ['a silent FIN', { notifications: [] }],
    ['a FIN before its own OPEN', { notifications: [], opens: { local: open({ bgpId: '10.0.0.99' }), remote: null } }],
  ])('the peer ends the second one again and again, by %s', (_, change) => {
    expect(findingsOf(duplicateSpeaker, [first, second(10, change), second(20, change)])).toMatchObject([
      { severity: 'error', blame: LOCAL, title: expect.stringContaining(`${REMOTE} ends 2 connections`) },
    ]);
  });

  test('what is up is so after its last packet too', () => {
    const quiet: BgpConnection = { ...established, last: at(15) };
    const found = (state: SessionState) => findingsOf(duplicateSpeaker, [quiet, second(10), second(20)], { state });
    expect(found('established')).toHaveLength(1);
    expect(found('failed')).toEqual([]);
  });

  test('capabilities or the AS may tell them apart', () => {
    const fewer = { capabilities: [{ code: 2, name: 'route-refresh' }] };
    expect(findingsOf(duplicateSpeaker, [first, second(10, {}, fewer), second(20, {}, fewer)])).toHaveLength(1);
    expect(
      findingsOf(duplicateSpeaker, [first, second(10, {}, { as: 65000 }), second(20, {}, { as: 65000 })]),
    ).toHaveLength(1);
  });

  test.each<[string, readonly BgpConnection[]]>([
    ['it happens once', [first, second(10)]],
    ['the OPENs are alike: an ordinary collision', [first, second(10, {}, {}), second(20, {}, {})]],
    [
      'one and the same tries again without capabilities',
      [first, second(10, {}, { capabilities: [] }), second(20, {}, { capabilities: [] })],
    ],
    [
      'they come one after the other: a changed configuration',
      [{ ...established, last: at(5) }, second(10), second(20)],
    ],
    [
      'the peer accepts both',
      [first, second(10, { notifications: [], end: null }), second(20, { notifications: [], end: null })],
    ],
  ])('passes where %s', (_, connections) => {
    expect(findingsOf(duplicateSpeaker, connections)).toEqual([]);
  });
});
