/** Which side is the cluster's. */
import { describe, expect, test } from 'vitest';
import { sessionOf } from '../arbitraries/evidence-of.ts';
import { PacketType } from '../arbitraries/packet.ts';
import { createStory, NODE, ROUTER } from '../arbitraries/story.ts';
import { comeUp, KEEPALIVE } from '../arbitraries/speech.ts';

const whoIsLocal = (...[story, options]: Parameters<typeof sessionOf>) => {
  const { id, local, remote, localInferred, connections } = sessionOf(story, options);
  expect(id).toBe(`${local.address}-${remote.address}`);
  return { local: local.address, inferred: localInferred, openedBy: connections[0]?.openedBy };
};

describe('the local side', () => {
  test('is the one whose packets the capturing host sent', () => {
    const story = createStory({ at: NODE });
    comeUp(story.dial({ client: ROUTER, server: NODE }));
    expect(whoIsLocal(story, { link: 'sll2' })).toEqual({ local: NODE, inferred: false, openedBy: 'remote' });
  });

  test('is the router where the router captured', () => {
    const story = createStory({ at: ROUTER });
    comeUp(story.dial());
    expect(whoIsLocal(story, { link: 'sll2' })).toEqual({ local: ROUTER, inferred: false, openedBy: 'remote' });
  });

  test('is marked by what was received alone', () => {
    const story = createStory({ at: NODE });
    const { server } = story.dial();
    server.says(KEEPALIVE);
    expect(whoIsLocal(story, { link: 'sll2' }).local).toBe(NODE);
  });

  test('is the one that opened the first connection where no packet is marked', () => {
    const story = createStory();
    comeUp(story.dial({ client: ROUTER, server: NODE }));
    story.wait(10);
    comeUp(story.dial());
    expect(whoIsLocal(story)).toEqual({ local: ROUTER, inferred: true, openedBy: 'local' });
  });

  test('is inferred where packets only pass through the capturing host', () => {
    const story = createStory({ at: '10.9.9.9' });
    comeUp(story.dial());
    const packets = story.packets.flatMap((packet) => [
      { ...packet, packetType: PacketType.ToUs },
      { ...packet, packetType: PacketType.FromUs, interfaceIndex: 3, microseconds: packet.microseconds + 20 },
    ]);
    expect(whoIsLocal({ packets }, { link: 'sll2' })).toEqual({ local: NODE, inferred: true, openedBy: 'local' });
  });

  test('is inferred where the packets are those of other hosts', () => {
    const story = createStory({ at: '10.9.9.9' });
    comeUp(story.dial());
    expect(whoIsLocal(story, { link: 'sll2' }).inferred).toBe(true);
  });

  test('is the one with the higher port where no handshake was captured', () => {
    const story = createStory();
    const { server } = story.dial({ client: ROUTER, server: NODE });
    server.says(KEEPALIVE);
    expect(whoIsLocal(story)).toEqual({ local: ROUTER, inferred: true, openedBy: null });
  });

  test('is known of IPv6 as well', () => {
    const story = createStory({ at: '2001:db8::1' });
    comeUp(story.dial({ client: '2001:db8::2', server: '2001:db8::1' }));
    expect(whoIsLocal(story, { link: 'sll2' })).toMatchObject({ local: '2001:db8::1', inferred: false });
  });
});
