/**
 * What daemons printed of one star, made for this: FRR (10.7.0.1, AS 65000) in the middle, GoBGP 10.7.1.2, BIRD 10.7.2.2 with the wrong
 * AS, nobody at 10.7.3.2, OpenBGPD 10.7.4.2, ExaBGP 10.7.5.2, BIRD 10.7.6.2 (IPv6 too), 10.7.9.9 without a route, 10.7.9.8 shut down.
 */
import { describe, expect, test } from 'vitest';
import { fixture, peersOf, rows } from './read.ts';

const UP = 'Established';
const SUMMARY = [
  `10.7.1.2 65001 ${UP} 0/6`,
  '10.7.2.2 65002 Active -/0',
  '10.7.3.2 65003 Active -/0',
  `10.7.4.2 65004 ${UP} 1/6`,
  `10.7.5.2 65005 ${UP} 1/6`,
  `10.7.6.2 65006 ${UP} 2/6`,
  '10.7.9.8 65009 Idle -/0',
  '10.7.9.9 65009 Active -/0',
];
const SUMMARY_6 = `fd00:7:6::2 65006 ${UP} 1/2`;
const JSON_SUMMARY = [...SUMMARY, SUMMARY_6].map((row) => row.replace('-/0', '0/0'));

describe('FRR 8.4', () => {
  test.each([
    ['frr-ip-summary.txt', SUMMARY],
    ['frr-summary.txt', [...SUMMARY, SUMMARY_6]],
    ['frr-summary-wide.txt', [...SUMMARY, SUMMARY_6]],
    ['frr-summary-json.txt', JSON_SUMMARY],
    ['frr-vrf-all-summary-json.txt', JSON_SUMMARY],
    [
      'frr-summary-failed.txt',
      ['10.7.2.2 - down -/-', '10.7.3.2 - down -/-', '10.7.9.8 - down -/-', '10.7.9.9 - down -/-'],
    ],
    ['frr-neighbors-json.txt', [...SUMMARY, SUMMARY_6].map((row) => row.replace('-/0', '0/-'))],
    [
      'frr-neighbors.txt',
      [...SUMMARY, SUMMARY_6].map((row) => row.replace(/(?:-\/0|(\d)\/\d)$/, (_, count) => `${count ?? 0}/-`)),
    ],
  ])('%s', (name, expected) => {
    expect(rows(fixture(name))).toEqual(expected);
  });

  test.each(['frr-summary.txt', 'frr-summary-json.txt', 'frr-neighbors.txt', 'frr-neighbors-json.txt'])(
    '%s says whose it is',
    (name) => {
      for (const { speaker } of peersOf(fixture(name))) {
        expect(speaker).toMatchObject({ daemon: 'frr', as: 65_000, bgpId: '10.7.0.1' });
      }
    },
  );

  test.each(['frr-summary-failed.txt', 'frr-neighbors.txt', 'frr-neighbors-json.txt'])('%s says why', (name) => {
    const codes = new Map(peersOf(fixture(name)).map(({ peer, reason }) => [peer.address, reason]));
    expect(codes.get('10.7.2.2')).toMatchObject({ kind: 'notification-sent', code: '2/2' });
    expect(codes.get('10.7.3.2')).toMatchObject({ kind: 'network', code: 'no-answer' });
    expect(codes.get('10.7.9.9')).toMatchObject({ kind: 'local', code: 'no-route' });
  });

  test('a neighbour that is shut down is so on purpose', () => {
    for (const name of ['frr-summary.txt', 'frr-summary-json.txt', 'frr-neighbors.txt', 'frr-neighbors-json.txt']) {
      expect(peersOf(fixture(name)).find(({ peer }) => peer.address === '10.7.9.8')?.reason?.kind, name).toBe('admin');
    }
  });

  test('addresses of both ends', () => {
    for (const name of ['frr-neighbors.txt', 'frr-neighbors-json.txt']) {
      const peers = peersOf(fixture(name));
      expect(peers[0]).toMatchObject({
        speaker: { address: '10.7.1.1' },
        peer: { address: '10.7.1.2', bgpId: '10.7.1.2' },
      });
      expect(peers[0]?.since?.seconds).toBe(22);
    }
  });

  test('the line of each neighbour', () => {
    expect(peersOf(fixture('frr-summary.txt')).map(({ line }) => line)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 27]);
    const json = fixture('frr-summary-json.txt');
    for (const { peer, line } of peersOf(json)) expect(json.split('\n')[line - 1]).toContain(`"${peer.address}"`);
  });
});

