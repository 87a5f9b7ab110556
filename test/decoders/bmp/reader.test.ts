import { describe, expect, test } from 'vitest';
import { isBmp } from '../../../src/decoders/bmp/header.ts';
import { createBmpReader } from '../../../src/decoders/bmp/reader.ts';
import {
  asPath2,
  attribute,
  capability,
  hex,
  MANDATORY,
  message,
  NEXT_HOP,
  notification,
  open,
  ORIGIN,
  parameter,
  prefix,
  u16,
  u32,
  update,
} from '../bgp/encode.ts';
import { collect, concat } from '../records/collect.ts';
import { bmp, peer, peerUp, tlv } from './encode.ts';

const read = (...messages: readonly Uint8Array[]) => collect(createBmpReader, concat(...messages));

const PEER = {
  peerType: 'Global Instance Peer',
  peerFlags: 0,
  rib: 'adj-rib-in pre-policy',
  peerAddress: '10.0.0.2',
  peerAs: 65_001,
  peerBgpId: '10.0.0.2',
};
const ROUTE = update({ attributes: MANDATORY, nlri: prefix('10.1.0.0/16') });
const PATHS = update({ attributes: MANDATORY, nlri: [...u32(7), ...prefix('10.1.0.0/16')] });
/** ADD-PATH for IPv4 unicast: 1 receive, 2 send, 3 both. */
const withAddPath = (direction: number) =>
  open([...parameter(2, capability(65, u32(64_512))), ...parameter(2, capability(69, [0, 1, 1, direction]))]);

test('initiation and termination', () => {
  const { json, text } = read(
    bmp(4, tlv(2, 'tor-1'), tlv(1, 'FRR 8.4.4'), tlv(0, ''), tlv(9, [1, 2])),
    bmp(5, tlv(1, u16(0)), tlv(0, 'bye')),
  );
  expect(json).toEqual([
    {
      frame: 1,
      time: null,
      bmp: { type: 'Initiation Message' },
      type: 'INITIATION',
      information: [
        { type: 2, name: 'sysName', value: 'tor-1' },
        { type: 1, name: 'sysDescr', value: 'FRR 8.4.4' },
        { type: 0, name: 'String', value: '' },
        { type: 9, name: 'unknown (9 / 0x09)', value: '0102' },
      ],
    },
    {
      frame: 2,
      time: null,
      bmp: { type: 'Termination Message' },
      type: 'TERMINATION',
      information: [
        { type: 1, name: 'Reason', value: 'Administratively closed' },
        { type: 0, name: 'String', value: 'bye' },
      ],
    },
  ]);
  expect(text[1]).toBe('2 - TERMINATION Reason Administratively closed, “bye”');
});

describe('Peer Up', () => {
  const { json, text } = read(
    peerUp(peer(), open([]), open([], { bgpId: '10.0.0.2' }), tlv(3, 'blue')),
    bmp(0, peer(), ROUTE),
  );

  test('gives both OPENs as messages', () => {
    expect(json.slice(0, 3)).toMatchObject([
      {
        frame: 1,
        time: '2023-11-14T22:13:20.250000Z',
        src: '10.0.0.2',
        dst: '10.0.0.1',
        bmp: { type: 'Peer Up Notification', ...PEER },
        type: 'PEER_UP',
        peerUp: {
          localAddress: '10.0.0.1',
          localPort: 40_000,
          remotePort: 179,
          information: [{ type: 3, name: 'VRF/Table Name', value: 'blue' }],
        },
      },
      { frame: 1, src: '10.0.0.1', dst: '10.0.0.2', type: 'OPEN', open: { bgpId: '10.0.0.1' } },
      { frame: 1, src: '10.0.0.2', dst: '10.0.0.1', type: 'OPEN', open: { bgpId: '10.0.0.2' } },
    ]);
  });

  test('and the router its address', () => {
    expect(json[3]).toEqual({
      frame: 2,
      time: '2023-11-14T22:13:20.250000Z',
      src: '10.0.0.2',
      dst: '10.0.0.1',
      bmp: { type: 'Route Monitoring', ...PEER },
      type: 'UPDATE',
      length: ROUTE.length,
      update: expect.objectContaining({ nlri: [{ prefix: '10.1.0.0/16' }] }),
    });
    expect(text[3]).toBe(
      '2 2023-11-14T22:13:20.250000Z 10.0.0.2 > 10.0.0.1 adj-rib-in pre-policy UPDATE announces 10.1.0.0/16, next hop 10.0.0.1, path 64512',
    );
  });

  test.each([
    ['the peer sends them', 0x00, 1, 2],
    ['the router sends them (RFC 8671)', 0x10, 2, 1],
  ])('ADD-PATH as negotiated: %s', (_, flags, sent, received) => {
    const up = peerUp(peer(), withAddPath(sent), withAddPath(received));
    expect(read(up, bmp(0, peer({ flags }), PATHS)).json.at(-1)).toMatchObject({
      update: { nlri: [{ prefix: '10.1.0.0/16', pathId: 7 }] },
    });
    expect(read(up, bmp(0, peer({ flags: flags ^ 0x10 }), ROUTE)).json.at(-1)).toMatchObject({
      update: { nlri: [{ prefix: '10.1.0.0/16' }] },
    });
  });

  test('is forgotten with Peer Down', () => {
    const { json: lines } = read(peerUp(peer(), open([]), open([])), bmp(2, peer(), [4]), bmp(0, peer(), ROUTE));
    expect(lines.at(-1)).toMatchObject({ dst: null, inferred: { fourOctetAs: true, addPath: [] } });
  });
});

