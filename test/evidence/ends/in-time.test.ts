import { describe, expect, test } from 'vitest';
import { inTime } from '../../../src/evidence/ends/in-time.ts';
import { writePcap } from '../../arbitraries/packet.ts';
import { comeUp, KEEPALIVE, ROUTES } from '../../arbitraries/speech.ts';
import { createStory } from '../../arbitraries/story.ts';
import { captureBoth, readNamed } from './two-ends.ts';

function tell() {
  const story = createStory();
  const dialogue = story.dial();
  const { client, server } = dialogue;
  comeUp(dialogue);
  for (let turn = 0; turn < 9; turn += 1) {
    story.wait(30);
    client.says(KEEPALIVE, ROUTES);
    server.says(KEEPALIVE);
  }
  return story.packets;
}

const orderOf = (...captures: readonly (readonly [string, Uint8Array])[]): readonly string[] =>
  inTime(
    captures.map(([name]) => name),
    readNamed(captures).views,
  );

describe('files of one session', () => {
  const packets = tell();
  const [morning, noon, night] = [packets.slice(0, 9), packets.slice(9, 15), packets.slice(15)].map(
    (part, index) => [['morning', 'noon', 'night'][index] ?? '', writePcap(part)] as const,
  );
  if (morning === undefined || noon === undefined || night === undefined) throw new Error('three parts');

  test.each([
    [morning, noon, night],
    [noon, night, morning],
    [night, morning, noon],
    [night, noon, morning],
  ])('are read as they were taken, though the later ones are named first', (...named) => {
    expect(orderOf(...named)).toEqual(['morning', 'noon', 'night']);
  });

  test('stay as they are named where the clock of another end is behind: it has the same packets', () => {
    const [node, router] = captureBoth(packets, { ahead: -3600 });
    expect(orderOf(['node', node], ['router', router])).toEqual(['node', 'router']);
    const [late, lateRouter] = captureBoth(packets.slice(9), { ahead: -3600 });
    expect(orderOf(['node', late], ['router', lateRouter])).toEqual(['node', 'router']);
  });

  test('and of sessions that have nothing to do with it stay as they are named', () => {
    const other = createStory({ begins: 1_600_000_000, at: '10.0.0.7' });
    comeUp(other.dial({ client: '10.0.0.7', server: '10.0.0.8' }));
    expect(orderOf(morning, ['other', writePcap(other.packets)])).toEqual(['morning', 'other']);
  });
});
