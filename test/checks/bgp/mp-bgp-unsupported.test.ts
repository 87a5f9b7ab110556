import { describe, expect, test } from 'vitest';
import { mpBgpUnsupported } from '../../../src/checks/bgp/mp-bgp-unsupported.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import type { Platform } from '../../../src/model/evidence.ts';
import type { Side } from '../../../src/model/moment.ts';
import { connection, established, LOCAL, notification, open, peerOpen, REMOTE, session } from './session.ts';

/** The router refuses the OPEN of the cluster's speaker: the report that this check was written for. */
const refused: BgpConnection = connection({
  opens: { local: open(), remote: null },
  notifications: [notification('remote', 2, 4)],
});
const evaluate = (...connections: BgpConnection[]) => mpBgpUnsupported.evaluate({ sessions: [session(connections)] });

describe('bgp/mp-bgp-unsupported', () => {
  test.each<Side>(['local', 'remote'])('fails once on 2/4, whichever side opens: %s', (openedBy) => {
    const { check, findings } = evaluate({ ...refused, openedBy }, { ...refused, openedBy });
    expect(check).toEqual({ id: 'bgp/mp-bgp-unsupported', outcome: 'failed' });
    expect(findings).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'session', id: `${LOCAL}-${REMOTE}` },
        blame: REMOTE,
        evidence: [
          { source: 'bgp.pcap', frame: 4 },
          { source: 'bgp.pcap', frame: 6 },
        ],
      },
    ]);
    expect(findings[0]?.title).toBe(
      `${REMOTE} answers the OPEN of ${LOCAL} (AS 64512) with NOTIFICATION 2/4 (Unsupported Optional Parameter) (2 times).`,
    );
  });

  test('blames the sender when that is the local side', () => {
    expect(
      evaluate(connection({ opens: { local: null, remote: open() }, notifications: [notification('local', 2, 4)] }))
        .findings,
    ).toMatchObject([{ blame: LOCAL }]);
  });

  test('judges the OPEN that was refused, though the accepting side has sent its own already', () => {
    expect(
      evaluate({ ...refused, opens: { local: open(), remote: peerOpen({ capabilities: [] }) } }).findings,
    ).toHaveLength(1);
  });

  test.each([
    ['the refused OPEN offers no MP-BGP', { opens: { local: open({ capabilities: [] }), remote: null } }],
    ['only the sender of 2/4 offers MP-BGP', { opens: { local: open({ capabilities: [] }), remote: peerOpen() } }],
    ['the refused OPEN is not in the capture', { opens: { local: null, remote: null } }],
    ['the peer misses a capability', { notifications: [notification('remote', 2, 7)] }],
    ['nothing is refused', { notifications: [] }],
  ])('passes when %s', (_, change) => {
    expect(evaluate({ ...refused, ...change })).toMatchObject({ check: { outcome: 'passed' }, findings: [] });
  });

  test('is only worth knowing once a later connection came up, even if that was closed since', () => {
    expect(evaluate(refused, established).findings).toMatchObject([{ severity: 'info' }]);
    expect(evaluate(established, refused).findings).toMatchObject([{ severity: 'error' }]);
  });

  test('says what a session without capabilities lacks', () => {
    const bare = {
      ...established,
      opens: { local: open({ capabilities: [] }), remote: peerOpen({ capabilities: [] }) },
    };
    expect(evaluate(refused, bare).findings[0]?.title).toContain('IPv4 unicast only');
  });

  test.each<[Platform, string]>([
    ['frr', `FRR: neighbor ${REMOTE} dont-capability-negotiate`],
    ['bird', 'BIRD: capabilities off;'],
    ['cilium', 'put a router that has MP-BGP'],
  ])('second step for %s: %s', (platform, text) => {
    const platforms = new Map([[LOCAL, platform]]);
    const { findings } = mpBgpUnsupported.evaluate({ sessions: [session([refused])], platforms });
    expect(findings[0]?.remedy[1]).toContain(text);
  });

  test('is skipped, not passed, without sessions', () => {
    expect(mpBgpUnsupported.evaluate({}).check).toEqual({
      id: 'bgp/mp-bgp-unsupported',
      outcome: 'skipped',
      missing: ['sessions'],
    });
  });
});
