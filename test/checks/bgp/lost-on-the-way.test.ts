import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/build-report.ts';
import type { Finding } from '../../../src/model/report.ts';
import { comeUp, KEEPALIVE } from '../../arbitraries/speech.ts';
import { createStory, NODE, ROUTER, type Story } from '../../arbitraries/story.ts';
import { type Between, captureBoth, readNamed } from '../../evidence/ends/two-ends.ts';
import { notification } from '../../decoders/bgp/encode.ts';

function tell({ packets }: Story, between: Between): readonly Finding[] {
  const [node, router] = captureBoth(packets, between);
  const found = readNamed([
    ['node.pcap', node],
    ['router.pcap', router],
  ]);
  const report = buildReport(found, { version: '0.0.0', generatedAt: '' });
  expect(report.sessions).toHaveLength(1);
  return report.findings;
}

const SEQUENCES = [3_000_000_000, 1_000_000_000] as const;

/** The node's packets get lost from the one with this index on. */
const lostFrom =
  (from: number): NonNullable<Between['way']> =>
  ({ source }, index) =>
    source === NODE && index >= from ? null : 0.0004;

describe('bgp/lost-on-the-way', () => {
  test('holds where SYN-ACKs and SYNs of one side never come', () => {
    const story = createStory();
    const theirs = story.dial({ client: ROUTER, server: NODE, sequences: SEQUENCES });
    theirs.client.syn();
    theirs.server.synAck();
    for (const seconds of [1, 2, 4]) {
      story.wait(seconds);
      theirs.client.again();
      theirs.server.again();
    }
    expect(tell(story, { way: lostFrom(0), ahead: -3 })).toMatchObject([
      {
        id: 'bgp/lost-on-the-way',
        severity: 'error',
        blame: null,
        title: `Nothing of what ${NODE} sends comes to ${ROUTER}, 4 SYN-ACKs among it: node.pcap has it, router.pcap has not.`,
      },
    ]);
  });

  test('holds where an established session is cut in one direction, and explains the hold timer', () => {
    const story = createStory();
    const { client, server } = comeUpIn(story);
    const cut = story.packets.length;
    server.misses();
    client.says(KEEPALIVE);
    for (const seconds of [1, 2, 4, 8, 16, 32, 64]) {
      story.wait(seconds);
      client.again();
      server.says(KEEPALIVE);
    }
    server.says(notification(4, 0));
    server.fin();
    const [finding, ...others] = tell(story, { way: lostFrom(cut) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'bgp/lost-on-the-way',
      title: expect.stringContaining(`nothing of what ${NODE} sends comes to ${ROUTER}, 19 octets of BGP among it`),
    });
  });

  test('one packet that is sent again in time is none', () => {
    const story = createStory();
    const { client, server } = comeUpIn(story);
    const cut = story.packets.length;
    client.says(KEEPALIVE);
    story.wait(0.3);
    client.again();
    story.wait(30);
    server.says(KEEPALIVE);
    client.says(KEEPALIVE);
    server.says(notification(6, 2));
    server.fin();
    const ids = tell(story, { way: (_packet, index) => (index === cut ? null : 0.0004) }).map(({ id }) => id);
    expect(ids).not.toContain('bgp/lost-on-the-way');
  });

  test('SYNs that come to the other end, and stay unanswered, are not lost on the way', () => {
    const story = createStory();
    const { client } = story.dial({ sequences: SEQUENCES });
    client.syn();
    for (const seconds of [1, 2, 4]) {
      story.wait(seconds);
      client.again();
    }
    expect(tell(story, {})).toMatchObject([
      { id: 'bgp/tcp-no-answer', title: expect.stringContaining('though they come there: router.pcap has them') },
    ]);
  });
});

function comeUpIn(story: Story) {
  const dialogue = story.dial({ sequences: SEQUENCES });
  comeUp(dialogue);
  story.wait(1);
  return dialogue;
}
