import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { passFirewall } from '../../../src/forwarding/firewall.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { anyCharacter } from '../../arbitraries/text.ts';
import { fixture, rulesetsOf } from './read.ts';
import { dialIn } from '../../forwarding/packets.ts';
import { runs } from '../../arbitraries/runs.ts';

const TEXTS = readdirSync(new URL('../../../fixtures/outputs/firewall/', import.meta.url)).map(fixture);
const RULES = TEXTS.filter((text) => rulesetsOf(text).length > 0);

/** Whatever was read points to a line that is there, and can be walked. */
function check(text: string): string {
  const count = text.split('\n').length;
  const rulesets = rulesetsOf(text);
  const read = rulesets.flatMap(({ chains }) => chains.flatMap((chain) => [chain, ...chain.rules]));
  expect(read.filter(({ at }) => at.line > count)).toEqual([]);
  return passFirewall(rulesets, dialIn(), ['prerouting', 'input']).outcome;
}

test('cut anywhere, it accuses no rule that the whole does not', () => {
  const accepting = RULES.filter((whole) => check(whole) !== 'dropped');
  fc.assert(
    fc.property(fc.constantFrom(...accepting), fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
      expect(check(whole.slice(0, Math.floor(whole.length * share)))).not.toBe('dropped');
    }),
  );
});

test('octets changed', () => {
  const change = fc.tuple(fc.nat(), anyCharacter);
  fc.assert(
    fc.property(fc.constantFrom(...TEXTS), fc.array(change, { minLength: 1, maxLength: 20 }), (whole, changes) => {
      const characters = [...whole];
      for (const [at, character] of changes) characters[at % characters.length] = character;
      check(characters.join(''));
    }),
    runs(30),
  );
});

test.each([
  '-A INPUT ',
  '-m ',
  '"',
  '! ',
  '{ ',
  'ip saddr ',
  'tcp dport { 1, ',
  'counter ',
  'LISTEN 0 0 a:1 ',
  'elements = { ',
])('lines as long as they may be, of %j', (unit) => {
  const line = unit.repeat(Math.floor(4000 / unit.length));
  const text = TEXTS.flatMap((whole) => [...whole.split('\n', 12), line, `-A INPUT ${line}`, line]).join('\n');
  expect(readPaste(text, 'x')).toBeDefined();
});
