import { describe, expect, test } from 'vitest';
import { isMrt } from '../../../src/decoders/mrt/header.ts';
import { createMrtReader } from '../../../src/decoders/mrt/reader.ts';
import {
  asPath2,
  asPath4,
  attribute,
  MANDATORY,
  message,
  NEXT_HOP,
  ORIGIN,
  prefix,
  u16,
  u32,
  update,
} from '../bgp/encode.ts';
import { collect, concat } from '../records/collect.ts';
import { bgp4mpHeader, entry, mrt, PEER_INDEX_TABLE } from './encode.ts';

const read = (...records: readonly Uint8Array[]) => collect(createMrtReader, concat(...records));

describe('BGP4MP', () => {
  test('a message: the wrapper, then the message as always', () => {
    const bytes = update({ attributes: MANDATORY, nlri: prefix('10.1.0.0/16') });
    const { json, text } = read(mrt(16, 4, bgp4mpHeader(4, 4_200_000_001), bytes));
    expect(json).toEqual([
      {
        frame: 1,
        time: '2023-11-14T22:13:20Z',
        src: '10.0.0.2',
        dst: '10.0.0.1',
        mrt: {
          type: 'BGP4MP',
          subtype: 'BGP4MP_MESSAGE_AS4',
          peerAs: 4_200_000_001,
          localAs: 64_512,
          interfaceIndex: 0,
          peerAddress: '10.0.0.2',
          localAddress: '10.0.0.1',
        },
        type: 'UPDATE',
        length: bytes.length,
        update: expect.objectContaining({ nlri: [{ prefix: '10.1.0.0/16' }] }),
      },
    ]);
    expect(text).toEqual([
      '1 2023-11-14T22:13:20Z 10.0.0.2 > 10.0.0.1 UPDATE announces 10.1.0.0/16, next hop 10.0.0.1, path 64512',
    ]);
  });

  test('the subtype says how wide AS numbers are', () => {
    const bytes = update({ attributes: [...ORIGIN, ...asPath2(65_001), ...NEXT_HOP], nlri: prefix('10.1.0.0/16') });
    const [line] = read(mrt(16, 1, bgp4mpHeader(2), bytes)).json;
    expect(line).toMatchObject({ update: { attributes: [{}, { value: [{ asns: [65_001] }] }, {}] } });
    expect(line).not.toHaveProperty('error');
  });

  test('of its own messages (LOCAL) the router is the source', () => {
    expect(read(mrt(16, 7, bgp4mpHeader(4), message(4))).json).toMatchObject([
      { src: '10.0.0.1', dst: '10.0.0.2', type: 'KEEPALIVE' },
    ]);
  });

  test.each([8, 9, 10, 11])('subtype %i has path identifiers', (subtype) => {
    const width = subtype % 2 === 0 ? 2 : 4;
    const attributes = [...ORIGIN, ...(width === 2 ? asPath2(65_001) : asPath4(65_001)), ...NEXT_HOP];
    const bytes = update({ attributes, nlri: [...u32(7), ...prefix('10.1.0.0/16')] });
    const [line] = read(mrt(16, subtype, bgp4mpHeader(width), bytes)).json;
    expect(line).toMatchObject({ update: { nlri: [{ prefix: '10.1.0.0/16', pathId: 7 }] } });
  });

  test('BGP4MP_ET has microseconds', () => {
    expect(read(mrt(17, 4, u32(250_000), bgp4mpHeader(4), message(4))).json).toMatchObject([
      { time: '2023-11-14T22:13:20.250000Z', mrt: { type: 'BGP4MP_ET' } },
    ]);
  });

  test('a change of state', () => {
    const { json, text } = read(
      mrt(16, 5, bgp4mpHeader(4), u16(5), u16(6)),
      mrt(16, 0, bgp4mpHeader(2), u16(6), u16(9)),
    );
    expect(json).toMatchObject([
      { type: 'STATE_CHANGE', stateChange: { oldState: 'OpenConfirm', newState: 'Established' } },
      { type: 'STATE_CHANGE', stateChange: { oldState: 'Established', newState: 'unknown (9 / 0x09)' } },
    ]);
    expect(text[0]).toBe('1 2023-11-14T22:13:20Z 10.0.0.2 > 10.0.0.1 STATE_CHANGE OpenConfirm to Established');
  });
});

