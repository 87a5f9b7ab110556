/** Memory is bounded whatever a capture holds, and what is left out is said. */
import { createBudget } from '../../src/sessions/budget.ts';
import { describe, expect, test } from 'vitest';
import { createConnection } from '../../src/sessions/connection.ts';
import { addConnection, createSession } from '../../src/sessions/session.ts';
import { readCaptures, sessionOf } from '../arbitraries/evidence-of.ts';
import { writePcap } from '../arbitraries/packet.ts';
import { createStory } from '../arbitraries/story.ts';
import { comeUp, OPEN, ROUTES } from '../arbitraries/speech.ts';
import { message, notification } from '../decoders/bgp/encode.ts';

describe('a peer that tries a thousand times', () => {
  const story = createStory();
  const refuse = (): void => {
    const { client, server } = story.dial();
    client.syn();
    server.rst();
    story.wait(5);
  };
  for (let turn = 0; turn < 500; turn += 1) refuse();
  comeUp(story.dial());
  for (let turn = 501; turn < 1000; turn += 1) refuse();
  const session = sessionOf(story);
  const numbers = session.connections.map(({ number }) => number);

  test('is counted in full', () => {
    expect(session.connectionCount).toBe(1000);
    expect(session.connections).toHaveLength(400);
  });

  test('keeps its first attempts, its last ones, and the one that came up', () => {
    expect(numbers.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(numbers.slice(101)).toEqual(Array.from({ length: 299 }, (_, index) => index + 702));
    expect(numbers[100]).toBe(501);
    expect(session.connections[100]?.establishedAt).not.toBe(null);
  });
});

test('ten thousand pairs of speakers are followed; that there are more is said', () => {
  const story = createStory();
  const dial = (index: number): void => story.dial({ client: `10.${index >> 8}.${index & 255}.1` }).client.syn();
  for (let index = 0; index < 10_001; index += 1) dial(index);
  dial(10_000);
  dial(3);
  const { evidence, incomplete } = readCaptures([writePcap(story.packets)]);
  expect(evidence.sessions).toHaveLength(10_000);
  expect(evidence.sessions?.[3]?.connectionCount).toBe(2);
  expect(incomplete).toEqual([
    {
      source: null,
      what: 'sessions',
      why: 'the capture holds more pairs of BGP speakers than the 10000 that were followed; at least 1 were not',
    },
  ]);
});

test('a flood of connections leaves a few of each session', () => {
  const stamp = { source: 'x.pcap', frame: 1, seconds: 0, nanoseconds: 0, digits: 6, ahead: 0 };
  const session = createSession(['10.0.0.1', '10.0.0.2']);
  for (let number = 1; number <= 50; number += 1)
    addConnection(
      session,
      createConnection(number, session.addresses, session, [40_000, 179], stamp, false, createBudget()),
      20_000,
    );
  expect(session.connectionCount).toBe(50);
  expect(session.connections.map(({ number }) => number)).toEqual([1, 48, 49, 50]);
});

test('notifications, faults and AS numbers are kept up to a limit', () => {
  const story = createStory();
  const { client, handshake } = story.dial();
  handshake();
  client.says(OPEN);
  for (let turn = 0; turn < 100; turn += 1) {
    const path = [0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfb, 0xf0 + (turn % 16), 0x40, 3, 4, 10, 0, 0, 2];
    client.says(notification(6, 4), message(1), message(2, [0, 0, 0, path.length], path, [8, 10]));
  }
  const [connection] = sessionOf(story).connections;
  expect(connection?.notifications).toHaveLength(20);
  expect(connection?.sides.local.malformed).toHaveLength(20);
  expect(connection?.sides.local.reservedAs).toHaveLength(8);
});

test('a stream that is never acknowledged waits in a bounded queue', () => {
  const story = createStory();
  const { client, handshake } = story.dial();
  handshake();
  client.says(OPEN);
  client.unseen(ROUTES);
  for (let turn = 0; turn < 1100; turn += 1) client.says(ROUTES);
  expect(sessionOf(story).connections[0]?.sides.local).toMatchObject({
    missing: { bytes: ROUTES.length },
    messages: { open: 1, update: 1100 },
    malformed: [],
  });
});
