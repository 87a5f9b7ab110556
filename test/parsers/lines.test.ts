import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../src/parsers/lines.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });
const words = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
const indices = fc.array(fc.nat(15), { maxLength: 10 });

test('lines are those that a document has when it is cut, in whatever order they are asked for', () => {
  fc.assert(
    fc.property(texts, indices, (text, asked) => {
      const cut = text.split('\n');
      const lines = linesOf(text);
      expect(asked.map((index) => lines.at(index))).toEqual(asked.map((index) => cut[index]));
    }),
  );
});

test('what is found is the first line from there on that holds it', () => {
  fc.assert(
    fc.property(texts, words, indices, (text, word, starts) => {
      const cut = text.split('\n');
      const lines = linesOf(text);
      const first = (from: number): number => cut.findIndex((line, index) => index >= from && line.includes(word));
      expect(starts.map((from) => lines.find(word, from) ?? -1)).toEqual(starts.map(first));
    }),
  );
});
