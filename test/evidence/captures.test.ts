/** Captures as evidence: what they hold, what they lack, and how several belong together. */
import { describe, expect, test } from 'vitest';
import { createCaptureAnalysis } from '../../src/evidence/captures.ts';
import { connectionOf, readCaptures, sessionOf } from '../arbitraries/evidence-of.ts';
import { type Packet, writePcap } from '../arbitraries/packet.ts';
import { createStory, NODE, ROUTER } from '../arbitraries/story.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN, ROUTES } from '../arbitraries/speech.ts';
import { notification } from '../decoders/bgp/encode.ts';

const write = (...stories: readonly { readonly packets: readonly Packet[] }[]): Uint8Array[] =>
  stories.map(({ packets }) => writePcap(packets));

/** From coming up to a NOTIFICATION, in 15 packets. */
function tell(begins = 1_700_000_000, sequence = 1_000_000) {
  const story = createStory({ begins });
  const dialogue = story.dial({ sequences: [sequence, 2 * sequence] });
  comeUp(dialogue);
  for (let turn = 0; turn < 6; turn += 1) {
    story.wait(30);
    dialogue.client.says(KEEPALIVE, ROUTES);
  }
  dialogue.server.says(notification(4, 0));
  dialogue.server.fin();
  return story;
}

describe('files that follow one another', () => {
  test.each([1, 3, 6, 9, 13])('are one story, cut after packet %i', (cut) => {
    const { packets } = tell();
    const files = [packets.slice(0, cut), packets.slice(cut)].map((part) => writePcap(part));
    const { sessions = [] } = readCaptures(files).evidence;
    const [whole] = readCaptures([writePcap(packets)]).evidence.sessions ?? [];
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({
      state: 'failed',
      connectionCount: 1,
      messages: whole?.messages,
      connections: [{ establishedAt: { time: whole?.connections[0]?.establishedAt?.time } }],
      firstSeen: { source: '1.pcap', frame: 1 },
      lastSeen: { source: '2.pcap', frame: packets.length - cut },
    });
  });

  test('may overlap by a second', () => {
    const { packets } = tell();
    const { evidence } = readCaptures([writePcap(packets.slice(0, 6)), writePcap(packets.slice(4))]);
    expect(evidence.sessions).toMatchObject([{ connectionCount: 1, messages: { open: 2 } }]);
  });

  test('each say how many sessions pass through them', () => {
    const { packets } = tell();
    const files = [packets.slice(0, 5), packets.slice(5, 9), packets.slice(9)].map((part) => writePcap(part));
    const { captures = [] } = readCaptures(files).evidence;
    expect(captures.map(({ source, sessions }) => [source, sessions])).toEqual([
      ['1.pcap', 1],
      ['2.pcap', 1],
      ['3.pcap', 1],
    ]);
  });

  test('learn of a port of BGP from one another', () => {
    const story = createStory();
    comeUp(story.dial({ serverPort: 1790 }));
    story.wait(10);
    const { client, server } = story.dial({ serverPort: 1790 });
    client.syn();
    server.rst();
    const files = [writePcap(story.packets.slice(0, 6)), writePcap(story.packets.slice(6))];
    expect(readCaptures(files).evidence.sessions).toMatchObject([{ connectionCount: 2 }]);
  });
});

describe('files of the same time', () => {
  test('show it from two places: connections that have nothing in common make a session each', () => {
    const { sessions = [], captures = [] } = readCaptures(write(tell(), tell(1_700_000_000, 7))).evidence;
    expect(sessions.map(({ id, firstSeen, messages }) => [id, firstSeen.source, messages.open])).toEqual([
      [`${NODE}-${ROUTER}`, '1.pcap', 2],
      [`${NODE}-${ROUTER}`, '2.pcap', 2],
    ]);
    expect(captures.map(({ sessions: count }) => count)).toEqual([1, 1]);
  });

  test('and files in the wrong order are not one story', () => {
    const { sessions } = readCaptures(write(tell(1_700_001_000), tell(1_700_000_000, 7))).evidence;
    expect(sessions).toHaveLength(2);
  });
});