describe('TABLE_DUMP_V2', () => {
  test('the peers, and a route from each', () => {
    const nextHop6 = attribute(0x80, 14, [16, 0xfd, ...Array<number>(14).fill(0), 2]);
    const { json, text, fault } = read(
      PEER_INDEX_TABLE,
      mrt(13, 2, u32(0), prefix('10.1.0.0/16'), u16(1), entry({ peer: 0, attributes: MANDATORY })),
      mrt(
        13,
        4,
        u32(1),
        [16, 0x20, 0x01],
        u16(1),
        entry({ peer: 1, attributes: [...ORIGIN, ...asPath4(4_200_000_001), ...nextHop6] }),
      ),
    );
    expect(fault).toBeNull();
    expect(json[0]).toMatchObject({
      type: 'PEER_INDEX_TABLE',
      peerIndexTable: {
        collectorBgpId: '10.0.0.1',
        viewName: 'main',
        peers: [
          { address: '10.0.0.2', as: 65_001, bgpId: '10.0.0.2' },
          { address: 'fd00::2', as: 4_200_000_001, bgpId: '10.0.0.3' },
        ],
      },
    });
    expect(json[1]).toEqual({
      frame: 2,
      time: '2023-11-14T22:13:20Z',
      src: '10.0.0.2',
      dst: null,
      mrt: { type: 'TABLE_DUMP_V2', subtype: 'RIB_IPV4_UNICAST', sequenceNumber: 0, family: 'ipv4-unicast' },
      type: 'RIB',
      rib: {
        prefix: '10.1.0.0/16',
        peer: { address: '10.0.0.2', as: 65_001, bgpId: '10.0.0.2' },
        originatedTime: '2023-11-14T22:12:20Z',
        attributes: [
          { type: 1, name: 'ORIGIN', flags: 64, value: 'IGP' },
          { type: 2, name: 'AS_PATH', flags: 64, value: [{ type: 'AS_SEQUENCE', asns: [64_512] }] },
          { type: 3, name: 'NEXT_HOP', flags: 64, value: '10.0.0.1' },
        ],
      },
    });
    // RFC 6396 §4.3.4: MP_REACH_NLRI is cut down to the next hop
    expect(json[2]).toMatchObject({
      src: 'fd00::2',
      rib: {
        prefix: '2001::/16',
        attributes: [{}, {}, { value: { afi: 2, safi: 1, nextHop: ['fd00::2'], nlri: [] } }],
      },
    });
    expect(text[1]).toBe(
      '2 2023-11-14T22:13:20Z 10.0.0.2 > ? RIB 10.1.0.0/16, AS_PATH 64512, since 2023-11-14T22:12:20Z',
    );
  });

  test('a MP_REACH_NLRI that was left whole is read too', () => {
    const whole = attribute(0x80, 14, [0, 2, 1, 16, 0xfd, ...Array<number>(14).fill(0), 2, 0]);
    const rib = mrt(13, 4, u32(1), [0], u16(1), entry({ peer: 1, attributes: whole }));
    expect(read(PEER_INDEX_TABLE, rib).json[1]).toMatchObject({
      rib: { prefix: '::/0', attributes: [{ value: { nextHop: ['fd00::2'] } }] },
    });
  });

  test('ADDPATH: one prefix, two paths of one peer', () => {
    const entries = [1, 2].flatMap((pathId) => entry({ peer: 0, pathId, attributes: MANDATORY }));
    expect(
      read(PEER_INDEX_TABLE, mrt(13, 8, u32(0), prefix('10.1.0.0/16'), u16(2), entries)).json.slice(1),
    ).toMatchObject([
      { frame: 2, rib: { prefix: '10.1.0.0/16', pathId: 1 } },
      { frame: 2, rib: { prefix: '10.1.0.0/16', pathId: 2 } },
    ]);
  });

  test.each([
    [
      'a VPN prefix',
      [0, 1, 128],
      [88 + 16, 0, 0, 0x11, 0, 0, 0xfd, 0xe9, 0, 0, 0, 1, 10, 1],
      { prefix: '10.1.0.0/16' },
    ],
    [
      'an EVPN route',
      [0, 25, 70],
      [3, 17, 0, 0, 0xfd, 0xe9, 0, 0, 0, 1, 0, 0, 0, 0, 32, 10, 0, 0, 2],
      { rd: '65001:1', kind: 'evpn' },
    ],
    ['link-state', [0x40, 4, 71], [0, 9, 0, 2, 1, 2], {}],
    ['a flow specification', [0, 1, 133], [5, 1, 24, 10, 244, 3], {}],
  ])('RIB_GENERIC: %s', (_, family, nlri, expected) => {
    const rib = mrt(13, 6, u32(0), family, nlri, u16(1), entry({ peer: 0, attributes: MANDATORY }));
    const [, line] = read(PEER_INDEX_TABLE, rib).json;
    expect(line).toMatchObject({ type: 'RIB', rib: { ...expected, peer: { as: 65_001 } } });
    expect(line).not.toHaveProperty('error');
  });

  test('an NLRI that breaks its format is kept raw, with its route', () => {
    const rib = mrt(13, 6, u32(0), [0, 25, 70, 3, 1, 9], u16(1), entry({ peer: 0, attributes: MANDATORY }));
    expect(read(PEER_INDEX_TABLE, rib).json[1]).toMatchObject({
      rib: { kind: 'raw', value: '030109', attributes: [{}, {}, {}] },
      error: { offset: expect.any(Number) },
    });
  });

  test('RIB_GENERIC_ADDPATH: the identifier in the NLRI (RFC 8050), or in the entry (GoBGP, OpenBGPD)', () => {
    const [id, nlri] = [u32(7), [88 + 16, 0, 0, 0x11, 0, 0, 0xfd, 0xe9, 0, 0, 0, 1, 10, 1]];
    const rfc = mrt(13, 12, u32(0), [0, 1, 128], id, nlri, u16(1), entry({ peer: 0, attributes: MANDATORY }));
    const gobgp = mrt(13, 12, u32(0), [0, 1, 128], nlri, u16(1), entry({ peer: 0, pathId: 7, attributes: MANDATORY }));
    expect(read(PEER_INDEX_TABLE, rfc, gobgp).json.slice(1)).toMatchObject([
      { rib: { prefix: '10.1.0.0/16', pathId: 7 } },
      { rib: { prefix: '10.1.0.0/16', pathId: 7 } },
    ]);
  });

  test('a peer that the table does not have', () => {
    const rib = mrt(13, 2, u32(0), prefix('10.1.0.0/16'), u16(1), entry({ peer: 9, attributes: MANDATORY }));
    expect(read(PEER_INDEX_TABLE, rib).json[1]).toMatchObject({
      src: null,
      rib: { prefix: '10.1.0.0/16', peer: null },
      error: { reason: 'peerIndex: is 9, the table of peers has 2' },
    });
  });

  test('an attribute that runs over its route does no harm to the next', () => {
    const broken = entry({ peer: 0, attributes: [0x40, 1, 200, 0] });
    const entries = [...broken, ...entry({ peer: 0, attributes: MANDATORY })];
    const [, first, second] = read(PEER_INDEX_TABLE, mrt(13, 2, u32(0), prefix('10.1.0.0/16'), u16(2), entries)).json;
    expect(first).toMatchObject({ error: { reason: 'attributeValue: needs 200 bytes, 1 left' } });
    expect(second).toMatchObject({ rib: { attributes: [{}, {}, {}] } });
    expect(second).not.toHaveProperty('error');
  });

  test('more entries announced than are there: those that are, then the fault', () => {
    const rib = mrt(13, 2, u32(0), prefix('10.1.0.0/16'), u16(9), entry({ peer: 0, attributes: MANDATORY }));
    expect(read(PEER_INDEX_TABLE, rib).json.slice(1)).toMatchObject([
      { type: 'RIB', rib: { prefix: '10.1.0.0/16' } },
      { type: 'RIB', error: { reason: expect.stringContaining('peerIndex: needs 2 bytes') } },
    ]);
  });
});

