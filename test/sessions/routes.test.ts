/** What becomes of routes, told packet by packet. */
import { describe, expect, test } from 'vitest';
import type { RoutesSeen } from '../../src/model/routes.ts';
import { connectionOf, readCaptures } from '../arbitraries/evidence-of.ts';
import { writePcap } from '../arbitraries/packet.ts';
import { comeUp, KEEPALIVE, ROUTES } from '../arbitraries/speech.ts';
import { createStory, type Story } from '../arbitraries/story.ts';
import {
  address,
  asPath4,
  attribute,
  capability,
  hex,
  MANDATORY,
  NEXT_HOP,
  type Octets,
  open,
  ORIGIN,
  parameter,
  prefix,
  u16,
  u32,
  update,
} from '../decoders/bgp/encode.ts';

const announce = (...prefixes: readonly string[]): Uint8Array =>
  update({ attributes: MANDATORY, nlri: prefixes.flatMap(prefix) });
const withdraw = (...prefixes: readonly string[]): Uint8Array => update({ withdrawn: prefixes.flatMap(prefix) });
const via = (path: Octets, nlri: string, hop: Octets = NEXT_HOP, ...more: readonly Octets[]): Uint8Array =>
  update({ attributes: [...ORIGIN, ...path, ...hop, ...more.flat()], nlri: prefix(nlri) });

const addPathCapabilities = (as: number): Octets => [
  ...parameter(2, capability(1, u16(1), [0, 1])),
  ...parameter(2, capability(65, u32(as))),
  ...parameter(2, capability(69, [0, 1, 1, 3])),
];

const pathsOf = (...ids: readonly number[]): Octets => ids.flatMap((id) => [...u32(id), ...prefix('10.1.0.0/16')]);

const hop = (text: string): Octets => attribute(0x40, 3, address(text));

const carrying = (octets: string): readonly number[] =>
  told(via(asPath4(64_512), '10.9.0.0/16', NEXT_HOP, attribute(0xc0, 8, hex(octets)))).communities.map(
    ({ community }) => community,
  );

function diagnose({ packets }: Story) {
  const { evidence, incomplete } = readCaptures([writePcap(packets)]);
  return { carried: evidence.sessions?.[0]?.connections[0]?.sides.local.carried, incomplete };
}

/** What the client's UPDATEs carry. */
function told(...messages: readonly Uint8Array[]): RoutesSeen {
  const story = createStory();
  const dialogue = story.dial();
  comeUp(dialogue);
  for (const message of messages) dialogue.client.says(message);
  return connectionOf(story).sides.local.carried;
}

/** Two paths of a prefix are announced, and these are withdrawn. */
const toldOfPaths = (...gone: readonly number[]): RoutesSeen => {
  const story = createStory();
  const { client, server, handshake } = story.dial();
  handshake();
  client.says(open(addPathCapabilities(64_512)));
  server.says(open(addPathCapabilities(65_001), { myAs: 65_001, bgpId: '10.0.0.2' }), KEEPALIVE);
  client.says(KEEPALIVE);
  server.ack();
  client.says(update({ attributes: MANDATORY, nlri: pathsOf(1, 2) }), update({ withdrawn: pathsOf(...gone) }));
  return connectionOf(story).sides.local.carried;
};

