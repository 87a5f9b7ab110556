/** What `-i any` shows more than once, and what TCP sends more than once. */
import { describe, expect, test } from 'vitest';
import { connectionOf } from '../arbitraries/evidence-of.ts';
import { PacketType } from '../arbitraries/packet.ts';
import { createStory, type Dialogue, type Story } from '../arbitraries/story.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN } from '../arbitraries/speech.ts';

const OTHER_INTERFACE = { interfaceIndex: 7 };
const ROUTED_ON = { interfaceIndex: 7, ttl: 63, packetType: PacketType.FromUs };
const V6 = { client: '2001:db8::1', server: '2001:db8::2' };

/** The story with each packet seen once more. */
function doubled(story: Story, change: Parameters<Story['copy']>[0]): Story {
  const packets = story.packets.flatMap((packet) => [
    packet,
    { ...packet, ...change, microseconds: packet.microseconds + 15 },
  ]);
  return { ...story, packets };
}

function tell(change: Parameters<Story['dial']>[0] = {}): { readonly story: Story; readonly dialogue: Dialogue } {
  const story = createStory();
  const dialogue = story.dial(change);
  comeUp(dialogue);
  return { story, dialogue };
}

describe('copies', () => {
  test.each([
    ['on another interface', {}, OTHER_INTERFACE],
    ['routed on', {}, ROUTED_ON],
    ['of IPv6, which has no id', V6, OTHER_INTERFACE],
    ['of IPv6, routed on', V6, { ttl: 63 }],
  ])('%s change nothing but the frames', (_, dial, change) => {
    const once = connectionOf(tell(dial).story, { link: 'sll2' });
    const twice = connectionOf(doubled(tell(dial).story, change), { link: 'sll2' });
    for (const side of ['local', 'remote'] as const) {
      expect(twice.sides[side].packets).toBe(once.sides[side].packets);
      expect(twice.sides[side].syn?.count).toBe(1);
      expect(twice.sides[side].messages).toEqual(once.sides[side].messages);
    }
    expect(twice.establishedAt).not.toBe(null);
  });

  test('may come several at once', () => {
    const { story } = tell();
    const packets = story.packets.flatMap((packet) =>
      [2, 5, 9, 12].map((interfaceIndex) => ({
        ...packet,
        interfaceIndex,
        microseconds: packet.microseconds + interfaceIndex,
      })),
    );
    expect(connectionOf({ packets }, { link: 'sll2' }).sides.local).toMatchObject({ packets: 4, syn: { count: 1 } });
  });

  test('may come after the packets that followed', () => {
    const { story, dialogue } = tell();
    dialogue.client.says(KEEPALIVE);
    dialogue.client.says(KEEPALIVE);
    const late = story.packets.slice(-2).map((packet) => ({ ...packet, ...OTHER_INTERFACE }));
    const packets = [...story.packets, ...late];
    expect(connectionOf({ packets }, { link: 'sll2' }).sides.local).toMatchObject({
      packets: 6,
      messages: { keepalive: 3 },
    });
  });
});

describe('retransmissions', () => {
  test('have an IPv4 id of their own, however soon they come', () => {
    const story = createStory();
    const { client } = story.dial();
    client.syn();
    client.again();
    expect(connectionOf(story, { link: 'sll2' }).sides.local).toMatchObject({ packets: 2, syn: { count: 2 } });
  });

  test('of IPv6 come on the same interface', () => {
    const story = createStory();
    const { client } = story.dial(V6);
    client.syn();
    client.again();
    expect(connectionOf(story, { link: 'sll2' }).sides.local).toMatchObject({ packets: 2, syn: { count: 2 } });
  });

  test('come later than a copy can', () => {
    const story = createStory();
    const { client } = story.dial(V6);
    client.syn();
    story.wait(1);
    client.again();
    const [first, second] = story.packets.map((packet, index) => ({ ...packet, interfaceIndex: index + 2 }));
    const packets = [first, second].flatMap((packet) => packet ?? []);
    expect(connectionOf({ packets }, { link: 'sll2' }).sides.local.syn?.count).toBe(2);
  });

  test('are counted once each where there are copies of them', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.syn();
    story.wait(1);
    client.again();
    server.synAck();
    client.ack();
    client.says(OPEN);
    server.says(ANSWER);
    const { sides } = connectionOf(doubled(story, ROUTED_ON), { link: 'sll2' });
    expect(sides).toMatchObject({
      local: { packets: 4, syn: { count: 2 } },
      remote: { packets: 2, syn: { count: 1 } },
    });
  });
});