test('TABLE_DUMP: a route a record, AS numbers of two octets', () => {
  const attributes = [...ORIGIN, ...asPath2(65_001, 65_002), ...NEXT_HOP];
  const route = [10, 1, 0, 0, 16, 1, ...u32(1_699_999_999), 10, 0, 0, 2, ...u16(65_001), ...u16(attributes.length)];
  const { json, text } = read(mrt(12, 1, u16(0), u16(5), route, attributes));
  expect(json).toMatchObject([
    {
      src: '10.0.0.2',
      mrt: { type: 'TABLE_DUMP', subtype: 'AFI_IPv4', viewNumber: 0, sequenceNumber: 5 },
      type: 'RIB',
      rib: { prefix: '10.1.0.0/16', peer: { address: '10.0.0.2', as: 65_001 }, originatedTime: '2023-11-14T22:13:19Z' },
    },
  ]);
  expect(text[0]).toContain('RIB 10.1.0.0/16, AS_PATH 65001 65002');
});

test('TABLE_DUMP: AS4_PATH stands for what AS_PATH could not say', () => {
  const as4Path = attribute(0xc0, 17, [2, 1], u32(70_000));
  const attributes = [...ORIGIN, ...asPath2(65_001, 23_456), ...NEXT_HOP, ...as4Path];
  const route = [10, 1, 0, 0, 16, 1, ...u32(1_699_999_999), 10, 0, 0, 2, ...u16(65_001), ...u16(attributes.length)];
  expect(read(mrt(12, 1, u16(0), u16(5), route, attributes)).text[0]).toContain('AS_PATH 65001 70000');
});

