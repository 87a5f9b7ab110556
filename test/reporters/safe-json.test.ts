import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeJson } from '../../src/reporters/safe-json.ts';
import { runs } from '../arbitraries/runs.ts';
import { anyCharacter } from '../arbitraries/text.ts';

test('what a terminal or a reader would take for something else is written out', () => {
  expect(safeJson({ 'a\u{9b}': '\u{7f}\u{202e}\u{2028}\u{ad}é\u{e0041}' })).toBe(
    '{"a\\u009b":"\\u007f\\u202e\\u2028\\u00adé\\udb40\\udc41"}',
  );
});

test('it is the same value, and on as many lines', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: anyCharacter }), (value) => {
      expect(JSON.parse(safeJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(safeJson(value, 2).split('\n')).toHaveLength(JSON.stringify(value, null, 2).split('\n').length);
    }),
    runs(50),
  );
});
