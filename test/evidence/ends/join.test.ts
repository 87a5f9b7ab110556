/** Two captures of one session: told once, by one clock, whichever was given first. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toReportSession } from '../../../src/evidence/report-session.ts';
import { type Packet, writePcap } from '../../arbitraries/packet.ts';
import { comeUp, KEEPALIVE, ROUTES } from '../../arbitraries/speech.ts';
import { createStory, NODE, ROUTER, type Story } from '../../arbitraries/story.ts';
import { notification } from '../../decoders/bgp/encode.ts';
import { captureBoth, joined, readNamed } from './two-ends.ts';

const up = (begins = 1_700_000_000, salt = 0): Story => {
  const story = createStory({ begins });
  const dialogue = story.dial({ sequences: [3_000_000_000 + salt, 1_000_000_000 + salt] });
  comeUp(dialogue);
  dialogue.client.says(ROUTES);
  story.wait(30);
  dialogue.server.says(KEEPALIVE);
  dialogue.client.says(KEEPALIVE);
  return story;
};

const translate = (packet: Packet): Packet => ({
  ...packet,
  source: packet.source === NODE ? '203.0.113.9' : packet.source,
  destination: packet.destination === NODE ? '203.0.113.9' : packet.destination,
});

const readBoth = ([node, router]: readonly [Uint8Array, Uint8Array], turned = false) =>
  readNamed(
    turned
      ? [
          ['b.pcap', router],
          ['a.pcap', node],
        ]
      : [
          ['a.pcap', node],
          ['b.pcap', router],
        ],
  );

describe('captures of both ends', () => {
  test('are one session, by the clock of one', () => {
    const session = joined(up().packets, { ahead: 12.5 });
    expect(session).toMatchObject({
      id: `${NODE}-${ROUTER}`,
      state: 'established',
      connectionCount: 1,
      messages: { open: 2, update: 1, keepalive: 4 },
      bothEnds: { sources: { local: 'node.pcap', remote: 'router.pcap' } },
    });
    expect(session.bothEnds?.clock.difference).toBeCloseTo(12.5, 3);
    expect(session.bothEnds?.clock.uncertainty).toBeCloseTo(0.0004, 5);
    const { ladder } = toReportSession(session);
    expect(ladder.slice(0, 3).map(({ event, time, source }) => [event, time.slice(17), source])).toEqual([
      ['SYN', '20.001000Z', 'node.pcap'],
      ['SYN-ACK', '20.002000Z', 'router.pcap'],
      ['OPEN', '20.004000Z', 'node.pcap'],
    ]);
  });

  test.each([-3600, -12.5, 0, 12.5, 3600])('in any order, the clocks %i s apart', (ahead) => {
    const captures = captureBoth(up().packets, { ahead });
    const { sessions: one = [] } = readBoth(captures).evidence;
    const { sessions: other = [] } = readBoth(captures, true).evidence;
    expect(one).toHaveLength(1);
    expect(other).toEqual(one);
  });

  test('without the marks of a host, by how long packets take', () => {
    const session = joined(up().packets, { ahead: 5, link: 'ethernet' });
    expect(session.bothEnds?.sources).toEqual({ local: 'node.pcap', remote: 'router.pcap' });
    expect(session.bothEnds?.clock.difference).toBeCloseTo(5, 3);
  });

  test('that begin amidst the connection', () => {
    const { packets } = up();
    const session = joined(packets.slice(6), { ahead: -7 });
    expect(session).toMatchObject({ connections: [{ midstream: true }] });
    expect(session.bothEnds?.clock.difference).toBeCloseTo(-7, 3);
  });

  test.each([-90, 0, 90])('with the addresses translated between them, the clocks %i s apart', (ahead) => {
    const session = joined(up().packets, { translate, ahead });
    expect(session).toMatchObject({
      id: `${NODE}-${ROUTER}`,
      bothEnds: { translated: { local: '203.0.113.9', remote: ROUTER } },
    });
  });

  test('a NOTIFICATION that never arrives explains the end all the same', () => {
    const story = createStory();
    const dialogue = story.dial({ sequences: [3_000_000_000, 1_000_000_000] });
    comeUp(dialogue);
    dialogue.server.says(notification(6, 2));
    const last = story.packets.length - 1;
    story.wait(2);
    dialogue.server.again();
    const session = joined(story.packets, { way: (_packet, index) => (index >= last ? null : 0.0004) });
    expect(session.connections[0]?.notifications).toMatchObject([{ from: 'remote', code: 6, subcode: 2 }]);
  });
});

describe('what is not both ends of one session', () => {
  test('the same capture twice is told once, and as it is', () => {
    const capture = writePcap(up().packets, { link: 'sll2' });
    const { sessions = [] } = readNamed([
      ['a.pcap', capture],
      ['b.pcap', capture],
    ]).evidence;
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.bothEnds).toBeUndefined();
  });

  test('sessions of the same addresses at different times are two', () => {
    const [before] = captureBoth(up(1_700_001_000, 5_000_000).packets);
    const [, after] = captureBoth(up().packets);
    const { sessions = [] } = readBoth([before, after]).evidence;
    expect(sessions).toHaveLength(2);
  });
});

test('the difference of the clocks is within its uncertainty, whatever the packets take', () => {
  const { packets } = up();
  const micro = fc.integer({ min: 1, max: 900 });
  fc.assert(
    fc.property(
      fc.integer({ min: -86_400_000_000, max: 86_400_000_000 }),
      fc.array(micro, { minLength: packets.length, maxLength: packets.length }),
      (ahead, ways) => {
        const session = joined(packets, {
          ahead: ahead / 1e6,
          way: (_packet, index) => (ways[index] ?? 0) / 1e6,
        });
        const { difference = NaN, uncertainty = NaN } = session.bothEnds?.clock ?? {};
        expect(Math.abs(difference - ahead / 1e6)).toBeLessThanOrEqual((uncertainty ?? 0) + 1e-6);
      },
    ),
    { numRuns: 15 },
  );
});
