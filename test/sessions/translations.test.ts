/** The same flow before and after address translation. */
import { describe, expect, test } from 'vitest';
import { connectionOf, sessionOf, sessionsOf } from '../arbitraries/evidence-of.ts';
import type { Packet } from '../arbitraries/packet.ts';
import { createStory, ROUTER } from '../arbitraries/story.ts';
import { comeUp, OPEN } from '../arbitraries/speech.ts';
import { be16 } from '../net/encode.ts';
import { notification } from '../decoders/bgp/encode.ts';

const POD = '10.244.0.7';
const NODE = '10.0.0.1';

/** As it leaves the node: with the node's address and another port. */
function masqueraded(packet: Packet, port: number): Packet {
  const microseconds = packet.microseconds + 30;
  const [high = 0, low = 0] = be16(port);
  const { source, destination, payload, ttl } = packet;
  if (source === POD)
    return {
      ...packet,
      microseconds,
      source: NODE,
      ttl: ttl - 1,
      interfaceIndex: 3,
      payload: [high, low, ...payload.slice(2)],
    };
  if (destination !== POD) return packet;
  const translated = [...payload.slice(0, 2), high, low, ...payload.slice(4)];
  return {
    ...packet,
    microseconds: packet.microseconds - 30,
    destination: NODE,
    ttl: ttl + 1,
    interfaceIndex: 3,
    payload: translated,
  };
}

const withNat = (packets: readonly Packet[], port = 51_234): readonly Packet[] =>
  packets
    .flatMap((packet) => [packet, masqueraded(packet, port)])
    .toSorted((one, other) => one.microseconds - other.microseconds);

describe('a flow that is masqueraded', () => {
  test('is one session with one connection, shown with the addresses seen first', () => {
    const story = createStory({ at: NODE });
    comeUp(story.dial({ client: POD, timestamp: 77 }));
    const connection = connectionOf({ packets: [...withNat(story.packets)] }, { link: 'sll2' });
    expect(sessionOf({ packets: [...withNat(story.packets)] }).id).toBe(`${POD}-${ROUTER}`);
    expect(connection).toMatchObject({
      openedBy: 'local',
      sides: {
        local: { packets: 4, messages: { open: 1, keepalive: 1 } },
        remote: { packets: 3, messages: { open: 1 } },
      },
    });
    expect(connection.establishedAt).not.toBe(null);
  });

  test('is followed where only one of both was captured later', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial({ client: POD, timestamp: 77 });
    handshake();
    client.says(OPEN);
    server.says(notification(2, 2));
    const all = withNat(story.packets);
    const packets = all.filter(
      ({ source, destination }, index) => index < 6 || (source !== POD && destination !== POD),
    );
    expect(connectionOf({ packets })).toMatchObject({ notifications: [{ from: 'remote', code: 2, subcode: 2 }] });
  });

  test('that dials again is another connection of the same session', () => {
    const story = createStory();
    const first = story.dial({ client: POD, timestamp: 77, clientPort: 42_000, sequences: [100, 200] });
    first.client.syn();
    first.server.rst();
    const before = story.packets.length;
    story.wait(10);
    comeUp(story.dial({ client: POD, timestamp: 77, clientPort: 42_000, sequences: [70_000, 80_000] }));
    const packets = [...withNat(story.packets.slice(0, before)), ...withNat(story.packets.slice(before))];
    expect(sessionsOf(packets)).toMatchObject([
      { connectionCount: 2, connections: [{ end: { kind: 'RST' } }, { openedBy: 'local', end: null }] },
    ]);
  });
});

describe('other speakers that dial at the same time are sessions of their own', () => {
  const sequences = [100, 200] as const;
  test.each([
    ['with another sequence number', { sequences, timestamp: 77 }, { sequences: [101, 200], timestamp: 77 }],
    ['with another time stamp', { sequences, timestamp: 77 }, { sequences, timestamp: 78 }],
    ['without time stamps: a program made the capture', { sequences }, { sequences }],
  ] as const)('%s', (_, one, other) => {
    const story = createStory();
    comeUp(story.dial({ client: POD, ...one }));
    comeUp(story.dial({ client: '10.244.0.8', ...other }));
    expect(sessionsOf(story.packets).map(({ id }) => id)).toEqual([`${POD}-${ROUTER}`, `10.244.0.8-${ROUTER}`]);
  });
});
