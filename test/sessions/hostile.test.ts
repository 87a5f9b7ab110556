/** Captures that lose, repeat, disorder and corrupt. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toReportSession } from '../../src/evidence/report-session.ts';
import type { BgpSession } from '../../src/model/bgp-session.ts';
import { readCaptures, sessionsOf } from '../arbitraries/evidence-of.ts';
import { type Packet, writePcap } from '../arbitraries/packet.ts';
import { createStory } from '../arbitraries/story.ts';
import { comeUp, KEEPALIVE, ROUTES } from '../arbitraries/speech.ts';
import { notification } from '../decoders/bgp/encode.ts';
import { runs } from '../arbitraries/runs.ts';

/** A session with messages across segments, across the wrap of sequence numbers, until it is shut down. */
const packets: readonly Packet[] = (() => {
  const story = createStory();
  const dialogue = story.dial({ sequences: [0xffff_ff00, 0xffff_ffa0] });
  comeUp(dialogue);
  const { client, server } = dialogue;
  const stream = Uint8Array.from([ROUTES, KEEPALIVE, ROUTES, ROUTES, ROUTES, KEEPALIVE].flatMap((part) => [...part]));
  for (let at = 0; at < stream.length; at += 50) {
    client.says(stream.subarray(at, at + 50));
    server.ack();
  }
  server.says(KEEPALIVE);
  client.says(notification(6, 2));
  client.fin();
  server.fin();
  return story.packets;
})();

const tally = ({ state, messages, connections }: BgpSession) => ({
  state,
  messages,
  routes: connections.map(({ sides }) => [sides.local.routes, sides.remote.routes]),
  malformed: connections.map(({ sides }) => [...sides.local.malformed, ...sides.remote.malformed]),
  missing: connections.map(({ sides }) => [sides.local.missing, sides.remote.missing]),
});
const whole = sessionsOf(packets).map(tally);

test('the story is told whole', () => {
  expect(whole).toMatchObject([
    {
      state: 'closed',
      messages: { open: 2, update: 4, notification: 1, keepalive: 5, routeRefresh: 0 },
      malformed: [[]],
      missing: [[null, null]],
    },
  ]);
});

describe('a capture that', () => {
  test('disorders neighbours and repeats packets tells the same', () => {
    const delays = fc.array(fc.nat({ max: 2500 }), { minLength: packets.length, maxLength: packets.length });
    const repeats = fc.subarray([...packets]);
    fc.assert(
      fc.property(delays, repeats, (late, again) => {
        // The handshake stays in front: a connection whose data come before it begins midstream.
        const seen = packets
          .slice(3)
          .map((packet, index) => ({ packet, at: packet.microseconds + (late[index] ?? 0) }));
        const repeated = again.map((packet) => ({
          packet: { ...packet, id: packet.id + 5000 },
          at: packet.microseconds + 900_000,
        }));
        const order = [...seen, ...repeated].toSorted((one, other) => one.at - other.at);
        const captured = order.map(({ packet, at }) => ({ ...packet, microseconds: at }));
        expect(sessionsOf([...packets.slice(0, 3), ...captured]).map(tally)).toEqual(whole);
      }),
    );
  });

  test('loses packets shows no message that was not sent, and none as malformed', () => {
    const sent = whole[0]?.messages;
    fc.assert(
      fc.property(fc.subarray([...packets]), (captured) => {
        for (const { messages, connections } of sessionsOf(captured)) {
          expect(connections).toHaveLength(1);
          for (const type of ['open', 'update', 'notification', 'keepalive', 'routeRefresh'] as const)
            expect(messages[type]).toBeLessThanOrEqual(sent?.[type] ?? 0);
          for (const { sides } of connections)
            expect([...sides.local.malformed, ...sides.remote.malformed]).toEqual([]);
        }
      }),
      runs(50),
    );
  });

  test('has octets changed anywhere gives evidence, never an exception', () => {
    const original = writePcap(packets);
    const changes = fc.array(fc.tuple(fc.nat({ max: original.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(changes, fc.nat({ max: original.length }), (changed, length) => {
        const capture = original.slice();
        for (const [at, octet] of changed) capture[at] = octet;
        const { sessions = [] } = readCaptures([capture, capture.subarray(0, length)]).evidence;
        for (const session of sessions) expect(toReportSession(session).status).toMatch(/\.$/);
      }),
      runs(50),
    );
  });

  test('was made by a fuzzer of TCP gives evidence, never an exception', () => {
    const segment = fc.record({
      packet: fc.constantFrom(...packets),
      at: fc.nat({ max: 19 }),
      octet: fc.nat({ max: 255 }),
      wait: fc.constantFrom(0, 5, 1000, 900_000),
    });
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 60 }), (segments) => {
        let microseconds = 1e15;
        const captured = segments.map(({ packet, at, octet, wait }) => {
          microseconds += wait;
          // Offset 12 holds the header's length, ports stay what they are.
          return { ...packet, microseconds, payload: packet.payload.with(4 + (at % 16), octet) };
        });
        for (const session of sessionsOf(captured)) expect(toReportSession(session).status).toMatch(/\.$/);
      }),
      runs(50),
    );
  });
});
