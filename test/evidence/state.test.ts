/** Stories, the state that each ends in, and the sentence that says so. */
import { describe, expect, test } from 'vitest';
import { toReportSession } from '../../src/evidence/report-session.ts';
import { sessionOf } from '../arbitraries/evidence-of.ts';
import { createStory, NODE, ROUTER, type Story } from '../arbitraries/story.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN, ROUTES } from '../arbitraries/speech.ts';
import { message, notification } from '../decoders/bgp/encode.ts';

type Tale = (story: Story) => void;

const collision: Tale = ({ dial }) => {
  const kept = dial();
  const spare = dial({ client: ROUTER, server: NODE });
  kept.handshake();
  spare.handshake();
  kept.client.says(OPEN);
  spare.client.says(ANSWER);
  kept.server.says(ANSWER);
  spare.server.says(notification(6, 7));
  spare.server.fin();
  kept.client.says(KEEPALIVE);
  kept.server.says(KEEPALIVE);
};

const refused: Tale = ({ dial, wait }) => {
  const { client, server, handshake } = dial();
  handshake();
  client.says(OPEN);
  server.says(notification(2, 2, [0xfc, 0x01]));
  server.fin();
  wait(5);
};

const lost = (story: Story, code: number, subcode: number, data: readonly number[] = []): void => {
  const dialogue = story.dial();
  comeUp(dialogue);
  dialogue.server.says(notification(code, subcode, data));
  dialogue.server.fin();
};

/** A session of which only KEEPALIVEs are captured, the last one repeated; meanwhile the node dials. */
function deadPath({ dial, wait }: Story, pause: number): void {
  const { client, server } = dial();
  client.says(KEEPALIVE);
  server.says(KEEPALIVE);
  client.ack();
  client.says(KEEPALIVE);
  for (const seconds of [0.2, 0.4, pause]) {
    wait(seconds);
    client.again();
  }
  const anew = dial();
  anew.client.syn();
  wait(0.1);
  client.again();
}

const silent: Tale = ({ dial, wait }) => {
  const { client } = dial();
  client.syn();
  wait(1);
  client.again();
  wait(2);
  client.again();
};

