import { describe, expect, test } from 'vitest';
import { tcpAuthMismatch } from '../../../src/checks/bgp/tcp-auth-mismatch.ts';
import { nodeEvidence } from '../../../src/evidence/node-evidence.ts';
import type { BgpConnection, BgpSession } from '../../../src/model/bgp-session.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { at, attempt, clock, connection, findingsOf, LOCAL, refusing, REMOTE, session, side, syn } from './session.ts';

const signed = { auth: 'md5', count: 3 } as const;
const find = (...connections: BgpConnection[]) => findingsOf(tcpAuthMismatch, connections);

const log = (words: string, from = REMOTE, port = 40_000) => `TCP: ${words} for (${from}, ${port})->(${LOCAL}, 179)`;
const counted = (name: string, from: number, to: number) =>
  `2: eth0    inet ${LOCAL}/24 scope global eth0\nTcpExt${name} ${from} 0.0\nTcpExt${name} ${to} 0.0`;
const statusOf = (state: string) =>
  `BIRD 2.0.12 ready.\nName       Proto      Table      State  Since         Info\ntor BGP --- ${state}\n  Neighbor address: ${REMOTE}\n`;

function judge(connections: readonly BgpConnection[], paste: string, ...others: readonly BgpSession[]) {
  const outputs = readPaste(`# node: worker-1\n${paste}`, 'node.txt').found.map(({ output }) => output);
  const sessions = [...(connections.length > 0 ? [session(connections)] : []), ...others];
  const peers = outputs.flatMap((output) => output.peers ?? []);
  return tcpAuthMismatch.evaluate({ ...nodeEvidence(outputs, []), sessions, peers }).findings;
}

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

  describe("with the kernel's word", () => {
    const unsigned = [attempt('remote', 1, { count: 4 })];
    const withKey = [attempt('remote', 1, { count: 4, auth: 'md5' })];

    test.each<[string, readonly BgpConnection[], string, string]>([
      ['a log: no signature', unsigned, log('MD5 Hash not found'), 'carry no signature (1 line of its log)'],
      ['a counter: no signature', unsigned, counted('TCPMD5NotFound', 3, 9), 'TCPMD5NotFound grew by 6'],
      ['a log: no key', withKey, log('Unexpected MD5 Hash found'), `no key for ${REMOTE}`],
      ['a counter: no key', withKey, counted('TCPMD5Unexpected', 0, 4), `no key for ${REMOTE}`],
      ['a log: another key', withKey, log('MD5 Hash failed'), `not the one that its key for ${REMOTE} makes`],
      ['a counter: another key', withKey, counted('TCPMD5Failure', 0, 4), 'TCPMD5Failure grew by 4'],
    ])('tells why nobody answers, by %s', (_, connections, paste, words) => {
      expect(judge(connections, paste)).toMatchObject([
        {
          severity: 'error',
          blame: null,
          title: expect.stringContaining(words),
          subject: { id: `${LOCAL}-${REMOTE}` },
        },
      ]);
    });

    test('adds to what the packets of both sides tell', () => {
      const [finding] = judge(
        [attempt('local', 1, signed), attempt('remote', 2, { count: 3 })],
        log('MD5 Hash not found'),
      );
      expect(finding?.title).toContain('does not sign; no connection opens');
      expect(finding?.cause).toContain(`it has a TCP MD5 key for ${REMOTE}`);
    });

    test.each<[string, readonly BgpConnection[], string]>([
      ['packets contradict the log', withKey, log('MD5 Hash not found')],
      ['packets contradict the counter', unsigned, counted('TCPMD5Failure', 0, 4)],
      ['the counter stands still', unsigned, counted('TCPMD5NotFound', 9, 9)],
      ['the node was started anew between the readings', unsigned, counted('TCPMD5NotFound', 9, 2)],
      ['it was read once', unsigned, `2: eth0    inet ${LOCAL}/24 scope global eth0\nTcpExtTCPMD5NotFound 9 0.0`],
      [
        'the log is about another peer',
        unsigned,
        log('MD5 Hash not found', '192.168.10.77', 40_000).replace('179', '22'),
      ],
      ['a connection opens since', [...unsigned, connection({ first: at(3) })], log('MD5 Hash not found')],
    ])('passes where %s', (_, connections, paste) => {
      expect(judge(connections, paste)).toEqual([]);
    });

    test('a counter that may be of two sessions accuses neither', () => {
      const other = { ...session(unsigned), id: 'other', remote: { address: '192.168.10.2' } };
      expect(judge(unsigned, counted('TCPMD5NotFound', 0, 4), other)).toEqual([]);
      expect(judge(unsigned, log('MD5 Hash not found'), other)).toHaveLength(1);
    });

    const down = statusOf('start  10:00:00.000  Active');

    test.each([
      ['a log', `${log('MD5 Hash failed')}\n${down}`, 1],
      ['a log that names no key', `${log('Unexpected MD5 Hash found')}\n${down}`, 1],
      ['a counter of segments without signature', `${counted('TCPMD5NotFound', 0, 4)}\n${down}`, 1],
      ['a counter of signed ones, which may be of a stranger', `${counted('TCPMD5Unexpected', 0, 4)}\n${down}`, 0],
      ['a log, though the session is up', `${log('MD5 Hash failed')}\n${statusOf('up 10:00:00.000  Established')}`, 0],
    ])('tells of a status by %s', (_, paste, count) => {
      const found = judge([], paste);
      expect(found).toHaveLength(count);
      if (count > 0) expect(found).toMatchObject([{ title: expect.stringMatching(/^The kernel of worker-1 drops/) }]);
    });

    test('a log alone is a warning: nobody tells how the session is', () => {
      expect(judge([], `${log('MD5 Hash failed')}\n${log('MD5 Hash failed', REMOTE, 40_002)}`)).toMatchObject([
        {
          severity: 'warning',
          subject: { id: `${LOCAL}-${REMOTE}` },
          title: expect.stringContaining('2 lines of its log'),
        },
      ]);
    });
  });

  test('waits for more than a packet that got lost', () => {
    const short = [attempt('local', 1, { auth: 'md5' }), attempt('remote', 1.5)];
    expect(findingsOf(tcpAuthMismatch, short, { captureEnd: clock(2) })).toEqual([]);
    expect(findingsOf(tcpAuthMismatch, short, { captureEnd: clock(5) })).toHaveLength(1);
  });
});
