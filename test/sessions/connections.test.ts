/** From handshakes and their ends to connections. */
import { describe, expect, test } from 'vitest';
import { connectionOf, sessionOf } from '../arbitraries/evidence-of.ts';
import { createStory, NODE, ROUTER } from '../arbitraries/story.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN, ROUTES } from '../arbitraries/speech.ts';
import { message, notification } from '../decoders/bgp/encode.ts';

const rungs = (connection: { readonly ladder: readonly { readonly event: string; readonly from: string | null }[] }) =>
  connection.ladder.map(({ event, from }) => (from === null ? event : `${from} ${event}`));

describe('a connection', () => {
  test('is told from SYN to FIN', () => {
    const story = createStory();
    const dialogue = story.dial({ clientPort: 41_000 });
    comeUp(dialogue);
    dialogue.server.says(notification(6, 2));
    dialogue.server.fin();
    dialogue.client.fin();

    const connection = connectionOf(story);
    expect(connection).toMatchObject({
      number: 1,
      ports: { local: 41_000, remote: 179 },
      openedBy: 'local',
      midstream: false,
      openedAt: { frame: 3, source: '1.pcap', time: '2023-11-14T22:13:20.003000Z' },
      opens: { local: { as: 64_512, at: { frame: 4 } }, remote: { as: 65_001, at: { frame: 5 } } },
      establishedAt: { frame: 7 },
      notifications: [
        { from: 'remote', code: 6, subcode: 2, answers: { frame: 6, text: 'KEEPALIVE' }, at: { frame: 8 } },
      ],
      end: { kind: 'FIN', from: 'remote', at: { frame: 9 } },
    });
    expect(rungs(connection)).toEqual([
      'local SYN',
      'remote SYN-ACK',
      'local OPEN',
      'remote OPEN',
      'remote KEEPALIVE',
      'local KEEPALIVE',
      'ESTABLISHED',
      'remote NOTIFICATION',
      'remote FIN',
    ]);
  });

  test('holds what each side sent', () => {
    const story = createStory();
    const dialogue = story.dial({ auth: 'md5', ttl: 255 });
    comeUp(dialogue);
    dialogue.client.says(ROUTES, ROUTES);
    expect(connectionOf(story).sides.local).toMatchObject({
      packets: 5,
      lastPacket: { frame: 8 },
      syn: { count: 1, ttl: 255, mss: 1460, auth: 'md5', at: { frame: 1 } },
      signed: 5,
      unsigned: 0,
      ttl: { min: 255, max: 255 },
      messages: { open: 1, update: 2, notification: 0, keepalive: 1, routeRefresh: 0 },
      firstMessage: { frame: 4 },
      lastMessage: { frame: 8 },
      missing: null,
      unseen: false,
      malformed: [],
      routes: new Map([['ipv4-unicast', { announced: 4, withdrawn: 0, endOfRib: false }]]),
    });
  });

  test('that is refused never opens', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.syn();
    server.rst();
    expect(connectionOf(story)).toMatchObject({
      openedBy: 'local',
      openedAt: null,
      end: { kind: 'RST', from: 'remote' },
      sides: { remote: { refusal: { frame: 2 }, syn: null } },
    });
  });

  test('that gets no answer counts its SYNs', () => {
    const story = createStory();
    const { client } = story.dial();
    client.syn();
    for (const seconds of [1, 2, 4]) {
      story.wait(seconds);
      client.again();
    }
    expect(connectionOf(story)).toMatchObject({
      openedAt: null,
      sides: {
        local: { syn: { count: 4, at: { frame: 1 }, last: { frame: 4 } } },
        remote: { packets: 0, unseen: false },
      },
    });
  });

  test('whose SYN-ACK was captured before its SYN is one', () => {
    const story = createStory();
    const dialogue = story.dial();
    comeUp(dialogue);
    const [syn, answer, ...rest] = story.packets;
    const packets = [answer, syn, ...rest].flatMap((packet) => packet ?? []);
    expect(connectionOf({ packets })).toMatchObject({
      openedBy: 'local',
      midstream: false,
      openedAt: { frame: 3 },
      establishedAt: { frame: 7 },
    });
  });

  test('that both ends open at once from the same ports is one', () => {
    const story = createStory();
    const { client, server } = story.dial({ clientPort: 179 });
    client.syn();
    server.syn();
    server.again();
    client.says(OPEN);
    server.says(ANSWER, KEEPALIVE);
    client.says(KEEPALIVE);
    expect(connectionOf(story)).toMatchObject({ openedBy: 'local', establishedAt: { frame: 6 } });
  });
});

