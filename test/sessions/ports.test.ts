/** BGP on ports other than 179. */
import { describe, expect, test } from 'vitest';
import { connectionOf, readCaptures, sessionsOf } from '../arbitraries/evidence-of.ts';
import { writePcap } from '../arbitraries/packet.ts';
import { createStory, NODE, ROUTER } from '../arbitraries/story.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN } from '../arbitraries/speech.ts';

describe('a port that carries BGP without being known to', () => {
  test('shows by a marker, and the connection begins with its handshake', () => {
    const story = createStory();
    comeUp(story.dial({ serverPort: 1790 }));
    expect(connectionOf(story)).toMatchObject({
      openedBy: 'local',
      midstream: false,
      ports: { remote: 1790 },
      first: { frame: 1 },
      establishedAt: { frame: 7 },
      sides: { local: { syn: { at: { frame: 1 }, mss: 1460 } }, remote: { syn: { at: { frame: 2 } } } },
    });
  });

  test('shows by the answer, too', () => {
    const story = createStory();
    const { client, server, handshake } = story.dial({ serverPort: 1790 });
    handshake();
    server.says(ANSWER);
    client.says(OPEN, KEEPALIVE);
    server.says(KEEPALIVE);
    expect(connectionOf(story)).toMatchObject({
      openedBy: 'local',
      ports: { remote: 1790 },
      establishedAt: { frame: 6 },
    });
  });

  test('is known from then on: the next attempt needs no marker', () => {
    const story = createStory();
    comeUp(story.dial({ serverPort: 1790 }));
    const { client, server } = story.dial({ serverPort: 1790 });
    client.syn();
    server.rst();
    expect(sessionsOf(story.packets)).toMatchObject([{ connectionCount: 2 }]);
  });

  test('takes the last handshake of ports that were used before', () => {
    const story = createStory();
    const first = story.dial({ serverPort: 1790, clientPort: 41_000, sequences: [100, 200] });
    first.handshake();
    first.server.rst();
    story.wait(5);
    comeUp(story.dial({ serverPort: 1790, clientPort: 41_000, sequences: [7000, 8000] }));
    expect(connectionOf(story)).toMatchObject({ first: { frame: 5 }, establishedAt: { frame: 11 } });
  });

  test('shows midstream', () => {
    const story = createStory();
    const { client, server } = story.dial({ serverPort: 1790 });
    client.says(KEEPALIVE);
    server.says(KEEPALIVE);
    expect(connectionOf(story)).toMatchObject({ midstream: true, openedBy: null, establishedAt: { frame: 2 } });
  });

  test('shows among thousands of other connections', () => {
    const story = createStory();
    const bgp = story.dial({ serverPort: 1790 });
    bgp.handshake();
    for (let turn = 0; turn < 300; turn += 1) {
      const web = story.dial({ server: `10.1.0.${turn % 250}`, serverPort: 443 });
      web.handshake();
      web.client.says(Uint8Array.of(22, 3, 1, 0, 5));
    }
    bgp.client.says(OPEN);
    bgp.server.says(ANSWER, KEEPALIVE);
    expect(sessionsOf(story.packets)).toMatchObject([{ id: `${NODE}-${ROUTER}`, connectionCount: 1 }]);
  });
});

test('other TCP makes no session', () => {
  const story = createStory();
  const { client, server, handshake } = story.dial({ serverPort: 443 });
  handshake();
  client.says(Uint8Array.of(22, 3, 1, 0, 5));
  server.says(new Uint8Array(40).fill(255));
  expect(sessionsOf(story.packets)).toEqual([]);
});

test('a port that is named carries BGP without a marker', () => {
  const story = createStory();
  const { client, server } = story.dial({ serverPort: 1790 });
  client.syn();
  server.rst();
  const capture = writePcap(story.packets);
  expect(readCaptures([capture]).evidence.sessions).toEqual([]);
  expect(readCaptures([capture], { ports: [1790] }).evidence.sessions).toMatchObject([{ state: 'failed' }]);
});