describe('what cannot be read', () => {
  test('an unknown type or subtype is kept raw', () => {
    const { json, fault } = read(
      mrt(99, 7, [1, 2, 3]),
      mrt(16, 77, [1]),
      mrt(13, 7, [1]),
      mrt(16, 4, bgp4mpHeader(4), message(4)),
    );
    expect(fault).toBeNull();
    expect(json).toMatchObject([
      {
        type: 'UNKNOWN',
        mrt: { type: 'unknown (99 / 0x63)', subtype: 'unknown (7 / 0x07)' },
        value: expect.stringMatching(/010203$/),
      },
      { type: 'UNKNOWN', mrt: { type: 'BGP4MP', subtype: 'unknown (77 / 0x4d)' } },
      { type: 'UNKNOWN', mrt: { type: 'TABLE_DUMP_V2', subtype: 'GEO_PEER_TABLE' } },
      { type: 'KEEPALIVE' },
    ]);
  });

  test('a record that ends too early says where, and reading goes on', () => {
    expect(read(mrt(16, 4, [1, 2, 3]), mrt(16, 5, bgp4mpHeader(4), u16(1), u16(2))).json).toMatchObject([
      { type: 'UNKNOWN', error: { offset: 12, reason: 'peerAsNumber: needs 4 bytes, 3 left' } },
      { type: 'STATE_CHANGE' },
    ]);
  });

  test('an address family that is none', () => {
    expect(read(mrt(16, 0, u16(1), u16(2), u16(0), u16(9))).json).toMatchObject([
      { error: { offset: 18, reason: 'addressFamily: is 9, known are 1 (IPv4) and 2 (IPv6)' } },
    ]);
  });

  test('a length of 4 GiB ends the reading, with what was read before', () => {
    const absurd = Uint8Array.from([...u32(1), ...u16(16), ...u16(4), ...u32(0xffff_ffff)]);
    const { json, fault } = read(mrt(16, 4, bgp4mpHeader(4), message(4)), absurd);
    expect(json).toHaveLength(1);
    expect(fault).toEqual({
      offset: 51,
      reason: 'MRT record 2, at octet 51: length 4294967307, the limit is 16777216',
    });
  });
});

test('isMrt', () => {
  expect(isMrt(PEER_INDEX_TABLE)).toBe(true);
  expect(isMrt(mrt(16, 4, []))).toBe(true);
  expect(isMrt(mrt(16, 12, []))).toBe(false);
  expect(isMrt(mrt(11, 0, []))).toBe(false);
  expect(isMrt(PEER_INDEX_TABLE.subarray(0, 11))).toBe(false);
});
