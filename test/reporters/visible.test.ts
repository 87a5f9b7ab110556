import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toAscii } from '../../src/reporters/ascii.ts';
import { visible } from '../../src/reporters/visible.ts';
import { anyText } from '../arbitraries/text.ts';

describe('visible', () => {
  test.each([
    ['an address, left as it is', 'fd00::1', 'fd00::1'],
    ['other scripts, left as they are', 'größer 漢字', 'größer 漢字'],
    ['lines', 'a\r\nb\tc', 'a b c'],
    ['a terminal escape', '\u{1b}[2J', String.raw`\u{1b}[2J`],
    ['a C1 control', '\u{9b}1m', String.raw`\u{9b}1m`],
    ['a bidi override', 'a\u{202e}b', String.raw`a\u{202e}b`],
    ['a zero-width space', 'a\u{200b}b', String.raw`a\u{200b}b`],
    ['a line separator', 'a\u{2028}b', String.raw`a\u{2028}b`],
    ['half a surrogate pair', 'a\u{d800}b', String.raw`a\u{d800}b`],
    ['a tag character', '\u{e0041}', String.raw`\u{e0041}`],
  ])('%s', (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  test('nothing that is left hides, reorders or commands', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
      }),
    );
  });
});

test('toAscii leaves nothing but ASCII', () => {
  expect(toAscii('“a” → b … §3 é')).toBe(String.raw`"a" -> b ... section 3 \u{e9}`);
  fc.assert(fc.property(anyText, (text) => /^[ -~]*$/.test(toAscii(visible(text)))));
});