describe('ports that are used again', () => {
  test('a SYN with another sequence number begins a new connection', () => {
    const story = createStory();
    const first = story.dial({ clientPort: 41_000, sequences: [100, 200] });
    first.handshake();
    first.client.says(OPEN);
    first.server.says(notification(2, 2));
    first.server.fin();
    story.wait(10);
    comeUp(story.dial({ clientPort: 41_000, sequences: [90, 150] }));

    const { connections, state } = sessionOf(story);
    expect(connections).toMatchObject([
      { number: 1, establishedAt: null, end: { kind: 'FIN' }, notifications: [{ code: 2 }] },
      { number: 2, establishedAt: { frame: 13 }, end: null, notifications: [] },
    ]);
    expect(state).toBe('recovered');
  });

  test('a SYN after the end that was not captured does as well', () => {
    const story = createStory();
    comeUp(story.dial({ clientPort: 41_000, sequences: [100, 200] }));
    story.wait(100);
    story.dial({ clientPort: 41_000, sequences: [5000, 6000] }).client.syn();
    expect(sessionOf(story).connections).toHaveLength(2);
  });

  test('the same SYN again does not', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.syn();
    story.wait(1);
    client.again();
    server.synAck();
    story.wait(1);
    server.again();
    client.ack();
    expect(connectionOf(story).sides).toMatchObject({ local: { syn: { count: 2 } }, remote: { syn: { count: 2 } } });
  });

  test('a SYN of a connection that was seen midstream begins a new one', () => {
    const story = createStory();
    const first = story.dial({ clientPort: 41_000, sequences: [100, 200] });
    first.client.says(KEEPALIVE);
    first.server.says(KEEPALIVE);
    story.wait(1);
    comeUp(story.dial({ clientPort: 41_000, sequences: [5000, 6000] }));
    expect(sessionOf(story).connections).toMatchObject([
      { midstream: true, openedBy: null },
      { midstream: false, openedBy: 'local' },
    ]);
  });

  test('an answer to a SYN that was not captured, after the end, begins a new one', () => {
    const story = createStory();
    const first = story.dial({ clientPort: 41_000, sequences: [100, 200] });
    comeUp(first);
    first.server.rst();
    story.wait(10);
    const second = story.dial({ clientPort: 41_000, sequences: [90_000, 70_000] });
    second.client.syn();
    story.packets.pop();
    second.server.synAck();
    second.client.ack();
    second.client.says(OPEN);
    second.server.says(ANSWER);
    expect(sessionOf(story).connections).toMatchObject([
      { end: { kind: 'RST' }, opens: { local: { as: 64_512 }, remote: { as: 65_001 } } },
      { end: null, openedBy: 'local', opens: { local: { as: 64_512 }, remote: { as: 65_001 } } },
    ]);
  });
});

describe('a capture that begins with the connection open', () => {
  test('is established by KEEPALIVEs both ways', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.says(KEEPALIVE);
    server.ack();
    expect(connectionOf(story).establishedAt).toBe(null);
    server.says(KEEPALIVE);
    expect(connectionOf(story)).toMatchObject({
      midstream: true,
      openedBy: null,
      openedAt: null,
      establishedAt: { frame: 3 },
    });
  });

  test('is established by repeated KEEPALIVEs of one side, or by an UPDATE', () => {
    const repeated = createStory();
    const { client } = repeated.dial();
    client.says(KEEPALIVE);
    repeated.wait(30);
    client.says(KEEPALIVE);
    expect(connectionOf(repeated).establishedAt).toMatchObject({ frame: 2 });

    const updated = createStory();
    updated.dial().server.says(ROUTES);
    expect(connectionOf(updated).establishedAt).toMatchObject({ frame: 1 });
  });

  test('is not established by the KEEPALIVE that answers an OPEN', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.says(OPEN);
    server.says(ANSWER, KEEPALIVE);
    expect(connectionOf(story).establishedAt).toBe(null);
    client.says(KEEPALIVE);
    expect(connectionOf(story).establishedAt).toMatchObject({ frame: 3 });
  });

  test('may begin inside a message', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.says(ROUTES.subarray(20), KEEPALIVE);
    server.says(KEEPALIVE);
    const connection = connectionOf(story);
    expect(connection.establishedAt).toMatchObject({ frame: 2 });
    expect(connection.sides.local).toMatchObject({ malformed: [], messages: { update: 0, keepalive: 1 } });
  });

  test('reads UPDATEs without OPENs as they fit: 2-octet AS numbers', () => {
    const story = createStory();
    const path = [0x40, 1, 1, 0, 0x40, 2, 6, 2, 2, 0xfd, 0xe9, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 2];
    story.dial().server.says(message(2, [0, 0, 0, path.length], path, [24, 10, 1, 2]));
    expect(connectionOf(story).sides.remote).toMatchObject({
      malformed: [],
      routes: new Map([['ipv4-unicast', { announced: 1, withdrawn: 0, endOfRib: false }]]),
    });
  });
});

