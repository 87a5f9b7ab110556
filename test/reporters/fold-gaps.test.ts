import { expect, test } from 'vitest';
import { foldGaps } from '../../src/reporters/fold-gaps.ts';

const nodes = (count: number, why: string) =>
  Array.from({ length: count }, (_, index) => ({ source: `n${index + 1}`, what: 'capture', why }));

test('what is the same of many nodes, or of many commands, is one line', () => {
  expect(foldGaps(nodes(2000, 'its kubelet does not answer'))).toEqual([
    'n1, n2, n3 and 1997 more, capture: its kubelet does not answer',
  ]);
  const away = ['capture', 'ip route', 'ss -tln', 'nft list', 'uname'].map((what) => ({
    source: 'n1',
    what,
    why: 'away',
  }));
  expect(foldGaps([...away, { source: null, what: 'check a', why: 'crashed' }])).toEqual([
    'n1, capture, ip route, ss -tln and 2 more: away',
    'check a: crashed',
  ]);
});

test('names in quotes differ from node to node', () => {
  const pods = [1, 2].map((index) => ({ source: `n${index}`, what: 'capture', why: `pods "p${index}" not found` }));
  expect(foldGaps(pods)).toEqual(['n1, n2, capture: pods "…" not found']);
  expect(foldGaps(pods.slice(0, 1))).toEqual(['n1, capture: pods "p1" not found']);
});

test('what differs keeps its line, and the lines have a bound', () => {
  const different = nodes(40, '').map((gap) => ({ ...gap, why: `of ${gap.source}` }));
  expect(foldGaps(different, Infinity)).toHaveLength(40);
  expect(foldGaps(different, 5)).toEqual([
    ...[1, 2, 3, 4].map((index) => `n${index}, capture: of n${index}`),
    '36 more (--format json has them all)',
  ]);
});
