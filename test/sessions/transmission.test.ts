import { describe, expect, test } from 'vitest';
import type { Transmission } from '../../src/model/transmission.ts';
import { connectionOf } from '../arbitraries/evidence-of.ts';
import { PacketType } from '../arbitraries/packet.ts';
import { comeUp, KEEPALIVE } from '../arbitraries/speech.ts';
import { createStory, type Dialogue, type Story } from '../arbitraries/story.ts';

/** Of an UPDATE or more of them: what it says matters to nobody here. */
const octets = (length: number): Uint8Array => new Uint8Array(length).fill(0xff);
const FULL = octets(1448);

/** Of the client, which is the capturing host, on a session that is up. */
function told(tell: (dialogue: Dialogue, story: Story) => void, mss = 1460): Transmission {
  const story = createStory();
  const dialogue = story.dial({ mss });
  comeUp(dialogue);
  tell(dialogue, story);
  const { transmission } = connectionOf(story).sides.local;
  if (transmission === null) throw new Error('the client sends its OPEN');
  return transmission;
}

/** The last packet goes out again after each of these times. */
function repeat({ client }: Dialogue, { wait }: Story, ...seconds: readonly number[]): void {
  for (const each of seconds) {
    wait(each);
    client.again();
  }
}

describe('what is sent again', () => {
  test('counts once it is acknowledged, and names the first transmission', () => {
    const { repeated, segments, examples } = told((dialogue, story) => {
      dialogue.server.misses();
      dialogue.client.says(KEEPALIVE);
      repeat(dialogue, story, 0.21);
      dialogue.server.catchesUp();
      dialogue.server.ack();
    });
    expect({ repeated, segments }).toEqual({ repeated: 1, segments: 3 });
    expect(examples.map(({ frame }) => frame)).toEqual([8, 9]);
  });

  test('what is never acknowledged is no loss but an end', () => {
    const { repeated, stuck, unacknowledged } = told((dialogue, story) => {
      dialogue.server.misses();
      dialogue.client.says(KEEPALIVE);
      repeat(dialogue, story, 0.2, 0.4, 0.8, 1.6);
    });
    expect({ repeated, unacknowledged }).toEqual({ repeated: 0, unacknowledged: 19 });
    expect(stuck).toMatchObject({ size: 19, repeats: 4, slow: 1, passed: null, first: { frame: 8 } });
  });

  test('waits of more than a second of one segment, when it got over them', () => {
    const { slowest, stuck } = told((dialogue, story) => {
      dialogue.server.misses();
      dialogue.client.says(KEEPALIVE);
      repeat(dialogue, story, 0.4, 0.8, 1.6, 3.2);
      dialogue.server.catchesUp();
      dialogue.server.ack();
    });
    expect(stuck).toBeNull();
    expect(slowest).toMatchObject({ repeats: 4, slow: 2, size: 19 });
    expect(slowest?.longestWait).toBeCloseTo(3.2, 1);
  });

  test.each<[string, (dialogue: Dialogue, story: Story) => void]>([
    [
      'a probe for a lost tail',
      (dialogue, story) => {
        dialogue.server.misses();
        dialogue.client.says(KEEPALIVE);
        repeat(dialogue, story, 0.01);
        dialogue.server.catchesUp();
        dialogue.server.ack();
      },
    ],
    [
      'a probe for life, whose octet is acknowledged',
      (dialogue, story) => {
        dialogue.client.says(KEEPALIVE);
        dialogue.server.ack();
        repeat(dialogue, story, 75, 75, 75);
      },
    ],
    [
      'a probe of a closed window',
      (dialogue, story) => {
        dialogue.client.says(KEEPALIVE);
        dialogue.server.window(0);
        dialogue.server.misses();
        dialogue.server.ack();
        dialogue.client.says(octets(1));
        repeat(dialogue, story, 0.3, 0.6, 1.2);
        dialogue.server.window(100);
        dialogue.server.catchesUp();
        dialogue.server.ack();
      },
    ],
    [
      'what the other end had already, and says so',
      (dialogue, story) => {
        dialogue.server.misses();
        dialogue.client.says(KEEPALIVE);
        repeat(dialogue, story, 0.3);
        dialogue.server.catchesUp();
        dialogue.server.ack();
        const sent = dialogue.client.sent();
        dialogue.server.sacks([sent - 19, sent]);
      },
    ],
    [
      'a copy from another interface',
      (dialogue, story) => {
        dialogue.server.misses();
        dialogue.client.says(KEEPALIVE);
        story.copy({ interfaceIndex: 3, packetType: PacketType.ToOther });
        dialogue.server.catchesUp();
        dialogue.server.ack();
      },
    ],
    [
      'what comes after the end',
      (dialogue, story) => {
        dialogue.server.misses();
        dialogue.client.says(KEEPALIVE);
        dialogue.server.fin();
        repeat(dialogue, story, 0.3, 0.6, 1.2);
      },
    ],
    [
      'packets that overtook each other',
      ({ client, server }) => {
        client.unseen(FULL);
        client.says(KEEPALIVE);
        client.fills(FULL);
        server.ack();
      },
    ],
  ])('not %s', (_, tell) => {
    expect(told(tell)).toMatchObject({ repeated: 0, stuck: null, slowest: null, lost: null });
  });

  test('a gap that is filled late was lost before the capture', () => {
    expect(
      told(({ client, server }, { wait }) => {
        client.unseen(FULL);
        client.says(KEEPALIVE);
        wait(0.3);
        client.fills(FULL);
        server.ack();
      }),
    ).toMatchObject({ repeated: 1, examples: [{ frame: 9 }] });
  });
});