describe('Route Monitoring', () => {
  test.each([
    [0x40, '10.0.0.2', 'adj-rib-in post-policy'],
    [0x10, null, 'adj-rib-out pre-policy'],
    [0x50, null, 'adj-rib-out post-policy'],
  ])('flags %i: from %s, %s', (flags, src, rib) => {
    expect(read(bmp(0, peer({ flags }), ROUTE)).json).toMatchObject([{ src, bmp: { rib } }]);
  });

  test('an IPv6 peer', () => {
    const address = hex('fd000000000000000000000000000002');
    expect(read(bmp(0, peer({ flags: 0x80, address }), ROUTE)).json).toMatchObject([{ src: 'fd00::2' }]);
  });

  test('AS numbers of two octets by the A flag', () => {
    const bytes = update({ attributes: [...ORIGIN, ...asPath2(65_001), ...NEXT_HOP], nlri: prefix('10.1.0.0/16') });
    const [line] = read(bmp(0, peer({ flags: 0x20 }), bytes)).json;
    expect(line).toMatchObject({ update: { attributes: [{}, { value: [{ asns: [65_001] }] }, {}] } });
    expect(line).not.toHaveProperty('error');
  });

  test('without Peer Up it is tried, and said to be', () => {
    expect(read(bmp(0, peer(), PATHS)).json).toMatchObject([
      { inferred: { addPath: ['ipv4-unicast'] }, update: { nlri: [{ prefix: '10.1.0.0/16', pathId: 7 }] } },
    ]);
  });

  test('a family that shows late is tried too', () => {
    const reach = attribute(0x80, 14, [0, 2, 4, 4, 10, 0, 0, 2], [0], u32(1), [
      88,
      0,
      1,
      1,
      ...hex('20010db800000012'),
    ]);
    const late = update({ attributes: [...MANDATORY, ...reach] });
    const { json: lines } = read(...Array.from({ length: 40 }, () => bmp(0, peer(), ROUTE)), bmp(0, peer(), late));
    expect(lines.at(-1)).toMatchObject({ inferred: { addPath: ['ipv6-labeled-unicast'] } });
    expect(lines.at(-1)).not.toHaveProperty('error');
  });

  test('of a Loc-RIB (RFC 9069): no sides, its own ADD-PATH', () => {
    const header = peer({ type: 3, flags: 0x80, distinguisher: hex('0000fde900000001') });
    const [, , , line] = read(
      peerUp(header, withAddPath(2), withAddPath(2), tlv(3, 'global')),
      bmp(0, header, PATHS),
    ).json;
    expect(line).toMatchObject({
      bmp: { peerType: 'Loc-RIB Instance Peer', rib: 'loc-rib', filtered: true, peerDistinguisher: '65001:1' },
      update: { nlri: [{ prefix: '10.1.0.0/16', pathId: 7 }] },
    });
    expect(Object.keys(line ?? {})).not.toContain('src');
  });

  test('octets behind the UPDATE are kept', () => {
    expect(read(bmp(0, peer(), ROUTE, hex('ea620004'))).json).toMatchObject([
      { bmp: { trailing: 'ea620004' }, type: 'UPDATE', length: ROUTE.length },
    ]);
  });

  test('a message that breaks the format keeps its line', () => {
    expect(read(bmp(0, peer(), ROUTE.subarray(0, -1)), bmp(0, peer(), [])).json).toMatchObject([
      { type: 'UPDATE', error: { offset: 16 } },
      { type: 'UNKNOWN', error: { offset: 0 } },
    ]);
  });
});

