import { expect, test } from 'vitest';
import { seconds } from '../../src/checks/words.ts';

test.each([
  [0.0004, '0.4 ms'],
  [0.044, '44 ms'],
  [2.54, '2.5 s'],
  [180, '180 s'],
  [7199, '7199 s'],
  [10_900, '3 h'],
  [2_592_723, '30 days'],
])('%d seconds are %s', (value, words) => expect(seconds(value)).toBe(words));
