import { describe, expect, test } from 'vitest';
import { tcpAuthMismatch } from '../../../src/checks/bgp/tcp-auth-mismatch.ts';
import type { BgpConnection } from '../../../src/model/evidence.ts';
import { at, attempt, clock, connection, findingsOf, LOCAL, refusing, REMOTE, side, syn } from './session.ts';

const signed = { auth: 'md5', count: 3 } as const;
const find = (...connections: BgpConnection[]) => findingsOf(tcpAuthMismatch, connections);

describe('bgp/tcp-auth-mismatch', () => {
  test('only one side signs', () => {
    expect(find(attempt('local', 1, signed), attempt('remote', 2))).toMatchObject([
      {
        severity: 'error',
        blame: null,
        title: `${LOCAL} signs its SYNs by TCP MD5, ${REMOTE} does not sign; no connection opens.`,
      },
    ]);
  });

  test('both sign, and neither is answered', () => {
    expect(find(attempt('local', 1, signed), attempt('remote', 2, signed))[0]?.cause).toContain('keys differ');
  });

  test('one signs by MD5, the other by AO', () => {
    expect(find(attempt('local', 1, signed), attempt('remote', 2, { auth: 'ao' }))[0]?.title).toContain('TCP-AO');
  });

  test('an unsigned SYN-ACK to a signed SYN is not taken', () => {
    expect(find(attempt('local', 1, signed, side({ packets: 3, syn: syn({ count: 3 }) })))).toHaveLength(1);
  });

  test('the side without a key may be refused: the other does not listen', () => {
    expect(find(attempt('local', 1, signed), attempt('remote', 2, {}, refusing(2)))).toHaveLength(1);
  });

  test.each<[string, BgpConnection[]]>([
    ['only one side dials', [attempt('local', 1, signed)]],
    ['nobody signs', [attempt('local', 1, { count: 3 }), attempt('remote', 2, { count: 3 })]],
    ['a connection opens since', [attempt('local', 1, signed), attempt('remote', 2), connection({ first: at(3) })]],
    [
      'the signed SYN is refused: the key fits',
      [attempt('local', 1, signed, refusing(1)), attempt('remote', 2, signed)],
    ],
    ['signed SYNs are answered', [attempt('local', 1, signed, side({ syn: syn({ auth: 'md5' }) }))]],
  ])('passes where %s', (_, connections) => {
    expect(find(...connections)).toEqual([]);
  });

  describe('with a key from --tcp-md5-key-file', () => {
    const fits = { ...signed, signature: 'fits' } as const;
    const differs = { ...signed, signature: 'differs' } as const;

    test('blames the side whose signatures do not fit', () => {
      expect(find(attempt('local', 1, fits), attempt('remote', 2, differs))).toMatchObject([
        { blame: REMOTE, title: expect.stringContaining(`${REMOTE} with another one`) },
      ]);
    });

    test('blames neither where the key is that of neither', () => {
      expect(find(attempt('local', 1, differs), attempt('remote', 2, differs))).toMatchObject([{ blame: null }]);
    });

    test('acquits the key where both have it', () => {
      expect(find(attempt('local', 1, fits), attempt('remote', 2, fits))).toEqual([]);
    });

    test('tells of the only side that dials', () => {
      expect(find(attempt('local', 1, differs))).toMatchObject([{ blame: LOCAL }]);
      expect(find(attempt('local', 1, fits))).toEqual([]);
    });
  });

  test('waits for more than a packet that got lost', () => {
    const short = [attempt('local', 1, { auth: 'md5' }), attempt('remote', 1.5)];
    expect(findingsOf(tcpAuthMismatch, short, { captureEnd: clock(2) })).toEqual([]);
    expect(findingsOf(tcpAuthMismatch, short, { captureEnd: clock(5) })).toHaveLength(1);
  });
});
