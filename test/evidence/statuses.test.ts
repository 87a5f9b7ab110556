import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { readPaste } from '../../src/parsers/recognise.ts';
import { createStatusAnalysis } from '../../src/evidence/statuses.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/outputs/status/${name}`, import.meta.url), 'utf8');

function peersOf(...texts: readonly string[]) {
  const analysis = createStatusAnalysis();
  for (const [index, text] of texts.entries())
    analysis.read(readPaste(text, `dir/${index + 1}.txt`), {
      kind: 'text',
      name: `dir/${index + 1}.txt`,
      format: null,
      bytes: null,
    });
  return analysis.finish().evidence.peers ?? [];
}

test('both ends of a session are put together by their addresses', () => {
  const peers = peersOf(
    fixture('frr-neighbors-json.txt'),
    fixture('bird6-protocols-all.txt'),
    fixture('gobgp-neighbor-j.txt'),
  );
  const pairs = peers.flatMap(({ peer, otherEnd }) =>
    otherEnd === null ? [] : [[peer.address, peers[otherEnd]?.peer.address]],
  );
  expect(pairs).toEqual([
    ['10.7.1.2', '10.7.1.1'],
    ['10.7.6.2', '10.7.6.1'],
    ['fd00:7:6::2', 'fd00:7:6::1'],
    ['10.7.6.1', '10.7.6.2'],
    ['fd00:7:6::1', 'fd00:7:6::2'],
    ['10.7.1.1', '10.7.1.2'],
  ]);
});

test('several outputs of one speaker about one session are one', () => {
  const summary = fixture('frr-summary.txt');
  const peers = peersOf(`${summary}\n${fixture('frr-summary-failed.txt')}\n${fixture('frr-neighbors.txt')}`);
  expect(peers).toHaveLength(9);
  expect(peers.find(({ peer }) => peer.address === '10.7.2.2')).toMatchObject({
    state: 'Active',
    speaker: { address: '10.7.2.1' },
    reason: { code: '2/2' },
  });
});

const mesh = (node: string, ...addresses: readonly string[]): string =>
  [
    `# node: ${node}`,
    ...addresses.map((address) => `| ${address} | node-to-node mesh | up | 10:00:00 | Established |`),
  ].join('\n');

test('Calico says not whose status it is: in a full mesh it is the address that the list lacks', () => {
  const peers = peersOf(
    mesh('a', '10.0.0.2', '10.0.0.3'),
    mesh('b', '10.0.0.1', '10.0.0.3'),
    mesh('c', '10.0.0.1', '10.0.0.2'),
  );
  expect(peers.map(({ otherEnd }) => otherEnd)).toEqual([2, 4, 0, 5, 1, 3]);
});

test('near misses: two nodes that may be of two clusters, lists that lack more', () => {
  expect(peersOf(mesh('a', '10.0.0.2'), mesh('b', '10.0.0.1')).map(({ otherEnd }) => otherEnd)).toEqual([null, null]);
  expect(
    peersOf(mesh('a', '10.0.0.2', '10.0.0.3'), mesh('b', '10.0.1.1', '10.0.1.3')).every(
      ({ otherEnd }) => otherEnd === null,
    ),
  ).toBe(true);
});

test('what a speaker that has a name tells in several texts is one; of those without, nobody knows', () => {
  const told = mesh('10.0.0.1', '10.0.0.2');
  expect(peersOf(told, told, mesh('10.0.0.2', '10.0.0.1')).map(({ otherEnd }) => otherEnd)).toEqual([1, 0]);
  const both = [fixture('frr-summary-json.txt'), fixture('frr-neighbors-json.txt')] as const;
  expect(peersOf(...both)).toHaveLength(9);
  const nameless = mesh('', '10.0.0.9').replace(/^.*\n/, '');
  expect(peersOf(nameless, nameless)).toHaveLength(2);
});