describe('withdrawals', () => {
  test('a prefix that stays away', () => {
    const { withdrawn, withdrawnCount } = told(announce('10.1.0.0/16', '10.2.0.0/16'), withdraw('10.1.0.0/16'));
    expect(withdrawn).toMatchObject([
      { prefix: '10.1.0.0/16', family: 'ipv4-unicast', times: 1, isBack: false, returned: null, last: { frame: 9 } },
    ]);
    expect(withdrawnCount).toBe(1);
  });

  test('one that comes and goes', () => {
    const on = announce('10.1.0.0/16');
    const off = withdraw('10.1.0.0/16');
    expect(told(on, off, on, off, off, on, on).withdrawn).toMatchObject([
      { times: 2, isBack: true, first: { frame: 9 }, last: { frame: 11 }, returned: { frame: 13 } },
    ]);
  });

  test('of a table that is known whole, what was never announced is not withdrawn', () => {
    expect(told(announce('10.1.0.0/16'), withdraw('10.9.0.0/16')).withdrawn).toEqual([]);
  });

  test('bits behind the prefix mean nothing', () => {
    const sloppy = update({ withdrawn: [12, 10, 0x1f] });
    expect(told(announce('10.16.0.0/12'), sloppy).withdrawn).toMatchObject([{ prefix: '10.16.0.0/12' }]);
  });

  test('the default route has no octets', () => {
    expect(told(announce('0.0.0.0/0'), withdraw('0.0.0.0/0')).withdrawn).toMatchObject([{ prefix: '0.0.0.0/0' }]);
  });

  test('IPv6, by MP_UNREACH_NLRI', () => {
    const reach = attribute(0x80, 14, hex('0002 01 10 20010db8000000000000000000000001 00 20 20010db8'));
    const unreach = attribute(0x80, 15, hex('0002 01 20 20010db8'));
    const on = update({ attributes: [...ORIGIN, ...asPath4(64_512), ...reach] });
    expect(told(on, update({ attributes: unreach })).withdrawn).toMatchObject([
      { prefix: '2001:db8::/32', family: 'ipv6-unicast' },
    ]);
  });

  test('with ADD-PATH a prefix is gone with its last path', () => {
    expect(toldOfPaths(1).withdrawn).toEqual([]);
    expect(toldOfPaths(2, 1).withdrawn).toMatchObject([{ prefix: '10.1.0.0/16', times: 1 }]);
  });

  test('a capture that begins midstream knows no table', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.says(KEEPALIVE);
    server.says(KEEPALIVE);
    client.says(withdraw('10.9.0.0/16'));
    expect(connectionOf(story).sides.local.carried.withdrawn).toMatchObject([{ prefix: '10.9.0.0/16', isBack: false }]);
  });
});