/** A full segment hangs, while the other end sends KEEPALIVEs. */
const talks = (isUnheard: boolean) =>
  told((dialogue, story) => {
    const { client, server } = dialogue;
    server.misses();
    client.says(FULL);
    repeat(dialogue, story, 0.2);
    for (const seconds of [3, 3]) {
      story.wait(seconds);
      server.says(KEEPALIVE);
      if (isUnheard) server.again();
    }
  }).stuck;

describe('sizes', () => {
  test('a segment above the MSS is a bundle', () => {
    const { largest, segments } = told(({ client, server }) => {
      client.says(octets(14_600));
      server.ack();
    });
    expect(segments).toBe(2 + 10);
    expect(largest?.size).toBe(1460);
  });

  test('of a full segment that hangs, and of the rest that is acknowledged selectively', () => {
    const { stuck, largest } = told((dialogue, story) => {
      const { client, server } = dialogue;
      const before = client.sent();
      server.misses();
      client.says(FULL);
      client.says(octets(300));
      for (const seconds of [0.2, 0.4, 0.8]) {
        story.wait(seconds);
        client.again(1);
        server.sacks([before + 1448, before + 1748]);
      }
    });
    expect(largest?.size).toBe(300);
    expect(stuck).toMatchObject({ size: 1448, repeats: 3, passed: { text: expect.stringContaining('300 octets') } });
  });

  test('the other end goes on talking and repeats nothing: what is small reaches it', () => {
    expect(talks(false)).toMatchObject({ passed: { text: expect.stringContaining('goes on talking') } });
    expect(talks(true)).toMatchObject({ passed: null });
  });

  test('what was lost before the capture and never came', () => {
    expect(
      told(({ client, server }, { wait }) => {
        server.misses();
        client.unseen(FULL);
        client.says(octets(300));
        server.ack();
        wait(4);
        client.ack();
      }).lost,
    ).toMatchObject({ octets: 1448, since: { frame: 8 }, until: { frame: 10 } });
  });
});

test('a capture that begins midstream knows no MSS, and one of one direction judges nothing', () => {
  const { packets, ...story } = createStory();
  const dialogue = story.dial();
  comeUp(dialogue);
  dialogue.client.says(FULL);
  repeat(dialogue, { packets, ...story }, 0.3, 0.6, 1.2);
  expect(connectionOf({ packets: packets.slice(5) }).sides.local.transmission).toMatchObject({ mss: null });
  const oneWay = packets.filter(({ packetType }) => packetType === PacketType.FromUs);
  expect(connectionOf({ packets: oneWay }).sides.local.transmission).toMatchObject({ repeated: 0, stuck: null });
});
