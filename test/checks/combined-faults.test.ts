/** Stories in which one fault shows as several findings, or several faults show at once: which of them stand. */
import { describe, expect, test } from 'vitest';
import { buildReport, type Report } from '../../src/index.ts';
import { readCaptures } from '../arbitraries/evidence-of.ts';
import { writePcap } from '../arbitraries/packet.ts';
import { ANSWER, comeUp, KEEPALIVE, OPEN, ROUTES } from '../arbitraries/speech.ts';
import { createStory, NODE, ROUTER, type Story } from '../arbitraries/story.ts';
import { notification } from '../decoders/bgp/encode.ts';

type Tale = (story: Story) => void;

const diagnose = ({ packets }: Story): Report =>
  buildReport(readCaptures([writePcap(packets, { link: 'sll2' })]), {
    version: '0.0.0',
    generatedAt: '2026-01-01T00:00:00.000Z',
  });

/** Up, and ended by the router with a NOTIFICATION. */
const lost = (story: Story, code: number, subcode: number): void => {
  const dialogue = story.dial();
  comeUp(dialogue);
  dialogue.client.says(ROUTES);
  story.wait(1);
  dialogue.server.says(notification(code, subcode));
  dialogue.server.fin();
  dialogue.client.fin();
};

const again = (story: Story, times: number, tell: Tale): void => {
  for (let turn = 0; turn < times; turn += 1) {
    story.wait(5);
    tell(story);
  }
};

const refused: Tale = ({ dial }) => {
  const { client, server } = dial();
  client.syn();
  server.rst();
};

const rejected: Tale = ({ dial }) => {
  const { client, server, handshake } = dial();
  handshake();
  client.says(OPEN);
  server.says(notification(6, 5));
  server.fin();
};

const unanswered: Tale = ({ dial, wait }) => {
  const { client } = dial();
  client.syn();
  for (const seconds of [1, 2, 4, 8]) {
    wait(seconds);
    client.again();
  }
};

/** A KEEPALIVE that nobody acknowledges any more, until the hold timer ends. */
const fallsSilent: Tale = ({ dial, wait }) => {
  const dialogue = dial();
  comeUp(dialogue);
  dialogue.client.says(ROUTES);
  dialogue.server.ack();
  wait(30);
  dialogue.client.says(KEEPALIVE);
  for (const seconds of [1, 2, 57]) {
    wait(seconds);
    dialogue.client.again();
  }
  dialogue.client.says(notification(4, 0));
  dialogue.client.rst();
};

