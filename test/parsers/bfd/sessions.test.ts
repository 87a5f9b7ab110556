/** What FRR 8.4 and BIRD 2.0.12 printed: one peer with BFD, one without, one that is shut down. */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BfdSession } from '../../../src/model/bfd.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/bfd/${name}`, import.meta.url), 'utf8');
const sessionsOf = (text: string): readonly BfdSession[] =>
  readPaste(text, 'x').found.flatMap(({ output }) => output.bfd ?? []);
const NAMES = ['frr-peers-json.txt', 'frr-peers.txt', 'frr-peers-brief.txt', 'bird-up.txt', 'bird-down.txt'];

test.each(['frr-peers-json.txt', 'frr-peers.txt'])('%s', (name) => {
  expect(sessionsOf(fixture(name))).toMatchObject([
    { daemon: 'frr', peer: '10.8.1.2', local: '10.8.1.1', state: 'up', heard: true, diagnostic: null },
    { peer: '10.8.2.2', local: '10.8.2.1', state: 'down', heard: false },
    { peer: '10.8.2.9', state: 'admin-down' },
  ]);
});

test('the brief form does not tell whether anything was heard', () => {
  const sessions = sessionsOf(fixture('frr-peers-brief.txt'));
  expect(sessions.map(({ peer, state, heard }) => [peer, state, heard])).toEqual([
    ['10.8.1.2', 'up', null],
    ['10.8.2.2', 'down', null],
    ['10.8.2.9', 'admin-down', null],
  ]);
});

test('BIRD', () => {
  expect(sessionsOf(fixture('bird-up.txt'))).toMatchObject([{ daemon: 'bird', peer: '10.8.1.1', state: 'up' }]);
  expect(sessionsOf(fixture('bird-down.txt'))).toMatchObject([{ peer: '10.8.1.1', state: 'down' }]);
});

test('nothing of them is left over; cut anywhere, no more is read', () => {
  for (const name of NAMES) expect(readPaste(fixture(name), 'x').unknown).toEqual([]);
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.double({ min: 0, max: 1, noNaN: true }), (name, share) => {
      const whole = fixture(name);
      const cut = sessionsOf(whole.slice(0, Math.floor(whole.length * share)));
      expect(cut.length).toBeLessThanOrEqual(sessionsOf(whole).length);
    }),
  );
});
