import { describe, expect, test } from 'vitest';
import { metallbSession } from '../../../src/checks/status/peer-not-established.ts';
import { judge } from '../peer-checks.ts';

const log = (fields: object): string =>
  JSON.stringify({ caller: 'bgp.go:1', localASN: 65_358, peer: '10.10.10.250:179', peerASN: 65_330, ...fields });
const refused = log({
  error: 'got BGP notification code 0x0202 (Bad peer AS)',
  event: 'peerNotification',
  msg: 'peer sent notification, closing session',
});
const up = log({ event: 'sessionUp', msg: 'BGP session established' });
const down = log({ event: 'sessionDown', msg: 'BGP session down' });

describe('metallb/session-down', () => {
  test.each([
    ['a metric', 'metallb_bgp_session_up{peer="10.10.10.250:179"} 0'],
    ['FRR-K8s', 'frrk8s_bgp_session_up{peer="10.10.10.250",vrf="red"} 0'],
    ['its log', [refused, up, down].join('\n')],
    ['a resource', '{"kind":"BGPSessionState","status":{"bgpStatus":"Active","node":"w1","peer":"10.10.10.250"}}'],
  ])('holds by %s', (_, text) => {
    expect(judge(metallbSession, text)).toMatchObject([
      { severity: 'error', title: expect.stringContaining('10.10.10.250') },
    ]);
  });

  test('the log says why', () => {
    expect(judge(metallbSession, [refused, up, down].join('\n'))).toMatchObject([
      { cause: expect.stringContaining('NOTIFICATION 2/2'), evidence: [{ line: 3 }] },
    ]);
  });

  test.each([
    ['a session that is up', 'metallb_bgp_session_up{peer="10.10.10.250:179"} 1'],
    ['a log whose last word is up', [refused, down, up].join('\n')],
    ['another metric', 'metallb_bgp_updates_total{peer="10.10.10.250:179"} 0'],
    ['a log of something else', '{"level":"info","msg":"starting","peer":"10.10.10.250:179"}'],
  ])('a near miss: %s', (_, text) => {
    expect(judge(metallbSession, text)).toEqual([]);
  });
});