describe('BIRD 2.0', () => {
  const FAULTS = [
    '10.7.2.1 65000 Idle -/-',
    '10.7.2.50 65666 Active -/-',
    '10.7.2.51 65666 Connect -/-',
    '10.7.2.52 65666 Idle -/-',
  ];

  test.each([
    ['bird2-protocols.txt', FAULTS.map((row) => row.replace(/ \d{5} /, ' - '))],
    ['bird2-protocols-all.txt', FAULTS],
    ['bird2-protocols-all-v.txt', FAULTS],
    ['bird6-protocols-all.txt', [`10.7.6.1 65000 ${UP} 4/2`, `fd00:7:6::1 65000 ${UP} 1/1`]],
  ])('%s', (name, expected) => {
    expect(rows(fixture(name))).toEqual(expected);
  });

  test('the last error of each', () => {
    expect(peersOf(fixture('bird2-protocols.txt')).map(({ reason }) => [reason?.kind, reason?.code])).toEqual([
      ['notification-received', '2/2'],
      ['other', 'passive'],
      ['network', 'unreachable'],
      ['admin', 'shut'],
    ]);
  });

  test('both ends of an established one', () => {
    expect(peersOf(fixture('bird6-protocols-all.txt'))[1]).toMatchObject({
      speaker: { address: 'fd00:7:6::2', as: 65_006 },
      peer: { address: 'fd00:7:6::1', name: 'uplink6', bgpId: '10.7.0.1' },
      prefixes: [{ family: 'ipv6-unicast', accepted: 1, advertised: 1 }],
    });
  });
});

describe('GoBGP 3', () => {
  test.each([
    ['gobgp-neighbor.txt', [`10.7.1.1 65000 ${UP} 6/-`, '10.7.1.77 65077 Active 0/-', '10.7.1.78 65078 Idle 0/-']],
    ['gobgp-neighbor-j.txt', [`10.7.1.1 65000 ${UP} 6/0`, '10.7.1.77 65077 Active -/-', '10.7.1.78 65078 Idle -/-']],
    ['gobgp-neighbor-one-j.txt', [`10.7.1.1 65000 ${UP} 6/0`]],
    ['gobgp-neighbor-detail.txt', [`10.7.1.1 65000 ${UP} 6/0`]],
    ['gobgp-neighbor-down.txt', ['10.7.1.77 65077 Active 0/0']],
  ])('%s', (name, expected) => {
    expect(rows(fixture(name))).toEqual(expected);
    expect(peersOf(fixture(name)).every(({ speaker }) => speaker.daemon === 'gobgp')).toBe(true);
  });

  test('in the pod of kube-router it is kube-router', () => {
    const text = `$ kubectl exec -n kube-system kube-router-x7k2p -- gobgp neighbor\n${fixture('gobgp-neighbor.txt')}`;
    expect(peersOf(text).every(({ speaker }) => speaker.daemon === 'kube-router')).toBe(true);
  });
});

describe('OpenBGPD 7', () => {
  const TABLE = ['10.7.4.9 65099 Active -/-', '10.7.4.10 65099 Idle -/-'];
  const DETAIL = [`10.7.4.1 65000 ${UP} 6/1`, '10.7.4.9 65099 Active 0/0', '10.7.4.10 65099 Idle 0/0'];

  test.each([
    ['bgpctl-show.txt', [`rack switch 1 65000 ${UP} 6/-`, ...TABLE]],
    ['bgpctl-show-j.txt', [`10.7.4.1 65000 ${UP} -/-`, ...TABLE]],
    ['bgpctl-neighbor.txt', DETAIL],
    ['bgpctl-neighbor-j.txt', DETAIL],
  ])('%s', (name, expected) => {
    expect(rows(fixture(name))).toEqual(expected);
    expect(peersOf(fixture(name)).every(({ speaker }) => speaker.daemon === 'openbgpd')).toBe(true);
  });
});

test('ExaBGP 4', () => {
  expect(rows(fixture('exa-summary.txt'))).toEqual([`10.7.5.1 65000 ${UP} -/-`]);
  expect(rows(fixture('exa-extensive.txt'))).toEqual([`10.7.5.1 65000 ${UP} -/-`, '10.7.5.9 65009 Idle -/-']);
});