const TALES: readonly (readonly [string, readonly string[], Tale])[] = [
  [
    'refused by one side while the connection that the other dialled collides',
    ['error bgp/bad-peer-as'],
    (story) =>
      again(story, 3, ({ dial }) => {
        const mine = dial();
        const theirs = dial({ client: ROUTER, server: NODE });
        mine.handshake();
        theirs.handshake();
        mine.client.says(OPEN);
        theirs.client.says(ANSWER);
        theirs.server.says(notification(6, 7));
        theirs.server.fin();
        mine.server.says(ANSWER);
        mine.server.says(notification(2, 2));
        mine.server.fin();
        mine.client.says(notification(5, 1));
      }),
  ],
  [
    'a key on one side, and TTL 1',
    ['error bgp/tcp-auth-mismatch'],
    ({ dial, wait }) => {
      const mine = dial({ auth: 'md5', ttl: 1 });
      const theirs = dial({ client: ROUTER, server: NODE, ttl: 1 });
      mine.client.syn();
      theirs.client.syn();
      for (const seconds of [1, 2, 4]) {
        wait(seconds);
        mine.client.again();
        theirs.client.again();
      }
    },
  ],
  [
    'no OPEN, and the hold timer that ends the wait for it',
    ['error bgp/no-open'],
    (story) =>
      again(story, 2, ({ dial, wait }) => {
        const { client, server, handshake } = dial();
        handshake();
        client.says(OPEN);
        server.ack();
        wait(240);
        client.says(notification(4, 0));
        client.fin();
      }),
  ],
  [
    'a second speaker that is refused by 6/5 while the first one is up',
    ['error bgp/duplicate-speaker'],
    (story) => {
      const { client, server, ...first } = story.dial();
      comeUp({ client, server, ...first });
      client.says(ROUTES);
      again(story, 3, ({ dial }) => {
        client.says(KEEPALIVE);
        server.says(KEEPALIVE);
        const second = dial();
        second.handshake();
        second.client.says(ANSWER);
        second.server.says(notification(6, 5));
        second.server.fin();
      });
    },
  ],
  [
    'too many prefixes, then SYNs refused',
    ['error bgp/cease-max-prefixes'],
    (story) => {
      lost(story, 6, 1);
      again(story, 4, refused);
    },
  ],
  [
    'too many prefixes, then connections rejected',
    ['error bgp/cease-max-prefixes'],
    (story) => {
      lost(story, 6, 1);
      again(story, 4, rejected);
    },
  ],
  [
    'shut down by an operator, then SYNs refused',
    ['warning bgp/cease-admin-shutdown'],
    (story) => {
      lost(story, 6, 2);
      again(story, 4, refused);
    },
  ],
  [
    'shut down by an operator, then silence',
    ['warning bgp/cease-admin-shutdown'],
    (story) => {
      lost(story, 6, 2);
      again(story, 1, unanswered);
    },
  ],
  [
    'removed from the configuration, then silence',
    ['error bgp/cease-peer-deconfigured'],
    (story) => {
      lost(story, 6, 3);
      again(story, 1, unanswered);
    },
  ],
  [
    'a configuration change explains no silence: a new key looks like this',
    ['error bgp/tcp-no-answer', 'warning bgp/cease-config-change'],
    (story) => {
      lost(story, 6, 6);
      again(story, 1, unanswered);
    },
  ],
  [
    'BFD down, then silence',
    ['error bgp/tcp-no-answer'],
    (story) => {
      lost(story, 6, 10);
      again(story, 1, unanswered);
    },
  ],
  [
    'the hold timer, then silence: the host is gone',
    ['error bgp/tcp-no-answer'],
    (story) => {
      fallsSilent(story);
      again(story, 1, unanswered);
    },
  ],
  [
    'the hold timer, then a router that cannot reach it',
    ['error bgp/tcp-unreachable'],
    (story) => {
      fallsSilent(story);
      again(story, 3, ({ dial, wait, icmp }) => {
        dial().client.syn();
        wait(3);
        icmp('10.0.0.254', 3, 1);
      });
    },
  ],
  [
    'killed, then nobody listens',
    ['error bgp/tcp-refused'],
    (story) => {
      const dialogue = story.dial();
      comeUp(dialogue);
      story.wait(5);
      dialogue.server.rst();
      again(story, 3, refused);
    },
  ],
  [
    'telnet to a speaker that opens, for a quarter of a minute: nothing is wrong',
    [],
    ({ dial, wait }) => {
      const { client, server, handshake } = dial({ client: '10.0.0.77', server: NODE });
      handshake();
      server.says(OPEN);
      wait(15);
      client.fin();
      server.fin();
    },
  ],
  [
    'both sides object to the AS number of the other',
    ['error bgp/bad-peer-as'],
    (story) =>
      again(story, 2, ({ dial }) => {
        const { client, server, handshake } = dial();
        handshake();
        client.says(OPEN);
        server.says(ANSWER);
        server.says(notification(2, 2));
        client.says(notification(2, 2));
        server.fin();
      }),
  ],
];

test('what a session recovered from is not hidden by a probe at the end', () => {
  const story = createStory();
  const { server, ...first } = story.dial();
  comeUp({ server, ...first });
  server.rst();
  comeUp(story.dial());
  story.wait(5);
  const probe = story.dial();
  probe.handshake();
  probe.client.fin();
  expect(diagnose(story).findings.map(({ id }) => id)).toEqual(['bgp/session-aborted']);
});

describe('one root cause is one error:', () => {
  test.each(TALES)('%s', (_, expected, tell) => {
    const story = createStory();
    tell(story);
    const trouble = diagnose(story).findings.filter(({ severity }) => severity !== 'info');
    expect(trouble.map(({ id, severity }) => `${severity} ${id}`)).toEqual(expected);
  });
});
