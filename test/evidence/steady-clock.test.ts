import { describe, expect, test } from 'vitest';
import { createSteadyClock } from '../../src/evidence/steady-clock.ts';
import { sessionOf, sessionsOf } from '../arbitraries/evidence-of.ts';
import { comeUp, KEEPALIVE } from '../arbitraries/speech.ts';
import { createStory, type Story } from '../arbitraries/story.ts';
import { captured } from '../decoders/link/encode.ts';

/** Whole seconds as the clock shows them, to seconds by a clock that never goes back, after the first. */
const steady = (...shown: readonly number[]): readonly number[] => {
  const clock = createSteadyClock();
  const times = shown.map((seconds) => {
    const packet = captured([], { seconds });
    clock.take('x.pcap', packet);
    return packet.seconds + packet.ahead;
  });
  return times.map((time) => time - (times[0] ?? 0));
};

/** Of a story, what was captured after that is by a clock so many seconds ahead. */
function setClock({ packets }: Story, seconds: number, change: () => void): void {
  const before = packets.length;
  change();
  const after = packets.splice(before);
  packets.push(...after.map((packet) => ({ ...packet, microseconds: packet.microseconds + seconds * 1e6 })));
}

describe('a steady clock', () => {
  test('goes on from where it was', () => {
    expect(steady(5000, 5010, 1410, 1420)).toEqual([0, 10, 10, 20]);
  });

  test('disorder within a second is none', () => {
    expect(steady(5000, 5001, 5000, 5002)).toEqual([0, 1, 0, 2]);
  });

  test('clocks that write by turns do not add up', () => {
    expect(steady(5000, 4990, 5001, 4991, 5002, 4992, 5003)).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });
});

describe('a clock that is set back by an hour', () => {
  const story = createStory();
  const { client, server, ...rest } = story.dial();
  comeUp({ client, server, ...rest });
  story.wait(30);
  setClock(story, -3600, () => {
    client.says(KEEPALIVE);
    server.says(KEEPALIVE);
    story.wait(30);
    server.rst();
  });
  const session = sessionOf(story);

  test('times differ by what is known, and are told as they were captured', () => {
    const [connection] = session.connections;
    const [up, lost] = [connection?.establishedAt, connection?.end?.at];
    expect(Math.round((lost?.seconds ?? 0) - (up?.seconds ?? 0))).toBe(30);
    expect(lost?.time).toBe('2023-11-14T21:14:20.010000Z');
    expect(session.captureEnd).toBeGreaterThanOrEqual(lost?.seconds ?? 0);
  });

  test('the capture that goes on is not taken for silence', () => {
    const quiet = createStory();
    comeUp(quiet.dial());
    setClock(quiet, -3600, () => quiet.dial().client.syn());
    expect(sessionsOf(quiet.packets)).toMatchObject([{ state: 'established' }]);
  });
});