const TALES: readonly (readonly [string, string, string, Tale])[] = [
  ['comes up', 'established', 'Established at 2023-11-14T22:13:20.007000Z.', ({ dial }) => comeUp(dial())],
  ['comes up beside a spare connection', 'established', 'Established at 2023-11-14T22:13:20.013000Z.', collision],
  [
    'was up before the capture',
    'established',
    'Up since before the capture began.',
    ({ dial }) => {
      const { client, server } = dial();
      client.says(KEEPALIVE);
      server.says(KEEPALIVE);
    },
  ],
  [
    'the router, which need not dial, dials in vain before',
    'established',
    'Established at 2023-11-14T22:13:21.009000Z.',
    ({ dial, wait }) => {
      const vain = dial({ client: ROUTER, server: NODE });
      vain.client.syn();
      vain.server.rst();
      wait(1);
      comeUp(dial());
    },
  ],
  [
    'is refused, then comes up',
    'recovered',
    `Established at 2023-11-14T22:13:25.013000Z, after it had failed before: ${ROUTER} sent NOTIFICATION 2/2 (OPEN Message Error / Bad Peer AS).`,
    (story) => {
      refused(story);
      comeUp(story.dial());
    },
  ],
  [
    'is lost, then refused for a while: it tells the loss',
    'recovered',
    `Established at 2023-11-14T22:13:29.018000Z, after it had failed before: ${ROUTER} sent NOTIFICATION 6/4 (Cease / Administrative Reset).`,
    (story) => {
      lost(story, 6, 4);
      const { client, server } = story.dial();
      story.wait(9);
      client.syn();
      server.rst();
      comeUp(story.dial());
    },
  ],
  [
    'is lost without a trace, then dialled anew',
    'recovered',
    'Established at 2023-11-14T22:14:50.014000Z, after it had failed before: it fell silent, and its end was not captured.',
    (story) => {
      comeUp(story.dial());
      story.wait(90);
      comeUp(story.dial());
    },
  ],
  [
    'ends without a trace: what the node sends is repeated beyond the hold time',
    'failed',
    'Lost: 2 connections seen; it fell silent, and its end was not captured.',
    ({ dial, wait }) => {
      const up = dial();
      comeUp(up);
      up.server.misses();
      up.client.says(KEEPALIVE);
      for (const seconds of [1, 4, 16, 40, 40]) {
        wait(seconds);
        up.client.again();
      }
      // Its daemon has given up; its kernel has not.
      dial().client.syn();
      wait(1);
      up.client.again();
    },
  ],
  [
    'goes on, though the node has to repeat itself for half the hold time',
    'established',
    'Established at 2023-11-14T22:13:20.007000Z.',
    ({ dial, wait }) => {
      const up = dial();
      comeUp(up);
      up.server.misses();
      up.client.says(KEEPALIVE);
      for (const seconds of [1, 4, 16, 24]) {
        wait(seconds);
        up.client.again();
      }
    },
  ],
  [
    'was up before the capture, until neither what it sends nor what it dials is answered',
    'failed',
    'Lost: 2 connections seen; it fell silent, and its end was not captured.',
    (story) => deadPath(story, 4),
  ],
  [
    'was up before the capture, and only for a moment nothing is answered',
    'established',
    'Up since before the capture began.',
    (story) => deadPath(story, 0.5),
  ],
  [
    'comes up again, and what the node sends is stuck as it was when it was lost',
    'failed',
    'Lost: 2 connections seen; 10.0.0.1 ended it by RST without a NOTIFICATION.',
    ({ dial, wait }) => {
      for (const pause of [40, 5]) {
        const { client, server, ...rest } = dial();
        comeUp({ client, server, ...rest });
        server.misses();
        client.says(ROUTES);
        for (const seconds of [1, 2, 4, pause]) {
          wait(seconds);
          client.again();
        }
        if (pause > 5) client.rst();
      }
    },
  ],
  [
    'is reset by an operator, and nobody answers any more',
    'failed',
    `Lost: 2 connections seen; ${ROUTER} sent NOTIFICATION 6/4 (Cease / Administrative Reset).`,
    (story) => {
      lost(story, 6, 4);
      silent(story);
    },
  ],
  [
    'is reset by an operator with a Hard Reset, and nobody answers any more',
    'failed',
    `Lost: 2 connections seen; ${ROUTER} sent NOTIFICATION 6/9 (Cease / Hard Reset).`,
    (story) => {
      lost(story, 6, 9, [6, 4]);
      silent(story);
    },
  ],
  [
    'is shut down by an operator, and nobody answers any more',
    'closed',
    `Closed: 2 connections seen; ${ROUTER} sent NOTIFICATION 6/2 (Cease / Administrative Shutdown).`,
    (story) => {
      lost(story, 6, 2);
      silent(story);
    },
  ],
  [
    'is lost, then up again',
    'recovered',
    `Established at 2023-11-14T22:13:25.016000Z, after it had failed before: ${ROUTER} sent NOTIFICATION 4/0 (Hold Timer Expired).`,
    (story) => {
      lost(story, 4, 0);
      story.wait(5);
      comeUp(story.dial());
    },
  ],
  [
    'is up while its host is probed at the end of the capture',
    'established',
    'Established at 2023-11-14T22:13:20.007000Z.',
    (story) => {
      comeUp(story.dial());
      const probe = story.dial();
      probe.handshake();
      probe.client.fin();
    },
  ],
  [
    'is up while a second speaker is turned away',
    'established',
    'Established at 2023-11-14T22:13:20.007000Z.',
    (story) => {
      comeUp(story.dial());
      const { client, server, handshake } = story.dial();
      handshake();
      client.says(ANSWER);
      server.says(notification(6, 5));
      server.fin();
    },
  ],
  [
    'is dialled anew by the same speaker, and refused',
    'failed',
    `Lost: 2 connections seen; it fell silent, and its end was not captured.`,
    (story) => {
      comeUp(story.dial());
      story.wait(5);
      refused(story);
    },
  ],
  [
    'is dialled anew by the same speaker, whose kernel still repeats what it said before',
    'failed',
    `Lost: 2 connections seen; it fell silent, and its end was not captured.`,
    (story) => {
      const old = story.dial();
      comeUp(old);
      old.client.says(ROUTES);
      story.wait(15);
      const { client, handshake } = story.dial();
      handshake();
      client.says(OPEN);
      old.client.again();
    },
  ],
  [
    'is dialled twice at once by the same speaker',
    'established',
    'Established at 2023-11-14T22:13:20.007000Z.',
    (story) => {
      const kept = story.dial();
      comeUp(kept);
      const { client, handshake } = story.dial();
      handshake();
      client.says(OPEN);
      kept.client.ack();
    },
  ],
  [
    'is refused on one of two connections that collide',
    'failed',
    `Never established: 2 connections seen; ${ROUTER} sent NOTIFICATION 2/2 (OPEN Message Error / Bad Peer AS).`,
    (story) => {
      refused(story);
      const { client, server, handshake } = story.dial({ client: ROUTER, server: NODE });
      handshake();
      client.says(ANSWER);
      server.says(notification(6, 7));
      server.fin();
    },
  ],
  [
    'shows no more than the end of a probe',
    'unknown',
    `Not established while captured: one connection seen; ${NODE} ended it by FIN without a NOTIFICATION.`,
    ({ dial }) => {
      const { client, server } = dial();
      client.fin();
      server.ack();
    },
  ],
  [
    'is refused by a NOTIFICATION',
    'failed',
    `Never established: one connection seen; ${ROUTER} sent NOTIFICATION 2/2 (OPEN Message Error / Bad Peer AS).`,
    refused,
  ],
  [
    'is refused twice',
    'failed',
    `Never established: 2 connections seen; ${ROUTER} sent NOTIFICATION 2/2 (OPEN Message Error / Bad Peer AS).`,
    (story) => {
      refused(story);
      refused(story);
    },
  ],
  [
    'gets an RST for its SYN',
    'failed',
    `Never established: one connection seen; ${ROUTER} refused the connection (RST).`,
    ({ dial }) => {
      const { client, server } = dial();
      client.syn();
      server.rst();
    },
  ],
  ['gets no answer', 'failed', `Never established: one connection seen; ${ROUTER} did not answer the SYN.`, silent],
  [
    'gets no answer on ever new ports',
    'failed',
    `Never established: 3 connections seen; ${ROUTER} did not answer the SYN.`,
    ({ dial }) => {
      for (let turn = 0; turn < 3; turn += 1) dial().client.syn();
    },
  ],
  [
    'gets an ICMP error',
    'failed',
    `Never established: one connection seen; ${ROUTER} did not answer the SYN.`,
    ({ dial, icmp }) => {
      dial().client.syn();
      icmp('10.0.0.254', 3, 13);
    },
  ],
  [
    'never acknowledges the SYN-ACK',
    'failed',
    `Never established: one connection seen; ${NODE} never acknowledged the SYN-ACK of ${ROUTER}.`,
    ({ dial, wait }) => {
      const { client, server } = dial();
      client.syn();
      server.synAck();
      wait(3);
      server.again();
    },
  ],
  [
    'waits for an OPEN',
    'failed',
    `Never established: one connection seen; ${ROUTER} sent no OPEN.`,
    ({ dial, wait }) => {
      const { client, server, handshake } = dial();
      handshake();
      client.says(OPEN);
      wait(10);
      server.ack();
    },
  ],
  [
    'is refused, and dialled anew as the capture ends',
    'failed',
    `Never established: 2 connections seen; ${ROUTER} sent NOTIFICATION 2/2 (OPEN Message Error / Bad Peer AS).`,
    (story) => {
      refused(story);
      const { client, handshake } = story.dial();
      handshake();
      client.says(OPEN);
    },
  ],
  [
    'is closed before the OPEN',
    'failed',
    `Never established: one connection seen; ${ROUTER} ended it by FIN without a NOTIFICATION.`,
    ({ dial }) => {
      const { client, server, handshake } = dial();
      handshake();
      client.says(OPEN);
      server.fin();
    },
  ],
  [
    'is hung up on before anyone spoke: a probe, for all one knows',
    'unknown',
    `Not established while captured: one connection seen; ${ROUTER} ended it by FIN without a NOTIFICATION.`,
    ({ dial }) => {
      const { server, handshake } = dial();
      handshake();
      server.fin();
    },
  ],
  [
    'is only probed',
    'unknown',
    `Not established while captured: one connection seen; ${NODE} ended it by FIN without a NOTIFICATION.`,
    ({ dial }) => {
      const { client, server, handshake } = dial();
      handshake();
      server.says(OPEN);
      client.fin();
    },
  ],
  [
    'is lost again and again for one reason, and up for a moment',
    'failed',
    `Lost: 3 connections seen; ${ROUTER} sent NOTIFICATION 6/1 (Cease / Maximum Number of Prefixes Reached).`,
    (story) => {
      for (const _ of [1, 2]) {
        const dialogue = story.dial();
        comeUp(dialogue);
        story.wait(5);
        dialogue.server.says(notification(6, 1));
        dialogue.server.fin();
        story.wait(2);
      }
      comeUp(story.dial());
      story.wait(1);
    },
  ],
  [
    'is lost by the hold timer',
    'failed',
    `Lost: one connection seen; ${ROUTER} sent NOTIFICATION 4/0 (Hold Timer Expired).`,
    (story) => lost(story, 4, 0),
  ],
  [
    'is lost by an RST',
    'failed',
    `Lost: one connection seen; ${ROUTER} ended it by RST without a NOTIFICATION.`,
    ({ dial }) => {
      const dialogue = dial();
      comeUp(dialogue);
      dialogue.server.rst();
    },
  ],
  [
    'is shut down by an operator',
    'closed',
    `Closed: one connection seen; ${ROUTER} sent NOTIFICATION 6/2 (Cease / Administrative Shutdown).`,
    (story) => lost(story, 6, 2),
  ],
  [
    'is shut down, and later refused for another reason',
    'failed',
    `Lost: 2 connections seen; ${ROUTER} sent NOTIFICATION 6/2 (Cease / Administrative Shutdown).`,
    (story) => {
      lost(story, 6, 2);
      refused(story);
    },
  ],
  [
    'has both OPENs and no more yet',
    'unknown',
    'Not established while captured: one connection seen; both OPENs were sent, nothing after them.',
    ({ dial }) => {
      const { client, server, handshake } = dial();
      handshake();
      client.says(OPEN);
      server.says(ANSWER);
    },
  ],
  [
    'has just sent its SYN',
    'unknown',
    `Not established while captured: one connection seen; ${ROUTER} did not answer the SYN.`,
    ({ dial }) => dial().client.syn(),
  ],
  [
    'shows one KEEPALIVE of a connection that was open',
    'unknown',
    'Not established while captured: one connection seen; it was open before the capture began, of which too little is in it.',
    ({ dial }) => dial().client.says(KEEPALIVE),
  ],
  [
    'lacks the OPEN of one side in the capture',
    'unknown',
    `Not established while captured: one connection seen; no whole OPEN of ${NODE} was captured.`,
    ({ dial, wait }) => {
      const { client, server, handshake } = dial();
      handshake();
      client.unseen(OPEN);
      server.says(ANSWER);
      wait(20);
      server.says(message(4));
    },
  ],
];

