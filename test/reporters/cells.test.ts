import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cells, padEnd, padStart, wrap } from '../../src/reporters/cells.ts';

describe('cells', () => {
  test.each([
    ['ASCII', 'abc', 3],
    ['Latin', 'größer', 6],
    ['combining marks', 'e\u{301}', 1],
    ['Han', '漢字', 4],
    ['kana', 'カナ', 4],
    ['half-width kana', 'ｶﾅ', 2],
    ['Hangul', '한글', 4],
    ['full-width Latin', 'ＡＢ', 4],
    ['emoji', '\u{1f600}', 2],
    ['our own signs', '✗✓→←…×–─“”', 10],
  ])('%s', (_, text, expected) => {
    expect(cells(text)).toBe(expected);
  });
});

test('padding counts cells', () => {
  expect(padEnd('漢', 4)).toBe('漢  ');
  expect(padStart('漢', 4)).toBe('  漢');
  expect(padEnd('long', 2)).toBe('long');
});

describe('wrap', () => {
  test.each([
    ['at spaces', 'a bc def', 4, ['a bc', 'def']],
    ['a word that is too long', 'abcdefgh i', 4, ['abcd', 'efgh', 'i']],
    ['wide characters', '漢字漢字', 5, ['漢字', '漢字']],
    ['nothing', '', 4, ['']],
  ])('%s', (_, text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('keeps all but spaces, within the width', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '漢', '\u{301}', 'é') });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 20 }), (words, width) => {
        const lines = wrap(words, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
        for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
