/** Which UPDATE a NOTIFICATION 3/x complains about. */
import { expect, test } from 'vitest';
import { connectionOf } from '../arbitraries/evidence-of.ts';
import { comeUp, KEEPALIVE, ROUTES } from '../arbitraries/speech.ts';
import { createStory } from '../arbitraries/story.ts';
import {
  asPath4,
  attribute,
  NEXT_HOP,
  notification,
  type Octets,
  ORIGIN,
  prefix,
  u32,
  update,
} from '../decoders/bgp/encode.ts';

const MED = attribute(0x80, 4, u32(77));
const odd = update({ attributes: [...ORIGIN, ...asPath4(64_512), ...NEXT_HOP, ...MED], nlri: prefix('10.9.0.0/16') });
const broken = update({
  attributes: [...attribute(0x40, 1, [9]), ...asPath4(64_512), ...NEXT_HOP],
  nlri: prefix('10.9.0.0/16'),
});

function blames(messages: readonly Uint8Array[], code: number, subcode: number, data: Octets = []) {
  const story = createStory();
  const dialogue = story.dial();
  comeUp(dialogue); // seven packets
  for (const message of messages) dialogue.client.says(message);
  dialogue.server.says(notification(code, subcode, data));
  return connectionOf(story).notifications[0]?.blames;
}

test('the one that holds what is quoted', () => {
  expect(blames([ROUTES, odd, ROUTES, KEEPALIVE], 3, 5, MED)).toMatchObject({ by: 'quoted', at: { frame: 9 } });
});

test('else the one that breaks the format so', () => {
  expect(blames([ROUTES, broken, ROUTES], 3, 6)).toMatchObject({ by: 'malformed', at: { frame: 9 } });
});

test('else the last one', () => {
  expect(blames([ROUTES, ROUTES, KEEPALIVE], 3, 1)).toMatchObject({ by: 'last', at: { frame: 9 } });
});

test('none where it is about something else, or nothing was sent', () => {
  expect(blames([ROUTES], 6, 2)).toBeNull();
  expect(blames([], 3, 1)).toBeNull();
});

test('a malformed UPDATE is one rung of the ladder, with what is wrong of it', () => {
  const story = createStory();
  const dialogue = story.dial();
  comeUp(dialogue);
  for (const message of [ROUTES, ROUTES, broken, ROUTES]) dialogue.client.says(message);
  const rungs = connectionOf(story).ladder.filter(({ event, from }) => event === 'UPDATE' && from === 'local');
  expect(rungs.map(({ count, text, fault }) => [count, text, fault])).toEqual([
    [2, '', undefined],
    [1, expect.stringContaining('ORIGIN'), true],
    [1, '', undefined],
  ]);
});