describe('a table larger than what is remembered', () => {
  const many = Array.from({ length: 12_000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`);
  const chunks = Array.from({ length: 120 }, (_, at) => announce(...many.slice(at * 100, at * 100 + 100)));

  function evidenceOf(...messages: readonly Uint8Array[]) {
    const story = createStory();
    const dialogue = story.dial();
    comeUp(dialogue);
    for (const message of [...chunks, ...messages]) dialogue.client.says(message);
    return diagnose(story);
  }

  test('of the rest it follows what is withdrawn', () => {
    const { carried, incomplete } = evidenceOf(
      withdraw('10.19.100.0/24'),
      announce('10.19.100.0/24'),
      withdraw('10.0.1.0/24'),
    );
    expect(carried?.withdrawn).toMatchObject([
      { prefix: '10.0.1.0/24', isBack: false },
      { prefix: '10.19.100.0/24', isBack: true },
    ]);
    expect(incomplete).toEqual([]);
  });

  test('and says where there is no room', () => {
    const { incomplete } = evidenceOf(
      ...Array.from({ length: 5 }, (_, at) => withdraw(...many.slice(6000 + at * 1000, 7000 + at * 1000))),
    );
    expect(incomplete).toMatchObject([
      { what: 'withdrawn routes', why: expect.stringContaining('beyond the 8192 that are remembered, 904 times') },
    ]);
  });
});

describe('loops', () => {
  const other = via(asPath4(64_512, 65_001), '10.9.0.0/16');

  test("the receiver's AS in the path", () => {
    expect(told(other).loops).toMatchObject([
      {
        prefix: '10.9.0.0/16',
        at: { frame: 8, text: 'UPDATE announces 10.9.0.0/16, next hop 10.0.0.1, path 64512 65001' },
      },
    ]);
  });

  test('a route that goes back to where it came from is none, whichever comes first', () => {
    for (const [first, second] of [
      ['server', 'client'],
      ['client', 'server'],
    ] as const) {
      const story = createStory();
      const dialogue = story.dial();
      comeUp(dialogue);
      const say = {
        server: () => dialogue.server.says(announce('10.9.0.0/16')),
        client: () => dialogue.client.says(other),
      };
      say[first]();
      say[second]();
      expect(connectionOf(story).sides.local.carried).toMatchObject({ loops: [], onlyReturns: true });
    }
  });

  test('of a table that goes back whole nothing is told, and nothing is missing', () => {
    const story = createStory();
    const dialogue = story.dial();
    comeUp(dialogue);
    const table = Array.from({ length: 25 }, (_, high) =>
      Array.from({ length: 200 }, (__, low) => prefix(`10.${high}.${low}.0/24`)).flat(),
    );
    for (const nlri of table) dialogue.server.says(update({ attributes: MANDATORY, nlri }));
    for (const nlri of table)
      dialogue.client.says(update({ attributes: [...ORIGIN, ...asPath4(64_512, 65_001), ...NEXT_HOP], nlri }));
    expect(diagnose(story)).toMatchObject({ carried: { loops: [] }, incomplete: [] });
  });

  test('a side with a route of its own does more than return', () => {
    expect(told(other).onlyReturns).toBe(false);
    expect(told(ROUTES).onlyReturns).toBe(false);
  });

  test('without OPENs nobody knows whose AS it is', () => {
    const story = createStory();
    const { client, server } = story.dial();
    client.says(other);
    server.says(KEEPALIVE);
    expect(connectionOf(story).sides.local.carried.loops).toEqual([]);
  });
});

describe('next hops', () => {
  const own = asPath4(64_512);

  test.each([
    ['0.0.0.0', 'unspecified'],
    ['127.0.0.1', 'loopback'],
    ['224.0.0.5', 'multicast'],
    ['10.0.0.2', 'receiver'],
  ])('%s is %s', (text, problem) => {
    expect(told(via(own, '10.9.0.0/16', hop(text))).nextHops).toMatchObject([
      { problem, nextHop: text, prefix: '10.9.0.0/16', at: { frame: 8 } },
    ]);
  });

  test.each(['10.0.0.1', '10.0.0.3', '0.0.0.1', '240.0.0.1'])('%s is fine', (text) => {
    expect(told(via(own, '10.9.0.0/16', hop(text))).nextHops).toEqual([]);
  });

  test.each([
    ['00000000000000000000000000000000', 'unspecified'],
    ['00000000000000000000000000000001', 'loopback'],
    ['ff020000000000000000000000000001', 'multicast'],
    ['00000000000000000000ffff0a000001', 'ipv4-mapped'],
  ])('of IPv6 %s is %s', (octets, problem) => {
    const reach = attribute(0x80, 14, hex(`0002 01 10 ${octets} 00 20 20010db8`));
    expect(told(update({ attributes: [...ORIGIN, ...own, ...reach] })).nextHops).toMatchObject([{ problem }]);
  });

  test('a link-local one may stand alone beside an empty one', () => {
    const reach = attribute(
      0x80,
      14,
      hex(`0002 01 20 ${'00'.repeat(16)} fe800000000000000000000000000001 00 20 20010db8`),
    );
    expect(told(update({ attributes: [...ORIGIN, ...own, ...reach] })).nextHops).toEqual([]);
  });

  test('mapped ones are right for VPNs', () => {
    const vpn = attribute(
      0x80,
      14,
      hex(`0002 80 18 ${'00'.repeat(8)} 00000000000000000000ffff0a000001 00 78 000010 0000fc0000000001 20010db8`),
    );
    expect(told(update({ attributes: [...ORIGIN, ...own, ...vpn] })).nextHops).toEqual([]);
  });

  test('NEXT_HOP says nothing of routes in MP_REACH_NLRI', () => {
    const reach = attribute(0x80, 14, hex('0002 01 10 20010db8000000000000000000000001 00 20 20010db8'));
    expect(told(update({ attributes: [...ORIGIN, ...own, ...hop('127.0.0.1'), ...reach] })).nextHops).toEqual([]);
  });

  test('nor does that of a black hole', () => {
    const blackhole = attribute(0xc0, 8, hex('ffff029a'));
    expect(told(via(own, '10.9.0.1/32', hop('127.0.0.1'), blackhole)).nextHops).toEqual([]);
  });
});

describe('communities', () => {
  test('reserved ranges', () => {
    expect(carrying('ffff1234')).toEqual([0xffff_1234]);
    expect(carrying('00000064')).toEqual([100]);
    expect(carrying('00000064 ffff1234')).toEqual([0xffff_1234]);
  });

  test('well-known ones, and those of an AS, are fine', () => {
    expect(carrying('ffffff01 ffffff04 ffff0000 ffff029a fc000064')).toEqual([]);
  });
});

test('LOCAL_PREF, and what shows a confederation', () => {
  const localPref = attribute(0x40, 5, u32(100));
  const confederation = attribute(0x40, 2, [3, 1, ...u32(64_513)]);
  expect(told(via(asPath4(64_512), '10.9.0.0/16', NEXT_HOP, localPref))).toMatchObject({
    localPref: { prefix: '10.9.0.0/16', at: { frame: 8 } },
    confederation: false,
  });
  expect(told(via(confederation, '10.9.0.0/16', NEXT_HOP, localPref))).toMatchObject({ confederation: true });
});
