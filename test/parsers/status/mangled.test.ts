import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FSM_STATES } from '../../../src/model/peer-status.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { runs } from '../../arbitraries/runs.ts';
import { anyCharacter, anyText } from '../../arbitraries/text.ts';
import { fixture, peersOf } from './read.ts';

const NAMES = readdirSync(new URL('../../../fixtures/outputs/status/', import.meta.url));
const TEXTS = NAMES.map(fixture);
const text = fc.constantFrom(...TEXTS);
/** Of all outputs together a run takes its time. */
const RUNS = runs(15);

/** Whatever was read is whole and points to a line that is there. */
function check(pasted: string): void {
  const lines = pasted.split('\n').length;
  const { found, unknown } = readPaste(pasted, 'x');
  for (const { output } of found) {
    for (const { line, state, established } of output.peers ?? []) {
      expect(line).toBeGreaterThan(0);
      expect(line).toBeLessThanOrEqual(lines);
      if (state !== null) expect(FSM_STATES).toContain(state);
      if (established === true) expect(state).toBe('Established');
    }
    for (const { line } of output.gaps ?? []) expect(line).toBeLessThanOrEqual(lines);
  }
  for (const { line } of unknown) expect(line).toBeLessThanOrEqual(lines);
}

describe('a mangled output gives what could be read', () => {
  test('cut anywhere', () => {
    fc.assert(
      fc.property(text, fc.double({ min: 0, max: 1, noNaN: true }), (whole, share) => {
        const cut = whole.slice(0, Math.floor(whole.length * share));
        check(cut);
        expect(peersOf(cut).length).toBeLessThanOrEqual(peersOf(whole).length);
      }),
      RUNS,
    );
  });

  test('lines lost', () => {
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.boolean()), (whole, keep) => {
        check(
          whole
            .split('\n')
            .filter(() => keep.next().value)
            .join('\n'),
        );
      }),
      RUNS,
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
      RUNS,
    );
  });

  test('several, one after the other', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const together = peersOf(`# node: a\n${a}\n# node: b\n${b}`);
        expect(together.filter(({ speaker }) => speaker.node === 'a')).toHaveLength(peersOf(a).length);
        expect(together).toHaveLength(peersOf(a).length + peersOf(b).length);
      }),
      RUNS,
    );
  });

  test('any text at all', () => {
    fc.assert(fc.property(anyText, check));
  });
});

describe('a quarter of a megabyte on one line', () => {
  const units = [
    '| 1',
    'a ',
    '1 ',
    '{"a":[',
    '"',
    '4 1 ',
    'BGP ',
    'x=1 ',
    'name="',
    '(',
    '1d',
    ' | ',
    'established ',
    '\\',
  ];
  test.each([...units, 'BGP neighbor is ', 'metallb_bgp_session_up{', '[', 'Neighbor V AS '])('%j', (unit) => {
    const long = unit.repeat(Math.ceil((1 << 18) / unit.length));
    expect(readPaste(long, 'x')).toBeDefined();
    const heads = TEXTS.map((whole) => whole.split('\n', 3).join('\n'));
    expect(readPaste(`${heads.join('\n')}\n${long}\n${heads.join('\n')}`, 'x')).toBeDefined();
  });

  test('and many that are as long as a line may be', () => {
    for (const unit of units) {
      const line = unit.repeat(Math.floor(4000 / unit.length));
      expect(readPaste(Array<string>(50).fill(line).join('\n'), 'x')).toBeDefined();
    }
  });
});

test('JSON that is cut gives the neighbours before the cut, and says where it ends', () => {
  const whole = fixture('frr-summary-json.txt');
  const { found } = readPaste(whole.slice(0, whole.indexOf('"10.7.5.2"')), 'x');
  expect(found.flatMap(({ output }) => output.peers ?? [])).toHaveLength(4);
  expect(found.flatMap(({ output }) => output.gaps ?? [])).toMatchObject([
    { why: expect.stringContaining('ends early') },
  ]);
});

describe('JSON alone in a text', () => {
  const documents = TEXTS.filter((one) => one.startsWith('{') || one.startsWith('['));

  test.each(documents)('is read as behind a comment, a line earlier', (document) => {
    const behind = peersOf(`# as pasted\n${document}`).map((peer) => ({ ...peer, line: peer.line - 1 }));
    expect(behind.length).toBeGreaterThan(0);
    expect(peersOf(document)).toEqual(behind);
  });

  test('that nests too deeply is no document', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(readPaste(deep, 'x').found).toEqual([]);
  });
});
