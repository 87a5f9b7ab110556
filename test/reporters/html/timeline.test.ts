import { expect, test } from 'vitest';
import { timelineOf } from '../../../src/reporters/html/timeline.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN } from '../../arbitraries/speech.ts';
import { createStory } from '../../arbitraries/story.ts';
import { sessionOf } from '../../arbitraries/evidence-of.ts';

test('connecting, open, established; nothing where nothing is known', () => {
  const { dial, packets, wait } = createStory();
  const first = dial();
  comeUp(first);
  wait(2);
  first.server.rst();
  wait(3);
  dial().client.syn();
  const { phases, end } = timelineOf(sessionOf({ packets }));
  expect(phases.map(({ state, connection }) => [state, connection])).toEqual([
    ['connecting', 1],
    ['opening', 1],
    ['established', 1],
    ['connecting', 2],
  ]);
  expect(phases[2]?.to).toBeGreaterThan(2);
  expect(end).toBeGreaterThan(5);
});

test('what TCP had to send again, and where it waited for more than a second', () => {
  const { dial, packets, wait } = createStory();
  const { client, server, handshake } = dial();
  handshake();
  client.says(OPEN);
  wait(1);
  client.again();
  server.says(ANSWER);
  client.says(KEEPALIVE);
  server.ack();
  expect(timelineOf(sessionOf({ packets })).marks.map(({ kind, side }) => [kind, side])).toEqual([
    ['sent again', 'local'],
    ['stalled', 'local'],
  ]);
});