describe('the state of a session that', () => {
  test.each(TALES)('%s is %s', (_, state, status, tell) => {
    const story = createStory();
    tell(story);
    const session = toReportSession(sessionOf(story));
    expect([session.state, session.status]).toEqual([state, status]);
  });
});

describe('the session of the report', () => {
  test('has what the OPENs say, and nulls where there is none', () => {
    const story = createStory();
    const { client, handshake } = story.dial();
    handshake();
    client.says(OPEN);
    expect(toReportSession(sessionOf(story))).toMatchObject({
      id: `${NODE}-${ROUTER}`,
      local: { address: NODE, as: 64_512, bgpId: '10.0.0.1', holdTime: 90, families: ['ipv4-unicast'], node: null },
      remote: {
        address: ROUTER,
        as: null,
        bgpId: null,
        holdTime: null,
        capabilities: null,
        families: null,
        node: null,
      },
      localInferred: true,
      connections: 1,
      messages: { open: 1, update: 0, notification: 0, keepalive: 0, routeRefresh: 0 },
      firstSeen: '2023-11-14T22:13:20.001000Z',
      lastSeen: '2023-11-14T22:13:20.004000Z',
      establishedAt: null,
    });
  });

  test('shows the first connection, the one that came up and the last', () => {
    const story = createStory();
    refused(story);
    refused(story);
    comeUp(story.dial());
    refused(story);
    refused(story);
    const { ladder } = toReportSession(sessionOf(story));
    expect([...new Set(ladder.map(({ connection }) => connection))]).toEqual([1, 3, 5]);
  });

  test('counts what repeats, and never grows with the capture', () => {
    const story = createStory();
    const dialogue = story.dial();
    comeUp(dialogue);
    for (let turn = 0; turn < 200; turn += 1) {
      dialogue.client.says(KEEPALIVE, ROUTES);
      dialogue.server.says(KEEPALIVE);
    }
    const { ladder } = toReportSession(sessionOf(story));
    expect(ladder.slice(7)).toMatchObject([
      { from: 'local', event: 'KEEPALIVE', count: 200 },
      { from: 'local', event: 'UPDATE', count: 200 },
      { from: 'remote', event: 'KEEPALIVE', count: 200 },
    ]);
    for (let turn = 0; turn < 200; turn += 1) {
      dialogue.client.says(message(5, [0, 1, 0, 1]));
      dialogue.server.says(ROUTES);
    }
    expect(toReportSession(sessionOf(story)).ladder).toHaveLength(64);
  });
});
