import { describe, expect, test } from 'vitest';
import { sessionOf, sessionsOf } from '../arbitraries/evidence-of.ts';
import { createStory, ROUTER } from '../arbitraries/story.ts';

const FIREWALL = '10.0.0.254';
const V6 = { client: '2001:db8::1', server: '2001:db8::2' };

function errorOf(sender: string, type: number, code: number) {
  const story = createStory();
  story.dial(sender.includes(':') ? V6 : {}).client.syn();
  story.icmp(sender, type, code);
  return sessionOf(story).icmp[0];
}

describe('ICMP errors', () => {
  test.each([
    [3, 0, 'unreachable', 'Net Unreachable'],
    [3, 1, 'unreachable', 'Host Unreachable'],
    [3, 3, 'unreachable', 'Port Unreachable'],
    [3, 4, 'too-big', 'Fragmentation Needed'],
    [3, 9, 'prohibited', 'Communication with Destination Network is Administratively Prohibited'],
    [3, 10, 'prohibited', 'Communication with Destination Host is Administratively Prohibited'],
    [3, 13, 'prohibited', 'Communication Administratively Prohibited'],
    [3, 99, 'unreachable', 'Destination Unreachable'],
    [11, 0, 'time-exceeded', 'Time to Live exceeded in Transit'],
    [11, 1, 'other', 'Fragment Reassembly Time Exceeded'],
    [12, 0, 'other', 'type 12'],
  ])('of IPv4, %i/%i: %s, %s', (type, code, kind, name) => {
    expect(errorOf(FIREWALL, type, code)).toMatchObject({
      kind,
      name,
      type,
      code,
      sender: FIREWALL,
      quotes: 'local',
      count: 1,
      at: { frame: 2, text: `ICMP ${type}/${code} ${name} from ${FIREWALL}` },
    });
  });

  test.each([
    [1, 0, 'unreachable', 'No route to destination'],
    [1, 1, 'prohibited', 'Communication with destination administratively prohibited'],
    [1, 3, 'unreachable', 'Address unreachable'],
    [1, 5, 'prohibited', 'Source address failed ingress/egress policy'],
    [1, 6, 'prohibited', 'Reject route to destination'],
    [1, 99, 'unreachable', 'Destination Unreachable'],
    [2, 0, 'too-big', 'Packet Too Big'],
    [3, 0, 'time-exceeded', 'Hop limit exceeded in transit'],
    [3, 1, 'other', 'Fragment reassembly time exceeded'],
    [4, 0, 'other', 'type 4'],
  ])('of IPv6, %i/%i: %s, %s', (type, code, kind, name) => {
    expect(errorOf('2001:db8::fe', type, code)).toMatchObject({
      kind,
      name,
      sender: '2001:db8::fe',
      quotes: 'local',
      at: { text: `ICMPv6 ${type}/${code} ${name} from 2001:db8::fe` },
    });
  });

  test('that repeat are one, counted', () => {
    const story = createStory();
    const { client } = story.dial();
    for (let turn = 0; turn < 3; turn += 1) {
      client.syn();
      story.icmp(FIREWALL, 3, 13);
    }
    expect(sessionOf(story).icmp).toMatchObject([{ count: 3, at: { frame: 2 } }]);
  });

  test('of two senders, of two kinds, about two sides are told apart', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.syn();
    story.icmp(FIREWALL, 3, 13);
    client.syn();
    story.icmp(FIREWALL, 3, 1);
    client.syn();
    story.icmp(ROUTER, 3, 13);
    server.synAck();
    story.icmp(FIREWALL, 3, 13);
    expect(sessionOf(story).icmp.map(({ quotes, sender, code }) => [quotes, sender, code])).toEqual([
      ['local', FIREWALL, 13],
      ['local', FIREWALL, 1],
      ['local', ROUTER, 13],
      ['remote', FIREWALL, 13],
    ]);
  });

  test('that quote a packet of nobody make no session', () => {
    const story = createStory();
    story.dial().client.syn();
    story.icmp(FIREWALL, 3, 1);
    expect(sessionsOf(story.packets.slice(1))).toEqual([]);
  });

  test('that quote another connection of the pair count, those about other services do not', () => {
    const story = createStory();
    story.dial().client.syn();
    story.dial().client.syn();
    story.icmp(FIREWALL, 3, 1);
    story.dial({ serverPort: 443 }).client.syn();
    story.icmp(FIREWALL, 3, 13);
    const packets = story.packets.filter((_, index) => index !== 1);
    expect(sessionOf({ packets }).icmp).toMatchObject([{ code: 1, count: 1 }]);
  });

  test('are kept up to a limit', () => {
    const story = createStory();
    const { client } = story.dial();
    for (let turn = 0; turn < 100; turn += 1) {
      client.syn();
      story.icmp(`10.0.1.${turn}`, 3, 1);
    }
    expect(sessionOf(story).icmp).toHaveLength(32);
  });
});