describe('a session is established', () => {
  test('once the KEEPALIVEs are taken: TTL security drops them behind the capture', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    client.says(OPEN);
    server.says(ANSWER);
    client.says(KEEPALIVE);
    const { packets } = story;
    server.says(KEEPALIVE);
    // The router has not seen the node's KEEPALIVE, and the node repeats it.
    const stale = packets[4]?.payload ?? [];
    const last = packets.pop();
    if (last !== undefined)
      packets.push({
        ...last,
        payload: [...last.payload.slice(0, 8), ...stale.slice(8, 12), ...last.payload.slice(12)],
      });
    for (let turn = 0; turn < 3; turn += 1) {
      story.wait(1);
      client.again();
    }
    expect(connectionOf(story)).toMatchObject({ establishedAt: null, opens: { local: {}, remote: {} } });
  });

  test('if the capture ends right behind the last KEEPALIVE', () => {
    const story = createStory();
    comeUp(story.dial());
    story.packets.pop();
    expect(connectionOf(story).establishedAt).toMatchObject({ frame: 6 });
  });

  test('by no KEEPALIVE behind a NOTIFICATION', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    client.says(OPEN);
    server.says(ANSWER, notification(2, 2), KEEPALIVE);
    client.says(KEEPALIVE);
    expect(connectionOf(story).establishedAt).toBe(null);
  });
});

describe('octets that the capture lost', () => {
  test('an OPEN that was acknowledged and not captured is missing, not unsent', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    client.unseen(OPEN);
    server.says(ANSWER, KEEPALIVE);
    server.fin();
    expect(connectionOf(story)).toMatchObject({
      opens: { local: null },
      sides: { local: { missing: { bytes: OPEN.length } }, remote: { missing: null } },
    });
  });

  test('what was sent before the capture, and shows only as an old segment that is sent again, is not missing', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    server.misses();
    client.says(ROUTES);
    client.says(ROUTES);
    client.says(ROUTES);
    const before = story.packets.length;
    client.again(2);
    server.catchesUp();
    server.ack();
    client.says(KEEPALIVE);
    server.ack();
    const packets = story.packets.slice(before);
    expect(connectionOf({ packets }).sides.local.missing).toBeNull();
    client.unseen(KEEPALIVE);
    client.says(KEEPALIVE);
    server.ack();
    story.wait(5);
    client.says(KEEPALIVE);
    expect(connectionOf({ packets: story.packets.slice(before) }).sides.local.missing).toMatchObject({
      bytes: KEEPALIVE.length,
    });
  });

  test('an acknowledged FIN of an end that said nothing is not missing', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    client.fin();
    server.fin();
    client.ack();
    expect(connectionOf(story).sides).toMatchObject({ local: { missing: null }, remote: { missing: null } });
  });

  test('what comes after them is read', () => {
    const story = createStory();
    const dialogue = story.dial();
    comeUp(dialogue);
    dialogue.client.says(ROUTES);
    dialogue.client.unseen(ROUTES, ROUTES);
    for (let turn = 0; turn < 4; turn += 1) {
      dialogue.client.says(KEEPALIVE);
      dialogue.server.ack();
    }
    expect(connectionOf(story).sides.local).toMatchObject({
      missing: { bytes: 2 * ROUTES.length },
      messages: { update: 1, keepalive: 5 },
      malformed: [],
    });
  });

  test('one direction alone is seen to be answered', () => {
    const story = createStory();
    comeUp(story.dial());
    const packets = story.packets.filter(({ source }) => source === NODE);
    const session = sessionOf({ packets });
    expect(session).toMatchObject({ id: `${NODE}-${ROUTER}` });
    expect(session.connections[0]?.sides.remote).toMatchObject({ packets: 0, unseen: true });
  });
});

describe('TCP that repeats', () => {
  test('a retransmission is counted as a packet, its messages once', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial();
    handshake();
    client.says(OPEN);
    story.wait(0.3);
    client.again();
    server.says(ANSWER);
    expect(connectionOf(story).sides.local).toMatchObject({ packets: 4, messages: { open: 1 } });
  });

  test('a message in many segments is one, at the packet of its last octet', () => {
    const story = createStory();
    const { client, handshake } = story.dial();
    handshake();
    for (let at = 0; at < OPEN.length; at += 7) client.says(OPEN.subarray(at, at + 7));
    expect(connectionOf(story).opens.local).toMatchObject({ as: 64_512, at: { frame: story.packets.length } });
  });
});
