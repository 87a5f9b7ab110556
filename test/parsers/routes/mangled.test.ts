import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePrefix } from '../../../src/net/parse.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { anyCharacter } from '../../arbitraries/text.ts';
import { fixture, routingOf } from './read.ts';
import { runs } from '../../arbitraries/runs.ts';

const TEXTS = readdirSync(new URL('../../../fixtures/outputs/routes/', import.meta.url)).map(fixture);
const text = fc.constantFrom(...TEXTS);

/** Whatever was read is whole and points to a line that is there. */
function check(pasted: string): number {
  const lines = pasted.split('\n').length;
  const routes = routingOf(pasted).flatMap(({ bgpRoutes = [], ribEntries = [] }) => [...bgpRoutes, ...ribEntries]);
  for (const { prefix, at } of routes) {
    expect(parsePrefix(prefix)).not.toBe(null);
    expect(at.line).toBeGreaterThan(0);
    expect(at.line).toBeLessThanOrEqual(lines);
  }
  return routes.length;
}

describe('a mangled table gives what could be read', () => {
  test('cut anywhere', () => {
    fc.assert(
      fc.property(text, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
        expect(check(whole.slice(0, Math.floor(whole.length * share)))).toBeLessThanOrEqual(check(whole));
      }),
    );
  });

  test('octets changed', () => {
    const change = fc.tuple(fc.nat(), anyCharacter);
    fc.assert(
      fc.property(text, fc.array(change, { minLength: 1, maxLength: 20 }), (whole, changes) => {
        const characters = [...whole];
        for (const [at, character] of changes) characters[at % characters.length] = character;
        check(characters.join(''));
      }),
      runs(20),
    );
  });
});

test.each([
  'via 10.0.0.1 ',
  '*> 10.0.0.0/8 ',
  'B>* 10.0.0.0/8 [20/0] ',
  '(',
  '1.',
  'a:',
  ' [{',
  '[ROUTE] 10.0.0.0/8 via ',
  '* ',
  'Local, (',
])('lines as long as they may be, of %j', (unit) => {
  const line = unit.repeat(Math.floor(4000 / unit.length));
  const heads = TEXTS.map((whole) => whole.split('\n', 9).join('\n'));
  expect(readPaste(heads.flatMap((head) => [head, line, line]).join('\n'), 'x')).toBeDefined();
});
