import { expect, test } from 'vitest';
import { error, info, warning } from './lab/scenario.ts';
import { confusionMatrix, isExact, printMatrix } from './matrix.ts';

const hit = { expected: [error('bgp/a', 'x')], told: [error('bgp/a', 'x')] };
const blamed = { expected: [error('bgp/a', 'x')], told: [error('bgp/a', null)] };
const alarm = { expected: [], told: [warning('bgp/b', null)] };
const twice = { expected: [info('bgp/c', null)], told: [info('bgp/c', null), info('bgp/c', null)] };

test('a finding is a hit, a miss or a false alarm; the wrong blame is both of the latter', () => {
  expect(confusionMatrix([hit, blamed, alarm, twice])).toEqual([
    { id: 'bgp/a', severity: 'error', hits: 1, misses: 1, falseAlarms: 1 },
    { id: 'bgp/b', severity: 'warning', hits: 0, misses: 0, falseAlarms: 1 },
    { id: 'bgp/c', severity: 'info', hits: 1, misses: 0, falseAlarms: 1 },
  ]);
  expect(confusionMatrix([hit]).every(isExact)).toBe(true);
});

test('one line when all is well, with the ids that nothing triggers', () => {
  expect(printMatrix(confusionMatrix([hit]), ['bgp/a', 'bgp/z'], false)).toBe(
    '1 hits, 0 misses, 0 false alarms; 1 of 2 ids have a fixture, all but bgp/z',
  );
});

test('a row for what is wrong, and all rows when asked for', () => {
  const rows = confusionMatrix([hit, alarm]);
  expect(printMatrix(rows, [], false).split('\n')).toHaveLength(3);
  expect(printMatrix(rows, ['bgp/z'], true)).toMatch(/^bgp\/z +no fixture +0/m);
});