describe('Peer Down', () => {
  test.each([
    [1, '10.0.0.1'],
    [3, '10.0.0.2'],
  ])('reason %i gives the NOTIFICATION, from %s', (reason, src) => {
    expect(
      read(peerUp(peer(), open([]), open([])), bmp(2, peer(), [reason], notification(6, 4))).json.slice(3),
    ).toMatchObject([
      { type: 'PEER_DOWN', peerDown: { reasonCode: reason } },
      { type: 'NOTIFICATION', src, notification: { code: 6, subcode: 4 } },
    ]);
  });

  test.each([
    [[2, 0, 18], { reason: 'Local system closed, FSM Event follows', fsmEvent: 18 }],
    [[4], { reason: 'Remote system closed, no data' }],
    [[6, ...tlv(3, 'blue')], { information: [{ name: 'VRF/Table Name', value: 'blue' }] }],
    [[99, 1, 2], { reason: 'unknown (99 / 0x63)', data: '0102' }],
  ])('%j', (body, peerDown) => {
    expect(read(bmp(2, peer(), body)).json).toMatchObject([{ type: 'PEER_DOWN', peerDown }]);
  });
});

test('statistics: counters, gauges, gauges of a family', () => {
  const body = [
    ...u32(4),
    ...tlv(0, u32(5)),
    ...tlv(7, [...u32(0), ...u32(12)]),
    ...tlv(9, [0, 2, 1, ...u32(1), ...u32(0)]),
    ...tlv(500, [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  ];
  const { json, text } = read(bmp(1, peer(), body));
  expect(json).toMatchObject([
    {
      type: 'STATISTICS_REPORT',
      statistics: [
        { type: 0, name: 'Number of prefixes rejected by inbound policy', value: 5 },
        { type: 7, name: 'Number of routes in Adj-RIBs-In', value: 12 },
        { type: 9, family: 'ipv6-unicast', value: 4_294_967_296 },
        { type: 500, name: 'unknown (500 / 0x1f4)', value: 'ffffffff00000000' },
      ],
    },
  ]);
  expect(text[0]).toContain('Number of routes in Adj-RIBs-In 12');
});

test('route mirroring: the messages as they came, and what is wrong with them', () => {
  const body = [...tlv(1, u16(0)), ...tlv(0, [...message(4)]), ...tlv(9, [])];
  expect(
    read(bmp(6, peer(), body), bmp(6, peer(), tlv(0, [...message(4)])), bmp(6, peer(), tlv(1, u16(1)))).json,
  ).toMatchObject([
    {
      frame: 1,
      type: 'ROUTE_MIRRORING',
      routeMirroring: { information: [{ value: 'Errored PDU' }, { type: 9, value: '' }] },
    },
    { frame: 1, type: 'KEEPALIVE' },
    { frame: 2, type: 'KEEPALIVE' },
    { frame: 3, type: 'ROUTE_MIRRORING', routeMirroring: { information: [{ value: 'Messages Lost' }] } },
  ]);
});

test('a time that the router does not give is null', () => {
  expect(read(bmp(0, peer({ seconds: 0 }), ROUTE)).json).toMatchObject([{ time: null }]);
});

describe('what cannot be read', () => {
  test('an unknown type is kept raw', () => {
    expect(read(bmp(77, [1, 2]), bmp(4)).json).toMatchObject([
      { type: 'UNKNOWN', bmp: { type: 'unknown (77 / 0x4d)' }, value: '0102' },
      { type: 'INITIATION', information: [] },
    ]);
  });

  test('a message that ends too early says where, and reading goes on', () => {
    expect(
      read(
        bmp(0, [0, 0]),
        bmp(4, tlv(2, 'a'), [0, 1, 0, 9]),
        bmp(3, peer(), Array<number>(20).fill(0), message(1).fill(0, 16, 18)),
      ),
    ).toMatchObject({
      json: [
        { type: 'UNKNOWN', error: { offset: 8, reason: 'peerDistinguisher: needs 8 bytes, 0 left' } },
        { type: 'INITIATION', information: [{ value: 'a' }], error: { offset: 15 } },
        { type: 'PEER_UP', error: { reason: 'sentOpenMessage: length 0, the minimum is 19' } },
      ],
      fault: null,
    });
  });

  test.each([
    ['a length of 4 GiB', [3, ...u32(0xffff_ffff), 0], 'length 4294967295, the limit is 1048576'],
    ['a length below that of the header', [3, ...u32(5), 0], 'length 5, the minimum is 6'],
    ['another version', [9, ...u32(6), 4], 'version 9, known is 3'],
  ])('%s ends the reading, with what was read before', (_, octets, reason) => {
    const { json, fault } = read(bmp(4), Uint8Array.from(octets));
    expect(json).toHaveLength(1);
    expect(fault).toEqual({ offset: 6, reason: `BMP record 2, at octet 6: ${reason}` });
  });
});

test('isBmp', () => {
  expect(isBmp(bmp(4))).toBe(true);
  expect(isBmp(bmp(7))).toBe(false);
  expect(isBmp(bmp(4).subarray(0, 5))).toBe(false);
  expect(isBmp(Uint8Array.from([3, 0xff, 0, 0, 0, 4]))).toBe(false);
});