describe('what is said of a capture', () => {
  test('its format, its link types and its size', () => {
    const { packets } = tell();
    const capture = writePcap(packets, { link: 'sll2' });
    expect(readCaptures([capture]).sources).toEqual([
      {
        kind: 'pcap',
        name: '1.pcap',
        format: 'pcap',
        bytes: capture.length,
        linkTypes: ['LINUX_SLL2'],
        packets: packets.length,
      },
    ]);
  });

  test('the kinds of its packets, in sessions or not', () => {
    const story = createStory();
    comeUp(story.dial());
    story.dial({ serverPort: 443 }).handshake();
    story.icmp('10.0.0.254', 3, 1);
    story.copy({ protocol: 17, payload: [0, 53, 0, 53, 0, 8, 0, 0] });
    story.copy({ protocol: 89, payload: [2, 1, 0, 44] });
    const [capture] = readCaptures(write(story)).evidence.captures ?? [];
    expect(capture).toMatchObject({
      packets: 13,
      kinds: { TCP: 10, ICMP: 1, UDP: 1, 'other IP': 1 },
      sessions: 1,
      fault: null,
      snapped: null,
    });
  });

  test('where and why reading stopped', () => {
    const capture = writePcap(tell().packets);
    const { evidence } = readCaptures([capture.subarray(0, capture.length - 3)]);
    expect(evidence.captures).toMatchObject([
      { packets: 14, fault: { frame: 14, reason: expect.stringContaining('packet 15') } },
    ]);
    expect(evidence.sessions).toHaveLength(1);
  });

  test('why its source ended early', () => {
    const capture = writePcap(tell().packets);
    const analysis = createCaptureAnalysis();
    const input = analysis.open('live.pcap');
    input.push(capture);
    input.end(null, 'gzip ends in the middle of a block');
    const { evidence, sources } = analysis.finish();
    expect(evidence.captures).toMatchObject([
      { source: 'live.pcap', fault: { frame: 15, reason: 'gzip ends in the middle of a block' } },
    ]);
    expect(sources).toMatchObject([{ name: 'live.pcap', bytes: null }]);
  });

  test('what is no capture is a fault, not an exception', () => {
    const { evidence, sources } = readCaptures([
      new TextEncoder().encode('BGP neighbor is 10.0.0.2\n'),
      new Uint8Array(0),
    ]);
    expect(evidence.sessions).toEqual([]);
    expect(evidence.captures).toMatchObject([
      { packets: 0, sessions: 0 },
      { packets: 0, sessions: 0 },
    ]);
    expect(evidence.captures?.map(({ fault }) => fault === null)).toEqual([false, false]);
    expect(sources).toMatchObject([{ format: null }, { format: null }]);
  });
});

describe('a snap length', () => {
  test('that cuts messages is told, with the first packet', () => {
    const { packets } = tell();
    const [capture] = readCaptures([writePcap(packets, { snapLength: 80 })]).evidence.captures ?? [];
    expect(capture?.snapped).toMatchObject({
      captured: 80,
      original: 97,
      first: { frame: 4, text: '80 of 97 octets captured' },
    });
    expect(capture?.snapped?.count).toBe(8);
  });

  test('that leaves every message whole is not', () => {
    const { packets } = tell();
    expect(readCaptures([writePcap(packets, { snapLength: 200 })]).evidence.captures).toMatchObject([
      { snapped: null },
    ]);
  });

  test('that leaves the headers lets the session be followed', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    client.says(OPEN);
    server.says(ANSWER);
    server.says(notification(2, 2, [0xfc, 1]));
    server.fin();
    const connection = connectionOf(story, { snapLength: 14 + 20 + 20 + 21 });
    expect(connection.notifications).toMatchObject([{ from: 'remote', code: 2, subcode: 2 }]);
    expect(connection.sides).toMatchObject({
      local: { missing: null, malformed: [], messages: { open: 1 } },
      remote: { missing: null, malformed: [], messages: { open: 1, notification: 1 } },
    });
  });

  test('that leaves no message lets the handshake be followed', () => {
    const { packets } = tell();
    expect(sessionOf({ packets }, { snapLength: 54 })).toMatchObject({
      messages: { open: 0 },
      connections: [{ openedBy: 'local', openedAt: { frame: 3 }, end: { kind: 'FIN' } }],
    });
  });
});

test('values do not hang on the buffers that the octets came in', () => {
  const story = createStory();
  const { client, server, handshake } = story.dial();
  handshake();
  client.says(OPEN);
  server.says(notification(6, 2, [5, ...Buffer.from('hello')]));
  expect(connectionOf(story)).toMatchObject({
    opens: {
      local: {
        capabilities: [
          { code: 1, afi: 1, safi: 1 },
          { code: 65, as: 64_512 },
        ],
      },
    },
    notifications: [{ shutdownText: 'hello', data: Uint8Array.of(5, ...Buffer.from('hello')) }],
  });
});
