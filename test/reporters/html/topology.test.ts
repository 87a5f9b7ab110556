import { expect, test } from 'vitest';
import type { PeerStatus } from '../../../src/model/peer-status.ts';
import { topologyOf } from '../../../src/reporters/html/topology.ts';
import { renderTopology } from '../../../src/reporters/html/topology-svg.ts';
import { established, failed, report } from '../report.ts';

test('a node is one box, whatever it has sessions with', () => {
  const { left, right, links, hidden } = topologyOf(report);
  expect(left).toEqual([{ name: 'worker-1', about: ['AS 64512', '10.0.0.1'] }]);
  expect(right.map(({ name }) => name)).toEqual(['10.0.0.2', '10.0.0.3']);
  expect(links.map(({ tone, word, session }) => [tone, word, session])).toEqual([
    ['error', 'failed', 1], // worst first
    ['good', 'established', 0],
  ]);
  expect(hidden).toBe(0);
});

test('what is left out of a large cluster is well', () => {
  const sessions = Array.from({ length: 100 }, (_, node) => ({
    ...(node === 99 ? failed : established),
    local: { ...established.local, node: `worker-${node}` },
  }));
  const { left, links, hidden } = topologyOf({ ...report, sessions });
  expect(left[0]?.name).toBe('worker-99');
  expect({ boxes: left.length, links: links.length, hidden }).toEqual({ boxes: 48, links: 48, hidden: 52 });
});

const peer = (label: string, address: string, other: number | null, up: boolean): PeerStatus => ({
  speaker: { daemon: 'frr', node: label, label, address: null, as: 65_000, bgpId: null },
  peer: { address, name: null, as: 65_001, bgpId: null },
  state: up ? 'Established' : 'Active',
  established: up,
  printed: '',
  since: null,
  prefixes: [],
  reason: null,
  otherEnd: other,
  source: 'status.txt',
  line: 1,
  text: '',
});

test('a session that both ends tell is one line', () => {
  const peers = [
    peer('worker-1', '10.0.0.2', 1, true),
    peer('tor', '10.0.0.1', 0, true),
    peer('tor', '10.0.0.9', null, false),
  ];
  const { left, right, links } = topologyOf({ ...report, sessions: [], peers });
  expect(left.map(({ name }) => name)).toEqual(['tor', 'worker-1']);
  expect(right.map(({ name }) => name)).toEqual(['10.0.0.9', 'tor']);
  expect(links.map(({ text }) => text)).toEqual(['tor – 10.0.0.9: Active', 'worker-1 – tor: Established']);
});

test('the picture has a way to each session, told in words', () => {
  const { markup } = renderTopology(topologyOf(report), 320);
  expect(markup).toContain('<a class="session error" href="#session-2" aria-label="worker-1 – 10.0.0.2: failed">');
  expect(markup).toContain('width="320"');
});
