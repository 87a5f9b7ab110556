import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextDecoder } from '../../src/cli/run/read-text.ts';
import { runs } from '../arbitraries/runs.ts';

function decode(chunks: readonly Uint8Array[]): string {
  const decoder = createTextDecoder();
  for (const chunk of chunks) decoder.push(chunk);
  return decoder.end();
}

test('a text is the same however it is cut, ASCII or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', '\n', 'é', '€', '😀') })),
      fc.nat(12),
      (words, size) => {
        const whole = Buffer.from(words.join(''));
        const step = size + 1;
        const chunks = Array.from({ length: Math.ceil(whole.length / step) }, (_, i) =>
          whole.subarray(i * step, (i + 1) * step),
        );
        expect(decode(chunks)).toBe(words.join(''));
      },
    ),
    runs(50),
  );
});

test('the mark of UTF-16 is one at the beginning alone', () => {
  const utf16 = Buffer.from([0xff, 0xfe, 0x41, 0]);
  expect(decode([utf16])).toBe('A');
  expect(decode([Buffer.from('name: '), utf16])).toBe('name: \ufffd\ufffdA\0');
});
