/** Real outputs of users' clusters, kept beside the project; without them this is skipped. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBirdInfo } from '../../../src/parsers/bird/info.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { peersOf, row } from './read.ts';

const SAMPLES = new URL('../../../../shared/samples/', import.meta.url);
const isThere = existsSync(SAMPLES);
if (!isThere) console.warn('the samples of real outputs are not here: their tests are skipped');

const UP = 'Established -/-';
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'bird16-show-protocols-all.txt': ['172.17.8.102 65530 Established 0/1'],
  'bird16-show-protocols.txt': [`172.17.8.102 - ${UP}`, `172.17.8.103 - ${UP}`, '172.17.8.104 - Idle -/-'],
  'bird16-show-route-status.txt': [],
  'bird2-show-protocols-all-faults.txt': [
    '10.9.2.1 65000 Idle -/-',
    '10.9.2.50 65666 Active -/-',
    '10.9.2.51 65666 Connect -/-',
  ],
  'bird2-show-protocols-faults.txt': ['10.9.2.1 - Idle -/-', '10.9.2.50 - Active -/-', '10.9.2.51 - Connect -/-'],
  'bird2-show-protocols-faults2.txt': [
    '10.8.1.1 - Connect -/-',
    '10.8.2.1 - Idle -/-',
    '10.8.3.1 - Idle -/-',
    `10.8.4.1 - ${UP}`,
  ],
  'calico-bird-logs.txt': ['10.250.10.60 - down -/-', '10.128.122.176 - Idle -/-'],
  'calico-node-status-asymmetric.txt': [
    `172.28.138.128 - ${UP}`,
    '172.20.196.48 - Connect -/-',
    '172.28.138.127 - Active -/-',
    '172.28.138.128 - Active -/-',
  ],
  'calico-node-status-bad-bgp-identifier.txt': ['172.30.30.11 - Idle -/-'],
  'calico-node-status-bad-peer-as.txt': ['10.x.x140 - Idle -/-'],
  'calico-node-status-conn-refused-wrapped.txt': [
    '10.2.147.44 - Active -/-',
    '10.2.149.115 - Active -/-',
    '10.2.167.162 - Active -/-',
    '10.2.172.248 - Active -/-',
  ],
  'calico-node-status-established-v4v6.txt': [`172.17.8.102 - ${UP}`, `fd80:24e2:f998:72d7::2 - ${UP}`],
  'calico-node-status-host-unreachable.txt': ['192.168.1.70 - Active -/-', '172.20.36.20 - Connect -/-'],
  'calico-node-status-no-listening-socket.txt': ['10.5.4.136 - Idle -/-', '10.5.4.135 - Idle -/-'],
  'calico-node-status-passive-v6.txt': [
    '2002:92a:8f7a:701:250:56ff:fe8d:be72 - Active -/-',
    '2002:92a:8f7a:701:250:56ff:fe8d:35f0 - Active -/-',
  ],
  'calico-readiness-errors.txt': ['192.168.10.172 - down -/-', '192.168.10.8 - down -/-'],
  'calico-status-conn-closed-old-format.txt': ['10.0.5.102 - Active -/-'],
  'cilium-bgp-capabilities.txt': ['fd00:10::1 65000 unknown -/-'],
  'cilium-bgp-peers-json-1.13dev.json.txt': ['10.0.0.1 65010 Established 11/1'],
  'cilium-bgp-peers-json-1.14.json.txt': ['172.0.0.1 65000 Established 1/1'],
  'cilium-bgp-peers-summary.txt': [
    '10.0.1.1 65000 Established 3/2',
    '10.0.2.1 65000 Established 3/1',
    '10.0.1.1 65000 Active 0/0',
  ],
  'cilium-cli-bgp-peers-json-pernode.json.txt': ['10.0.0.2 65011 Established 11/1'],
  'cilium-dbg-bgp-peers.txt': ['10.55.20.111 4294967291 Active 0/2', '10.0.2.1 65000 Established 6/2'],
  'frr-show-bgp-neighbors-json-faults2.json.txt': [
    '10.8.1.2 65001 Connect 0/-',
    '10.8.2.2 65002 Active 0/-',
    '10.8.3.2 65003 Active 0/-',
    '10.8.4.2 65004 Established 2/2',
  ],
  'frr-show-bgp-neighbors-json.json.txt': [
    '10.9.1.2 65001 Established 0/0',
    '10.9.1.9 65009 Active 0/-',
    '10.9.2.2 65002 Active 0/-',
  ],
  'frr-show-bgp-neighbors.txt': [
    '10.9.1.2 65001 Established 0/-',
    '10.9.1.9 65009 Active 0/-',
    '10.9.2.2 65002 Active 0/-',
  ],
  'frr-show-bgp-summary-failed-json.json.txt': ['10.9.1.9 - down -/-', '10.9.2.2 - down -/-'],
  'frr-show-bgp-summary-failed.txt': [
    '10.9.1.9 - down -/-',
    '10.9.2.2 - down -/-',
    '10.8.1.2 - down -/-',
    '10.8.3.2 - down -/-',
    '10.8.2.2 - down -/-',
  ],
  'frr-show-bgp-summary-json.json.txt': [
    '10.9.1.2 65001 Established 0/0',
    '10.9.1.9 65009 Active 0/0',
    '10.9.2.2 65002 Active 0/0',
  ],
  'frr-show-bgp-summary.txt': [`10.9.1.2 65001 ${UP}`, '10.9.1.9 65009 Active -/0', '10.9.2.2 65002 Active -/0'],
  'gobgp-neighbor-detail.txt': ['10.9.1.1 65000 Established 0/1'],
  'gobgp-neighbor-j-v2.json.txt': [`fd11:11:a:aaa:e2dc:: 61317 ${UP}`],
  'gobgp-neighbor-j.json.txt': [`10.9.1.1 65000 ${UP}`, '10.9.1.77 65077 Active -/-'],
  'gobgp-neighbor.txt': ['10.9.1.1 65000 Established 0/-', '10.9.1.77 65077 Active 0/-', '10.0.255.1 65001 Idle 0/-'],
  'kube-router-pod-toolbox.txt': ['192.168.110.11 64611 Established 1/-', '202.173.8.36 64600 Established 0/-'],
  'metallb-metrics.txt': [`10.0.0.1 - ${UP}`, `172.23.0.5 - ${UP}`],
  'metallb-native-speaker-logs.txt': [
    '10.10.10.250 65330 down -/-',
    '172.18.0.5 64512 down -/-',
    '10.8.2.1 51000 down -/-',
    '10.0.24.1 64512 down -/-',
    '198.19.66.10 65011 down -/-',
    '10.1.2.1 65551 down -/-',
  ],
  // No status of a session, though each speaks of BGP.
  'cilium-bgp-routes.txt': [],
  'frr-log-lines.txt': [],
  'gobgp-global-rib-j.json.txt': [],
  'gobgp-log-lines.txt': ['fdeb:e7:b88:3::1 - down -/-'],
  'tcp-md5-mismatch.tcpdump.txt': [],
  'sysctl-expectations.txt': [],
};

describe.skipIf(!isThere)('samples', () => {
  test.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    expect(peersOf(readFileSync(new URL(name, SAMPLES), 'utf8')).map(row)).toEqual(expected);
  });

  test('the last NOTIFICATION stays with a session that lived for milliseconds', () => {
    const [first] = peersOf(readFileSync(new URL('metallb-native-speaker-logs.txt', SAMPLES), 'utf8'));
    expect(first?.reason).toMatchObject({ kind: 'notification-received', code: '2/2' });
  });
});

const sample = (name: string): string => readFileSync(new URL(name, SAMPLES), 'utf8');
const processesOf = (text: string): readonly string[] =>
  readPaste(text, 'x').found.flatMap(({ output }) => (output.processes ?? []).map(({ state }) => state));

describe.skipIf(!isThere)('strings of their sources', () => {
  test('every NOTIFICATION that BIRD has words for is read back as its code', () => {
    const codes = [...sample('bird16-info-strings.txt').matchAll(/(?<!\/)\b(\d)\.(\d{1,2}) ([A-Z][^|\n(]+)/g)];
    const read = codes.map(([, code, subcode, words = '']) => ({
      told: `${code}/${subcode}`,
      code: readBirdInfo(`Idle Received: ${words.trim()}`, 'start').reason?.code,
    }));
    expect(read.length).toBeGreaterThan(35);
    expect(read.filter(({ told, code }) => code !== told)).toEqual([]);
  });

  test('what `calicoctl node status` says of processes', () => {
    expect(processesOf(sample('calico-node-status-other-lines.txt'))).toEqual([
      'not-running',
      'not-running',
      'not-running',
      'not-running',
      'no-session',
      'no-session',
      'unreachable',
    ]);
  });

  test('BIRD that runs', () => {
    expect(processesOf(sample('bird2-show-status-faults.txt'))).toEqual(['running']);
  });

  test('FRR, with the limit of prefixes passed', () => {
    const [, peer = ''] = sample('frr-summary-failed-prefix-overflow.txt').split('\n');
    const text = `{"ipv4Unicast":{"routerId":"192.0.5.9","as":65000,"peers":{${peer}}}}`;
    expect(peersOf(text).map(row)).toEqual(['192.0.5.1 1000 Idle 3/-']);
    expect(peersOf(text)[0]?.reason?.code).toBe('6/1');
  });
});
