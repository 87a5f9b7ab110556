import { describe, expect, test } from 'vitest';
import { ttlMismatch } from '../../../src/checks/bgp/ttl-mismatch.ts';
import type { BgpConnection, IcmpError, SideSeen } from '../../../src/model/bgp-session.ts';
import { at, attempt, connection, findingsOf, LOCAL, REMOTE, side, syn } from './session.ts';

const exceeded: IcmpError = {
  kind: 'time-exceeded',
  name: 'Time to Live exceeded in Transit',
  type: 11,
  code: 0,
  sender: '192.168.10.254',
  quotes: 'local',
  mtu: null,
  at: at(1.1),
  count: 3,
};
const strict: SideSeen = side({
  syn: syn({ ttl: 255, count: 3 }),
  ttl: { min: 255, max: 255 },
  lastAcknowledgement: at(0.5),
});
const low: SideSeen = side({
  syn: syn({ ttl: 1, count: 3 }),
  ttl: { min: 1, max: 64 },
  firstMessage: at(0.4),
  lastMessage: at(0.9),
  lastPacket: at(9),
});

const ttlOf = (ttl: number): Pick<SideSeen, 'syn' | 'ttl'> => ({ syn: syn({ ttl }), ttl: { min: ttl, max: ttl } });

describe('bgp/ttl-mismatch', () => {
  test('ICMP time exceeded quotes the SYN', () => {
    expect(findingsOf(ttlMismatch, [attempt('local', 1, { ttl: 1 })], { icmp: [exceeded] })).toMatchObject([
      { severity: 'error', blame: LOCAL, title: expect.stringContaining('192.168.10.254 discards packets') },
    ]);
  });

  test('who calls is not to blame where it is the other side that passes its packets on', () => {
    const icmp = [{ ...exceeded, sender: REMOTE }];
    expect(findingsOf(ttlMismatch, [attempt('local', 1, { ttl: 1 })], { icmp })).toMatchObject([
      { severity: 'error', blame: null, title: expect.stringContaining(`${REMOTE} passes packets of ${LOCAL} on`) },
    ]);
  });

  test('a speaker that sends 255 takes nothing of what comes with less', () => {
    const ignored = connection({ openedBy: 'local', sides: { local: low, remote: strict } });
    expect(findingsOf(ttlMismatch, [ignored])).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${REMOTE} sends TTL 255 and takes nothing of what ${LOCAL} sends it with TTL 1.`,
      },
    ]);
  });

  test('nor the SYN-ACK that answers its own SYN', () => {
    const ignored = connection({ openedBy: 'remote', openedAt: null, sides: { local: low, remote: strict } });
    expect(findingsOf(ttlMismatch, [ignored])).toHaveLength(1);
  });

  test('both send 255, and routers lie between: the handshake passes, and nothing after it', () => {
    const far: SideSeen = { ...low, syn: syn({ ttl: 254 }), ttl: { min: 254, max: 254 } };
    const sides = { local: far, remote: strict };
    expect(findingsOf(ttlMismatch, [connection({ sides })])).toMatchObject([
      {
        blame: null,
        title: `${REMOTE} takes nothing of what ${LOCAL} sends it after the handshake: it comes with TTL 254, and both send 255.`,
      },
    ]);
    // What leaves with 255 may get lost anywhere; other systems begin at 255 for no reason.
    expect(
      findingsOf(ttlMismatch, [
        connection({ sides: { local: { ...far, ...ttlOf(255) }, remote: { ...strict, ...ttlOf(254) } } }),
      ]),
    ).toEqual([]);
    expect(
      findingsOf(ttlMismatch, [connection({ sides: { local: far, remote: { ...strict, ...ttlOf(64) } } })]),
    ).toEqual([]);
    // A firewall may drop SYN-ACKs in one direction, not in both.
    const inVain = connection({ openedBy: 'remote', openedAt: null, sides });
    expect(findingsOf(ttlMismatch, [inVain])).toEqual([]);
    const back = connection({ number: 2, openedBy: 'local', openedAt: null, sides });
    expect(findingsOf(ttlMismatch, [inVain, back])).toHaveLength(1);
  });

  test.each<[string, BgpConnection]>([
    ['TTL 1 and silence', attempt('local', 1, { ttl: 1, count: 5 })],
    [
      'what it sends is acknowledged',
      connection({ sides: { local: low, remote: { ...strict, lastAcknowledgement: at(1) } } }),
    ],
    [
      'both send 255',
      connection({
        openedAt: null,
        openedBy: 'remote',
        sides: { local: { ...low, ttl: { min: 255, max: 255 } }, remote: strict },
      }),
    ],
    [
      'only the SYN-ACK has 255, as of every BIRD that listens',
      connection({ sides: { local: low, remote: { ...strict, ttl: { min: 1, max: 255 } } } }),
    ],
    ['255 from the side that does not answer at all', attempt('remote', 1, { ttl: 255, count: 3 })],
  ])('passes where %s', (_, tried) => {
    expect(findingsOf(ttlMismatch, [tried])).toEqual([]);
  });

  test('leaves other ICMP errors to others', () => {
    expect(findingsOf(ttlMismatch, [attempt('local', 1)], { icmp: [{ ...exceeded, kind: 'unreachable' }] })).toEqual(
      [],
    );
  });
});
