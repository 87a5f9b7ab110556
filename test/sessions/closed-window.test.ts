import { describe, expect, test } from 'vitest';
import type { ClosedWindow } from '../../src/model/transmission.ts';
import { connectionOf } from '../arbitraries/evidence-of.ts';
import { comeUp } from '../arbitraries/speech.ts';
import { createStory, type Dialogue, type Story } from '../arbitraries/story.ts';

function closed(tell: (dialogue: Dialogue, story: Story) => void): ClosedWindow | null {
  const story = createStory();
  const dialogue = story.dial();
  comeUp(dialogue);
  tell(dialogue, story);
  return connectionOf(story).sides.remote.closedWindow;
}
const shut = ({ server }: Dialogue, { wait }: Story, seconds: number) => {
  server.window(0);
  server.ack();
  wait(seconds);
  server.ack();
};

describe('a closed window', () => {
  test('lasts until its last packet that says so', () => {
    const window = closed((dialogue, story) => {
      shut(dialogue, story, 5);
      story.wait(60);
      dialogue.client.ack();
    });
    expect(window).toMatchObject({ lasts: true, since: { frame: 8 }, until: { frame: 9 } });
    expect(window?.seconds).toBeCloseTo(5, 1);
  });

  test('the longest of several times', () => {
    const window = closed((dialogue, story) => {
      for (const seconds of [1, 7, 2]) {
        shut(dialogue, story, seconds);
        dialogue.server.window(1);
        dialogue.server.ack();
      }
    });
    expect(window).toMatchObject({ lasts: false });
    expect(window?.seconds).toBeCloseTo(7, 1);
  });

  test('not that of a reset, and none that was always open', () => {
    expect(closed(({ server }) => server.ack())).toBeNull();
    expect(
      closed(({ server }) => {
        server.window(0);
        server.rst();
      }),
    ).toBeNull();
  });
});
