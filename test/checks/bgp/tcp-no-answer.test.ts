import { describe, expect, test } from 'vitest';
import { tcpNoAnswer } from '../../../src/checks/bgp/tcp-no-answer.ts';
import type { BgpConnection, BgpSession, IcmpError } from '../../../src/model/bgp-session.ts';
import {
  at,
  attempt,
  clock,
  connection,
  end,
  findingsOf,
  LOCAL,
  refusing,
  REMOTE,
  side,
  silent,
  syn,
  transmission,
} from './session.ts';

const find = (connections: readonly BgpConnection[], change: Partial<BgpSession> = {}) =>
  findingsOf(tcpNoAnswer, connections, change);
const icmp = (kind: IcmpError['kind'], quotes: IcmpError['quotes']): IcmpError => ({
  kind,
  name: 'x',
  type: 3,
  code: 1,
  sender: REMOTE,
  quotes,
  mtu: null,
  at: at(2),
  count: 1,
});

describe('bgp/tcp-no-answer', () => {
  test('a SYN that is repeated, and nothing comes back', () => {
    expect(find([attempt('local', 1, { count: 3, last: at(4) })])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `3 SYNs of ${LOCAL} to ${REMOTE} (TTL 64) in 3 s get no answer.`,
        evidence: [{ frame: 10 }, { frame: 40 }],
      },
    ]);
  });

  test('counts SYNs from new source ports', () => {
    expect(
      find([attempt('local', 1), attempt('local', 2), attempt('local', 3)], { captureEnd: clock(3) }),
    ).toHaveLength(1);
  });

  test('one SYN is enough after 3 s of capture, not before', () => {
    expect(find([attempt('local', 1)], { captureEnd: clock(4) })).toHaveLength(1);
    expect(find([attempt('local', 1)], { captureEnd: clock(3.9) })).toEqual([]);
  });

  test('a few SYNs in a row get lost where half of all segments do; more of them are another fault', () => {
    const lossy = connection({
      sides: { local: side({ transmission: transmission({ segments: 6, repeated: 5 }) }), remote: side() },
      end: end('local', 9),
    });
    const [few, many] = [4, 9].map((count) => find([lossy, attempt('local', 10, { count, last: at(14) })]));
    expect(few).toEqual([]);
    expect(many).toHaveLength(1);
  });

  test('names key and TTL where they may be the cause', () => {
    const [signed] = find([attempt('local', 1, { auth: 'md5', ttl: 1 })]);
    expect(signed?.cause).toContain('RFC 2385');
    expect(signed?.cause).toContain('RFC 5082');
    const [plain] = find([attempt('local', 1)]);
    expect(plain?.cause).not.toContain('RFC 5082');
    expect(plain?.cause).toContain(`it has a TCP key for ${LOCAL} and drops what is not signed`);
  });

  test('names no key that both are known to have', () => {
    const known = { auth: 'md5', signature: 'fits' } as const;
    const [finding] = find([attempt('local', 1, known), attempt('remote', 2, known)]);
    expect(finding?.cause).not.toContain('RFC 2385');
  });

  test('is one finding though neither side is answered', () => {
    const findings = find([attempt('local', 1), attempt('remote', 2)]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.title).toContain(`of ${REMOTE} to ${LOCAL}`);
  });

  test('a SYN-ACK that is never acknowledged has words of its own', () => {
    const back = side({ packets: 3, syn: syn({ at: at(1.1, 'SYN-ACK'), count: 3 }) });
    const [finding] = find([attempt('local', 1, { count: 3 }, back)]);
    expect(finding?.title).toContain('SYN-ACKs');
    expect(finding?.cause).toContain('way back');
  });

  test('what is only repeated on the old connection does not help', () => {
    const stuck = side({ lastPacket: at(30), lastAcknowledgement: at(5) });
    const old = connection({ establishedAt: at(1), last: at(30), sides: { local: stuck, remote: stuck } });
    expect(find([old, attempt('local', 12, { count: 3 })])).toHaveLength(1);
  });

  test('after a session that is lost', () => {
    const lost = connection({ establishedAt: at(1), last: at(10), end: { kind: 'RST', from: 'local', at: at(10) } });
    expect(find([lost, attempt('local', 12), attempt('local', 20)])).toHaveLength(1);
  });

  const busy = side({ lastAcknowledgement: at(30) });
  test.each<[string, readonly BgpConnection[], Partial<BgpSession>]>([
    [
      'who dials resets what was answered: a port scan',
      [1, 2, 3, 4].map((seconds) => ({
        ...attempt('local', seconds, {}, side({ packets: 1, syn: syn({ at: at(seconds, 'SYN-ACK') }) })),
        end: { kind: 'RST', from: 'local', at: at(seconds) },
      })),
      {},
    ],
    ['the SYN is refused', [attempt('local', 1, { count: 3 }, refusing(1))], {}],
    ['ICMP says why', [attempt('local', 1)], { icmp: [icmp('unreachable', 'local')] }],
    ['the TTL ran out', [attempt('local', 1)], { icmp: [icmp('time-exceeded', 'local')] }],
    ['TCP opens', [connection()], {}],
    ['the session is up', [attempt('local', 50, { count: 3 })], { state: 'established' }],
    [
      'a connection of the other direction works meanwhile',
      [attempt('local', 1, { count: 5 }), connection({ openedBy: 'remote', sides: { local: busy, remote: busy } })],
      {},
    ],
    ['a later attempt is refused', [attempt('local', 1, { count: 3 }), attempt('local', 9, {}, refusing(9))], {}],
    ['the answers are not in the capture', [attempt('local', 1, { count: 3 }, { ...silent, unseen: true })], {}],
  ])('passes where %s', (_, connections, change) => {
    expect(find(connections, change)).toEqual([]);
  });

  test.each<IcmpError['kind']>(['too-big', 'other'])('ICMP %s answers no SYN', (kind) => {
    expect(find([attempt('local', 1)], { icmp: [icmp(kind, 'local')] })).toHaveLength(1);
  });

  test('ICMP about the packets of the other side does not count', () => {
    expect(find([attempt('local', 1)], { icmp: [icmp('unreachable', 'remote')] })).toHaveLength(1);
  });
});
