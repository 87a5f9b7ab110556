import { describe, expect, test } from 'vitest';
import { mtuBlackHole } from '../../../src/checks/bgp/mtu-black-hole.ts';
import { tcpNoAnswer } from '../../../src/checks/bgp/tcp-no-answer.ts';
import { tcpRefused } from '../../../src/checks/bgp/tcp-refused.ts';
import { tcpUnreachable } from '../../../src/checks/bgp/tcp-unreachable.ts';
import { runChecks } from '../../../src/checks/run.ts';
import { nodePeer } from '../../../src/checks/status/peer-not-established.ts';
import type { BgpSession } from '../../../src/model/bgp-session.ts';
import type { PeerStatus } from '../../../src/model/peer-status.ts';
import type { PathProbe, ProbeSeen, TcpProbe } from '../../../src/model/probe.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { at, attempt, connection, LOCAL, refusing, REMOTE, session, side, transmission } from './session.ts';

const CHECKS = [tcpRefused, tcpNoAnswer, tcpUnreachable, mtuBlackHole, nodePeer];
const REF = { source: 'worker-1: nc', text: 'what it said' };
const tcp = (outcome: TcpProbe['outcome']): TcpProbe => ({ outcome, port: 179, at: REF });
const path = (change: Partial<PathProbe> = {}): PathProbe => ({
  answered: 1500,
  silent: null,
  told: 1500,
  at: REF,
  ...change,
});
const HOLE = path({ answered: 1400, silent: 1401 });
const probed = (change: Partial<ProbeSeen>): ProbeSeen => ({
  node: 'worker-1',
  local: LOCAL,
  peer: REMOTE,
  tcp: null,
  path: null,
  ...change,
});

/** As GoBGP of the node tells it. */
function statusOf(state: number): PeerStatus {
  const text = JSON.stringify([
    {
      conf: { local_asn: 64_512, neighbor_address: REMOTE, peer_asn: 65_001 },
      state: { neighbor_address: REMOTE, peer_asn: 65_001, session_state: state },
      transport: { local_address: LOCAL },
    },
  ]);
  const origin = { node: 'worker-1', command: 'gobgp neighbor -j', speaker: 'gobgp' };
  const [status] = readPaste(text, 'neighbor.json', { origin }).found.flatMap(({ output }) => output.peers ?? []);
  if (status === undefined) throw new Error('no peer in it');
  return { ...status, speaker: { ...status.speaker, label: 'worker-1' } };
}
const ACTIVE = statusOf(3);

const find = (probe: ProbeSeen, sessions: readonly BgpSession[], peers: readonly PeerStatus[] = []) =>
  runChecks({ probes: [probe], sessions, peers }, CHECKS).findings;
const ids = (...given: Parameters<typeof find>): readonly string[] => find(...given).map(({ id }) => id);

describe('a session that no packet tells of', () => {
  test.each([
    ['refused', 'bgp/tcp-refused', REMOTE],
    ['no-answer', 'bgp/tcp-no-answer', null],
    ['unreachable', 'bgp/tcp-unreachable', null],
  ] as const)('is down for what the probe found: %s', (outcome, id, blame) => {
    const subject = { kind: 'session', id: `${LOCAL}-${REMOTE}` };
    expect(find(probed({ tcp: tcp(outcome) }), [], [ACTIVE])).toMatchObject([
      { id, blame, subject, severity: 'error', evidence: expect.arrayContaining([REF]) },
    ]);
  });

  test('that its port takes connections is told with what its speaker says', () => {
    const [finding, ...others] = find(probed({ tcp: tcp('connected') }), [], [ACTIVE]);
    expect(finding).toMatchObject({ id: 'node/peer-not-established', evidence: expect.arrayContaining([REF]) });
    expect(finding?.cause).toContain('was answered on port 179');
    expect(others).toEqual([]);
  });

  test('a reason that its speaker has stands, and the probe beside it', () => {
    const status = {
      ...ACTIVE,
      reason: { text: 'Bad peer AS', kind: 'notification-received', code: '2/2', means: null },
    } as const;
    expect(find(probed({ tcp: tcp('refused') }), [], [status])).toMatchObject([
      { id: 'node/peer-not-established', evidence: expect.arrayContaining([REF]) },
    ]);
  });

  test('that its speaker only listens is no such reason', () => {
    const status = {
      ...ACTIVE,
      reason: { text: 'passive_mode', kind: 'other', code: 'passive', means: null },
    } as const;
    expect(find(probed({ tcp: tcp('refused') }), [], [status])).toMatchObject([{ id: 'bgp/tcp-refused' }]);
  });
});

describe('a session that packets tell of', () => {
  test('the same is one finding, with both as its evidence', () => {
    const refused = session([attempt('local', 1, {}, refusing(1))]);
    const [finding, ...others] = find(probed({ tcp: tcp('refused') }), [refused]);
    expect(finding?.evidence.map(({ source }) => source)).toEqual(['bgp.pcap', 'bgp.pcap', REF.source]);
    expect(others).toEqual([]);
  });

  test('what is answered to the probe alone differs by TTL, key or source', () => {
    const unanswered = session([attempt('local', 1, { count: 3, ttl: 1 })]);
    const [finding, ...others] = find(probed({ tcp: tcp('connected') }), [unanswered]);
    expect(finding).toMatchObject({
      id: 'bgp/tcp-no-answer',
      cause: expect.stringContaining('it had TTL 64 and no key'),
    });
    expect(others).toEqual([]);
  });

  test('what keeps the one direction down needs no second finding about the other, which nobody uses', () => {
    const dialled = session([attempt('remote', 1)]);
    expect(ids(probed({ tcp: tcp('refused') }), [dialled])).toEqual(['bgp/tcp-no-answer']);
  });
});

describe('is no finding', () => {
  const up = connection({ establishedAt: at(1) });
  test.each<[string, ProbeSeen, readonly BgpSession[]]>([
    [
      'of a session that is up',
      probed({ tcp: tcp('refused'), path: path() }),
      [session([up], { state: 'established' })],
    ],
    ['of one whose TCP opens', probed({ tcp: tcp('no-answer') }), [session([connection()])]],
    ['where the way takes what the link takes', probed({ path: path({ answered: 1400, told: 1400 }) }), []],
    ['where nobody answers pings', probed({ path: path({ answered: null, silent: null }) }), []],
    [
      'where TCP got larger segments through',
      probed({ path: HOLE }),
      [session([connection({ sides: { local: side({ transmission: transmission() }), remote: side() } })])],
    ],
  ])('%s', (_, probe, sessions) => {
    expect(ids(probe, sessions)).toEqual([]);
  });
});

test('large pings that are lost without a word are worth knowing, no more', () => {
  expect(find(probed({ path: HOLE }), [])).toMatchObject([
    { id: 'bgp/mtu-black-hole', severity: 'info', title: expect.stringContaining('1400 octets, of 1401 none') },
  ]);
});

test('a check whose part was not tried is skipped, not passed', () => {
  const { checks } = runChecks({ probes: [probed({ path: path() })] }, CHECKS);
  expect(checks.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped', 'skipped', 'passed', 'skipped']);
});
