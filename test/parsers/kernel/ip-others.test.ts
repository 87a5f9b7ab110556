import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIpInterfacesJson, parseIpInterfacesJson } from '../../../src/parsers/kernel/ip-interface-json.ts';
import { isInterfaceLine, parseIpInterfaces } from '../../../src/parsers/kernel/ip-interface.ts';
import {
  isIpNeighboursJson,
  isNeighbourLine,
  parseIpNeighbours,
  parseIpNeighboursJson,
} from '../../../src/parsers/kernel/ip-neighbour.ts';
import { isIpRouteJson } from '../../../src/parsers/kernel/ip-route-json.ts';
import { isIpRuleJson, isRuleLine, parseIpRule, parseIpRuleJson } from '../../../src/parsers/kernel/ip-rule.ts';
import { origin, output } from './output.ts';

const at = { source: 'paste.txt', line: 1, text: '' };
const json = (name: string): unknown => JSON.parse(output(name).join('\n'));
const withoutPlace = <T extends { readonly at: unknown }>({ at: _, ...value }: T) => value;

const addressesOf = (name: string) =>
  parseIpInterfaces(output(name), origin).values.flatMap((each) =>
    each.addresses.map(({ address, prefixLength }) => `${each.name} ${address}/${prefixLength}`),
  );

describe('ip rule', () => {
  const { values, gaps } = parseIpRule(output('ip-rule.txt'), origin);

  test('every rule, in text and in JSON', () => {
    expect(gaps).toEqual([]);
    expect(values).toHaveLength(12);
    const fromJson = parseIpRuleJson(json('ip-j-rule.json'), at);
    expect(fromJson.gaps).toEqual([]);
    const bare = (rules: typeof values) =>
      rules.map(withoutPlace).map(({ conditions, ...rule }) => ({ ...rule, count: conditions.length > 0 }));
    // `goto` names its target, `uidrange` its ends: as JSON has them in other fields, only their number is compared.
    expect(bare(fromJson.values)).toEqual(bare(values));
    expect(isIpRuleJson(json('ip-j-d-rule.json'))).toBe(true);
  });

  test('selectors and actions', () => {
    expect(values.map(withoutPlace)).toMatchObject([
      { priority: 0, action: 'lookup', table: 'local', from: null },
      { priority: 9, mark: { value: 0x200, mask: 0xf00 }, table: '2004' },
      { priority: 90, isNegated: true, mark: { value: 0x100, mask: 0x100 } },
      { priority: 1000, from: '10.244.1.0/24', table: '100', family: 'ipv4' },
      { priority: 1001, to: '10.99.0.0/16', inDevice: 'eth1', conditions: ['tos 0x10'] },
      { priority: 1002, from: '10.1.1.1', outDevice: 'eth0', action: 'unreachable', table: null },
      { priority: 1003, conditions: ['ipproto tcp', 'dport 179'], suppressPrefixLength: 0, table: 'main' },
      { priority: 1004, action: 'goto' },
      { priority: 1005, action: 'l3mdev' },
      { priority: 1006, action: 'prohibit', conditions: ['uidrange 0-99'] },
      { priority: 32766, table: 'main' },
      { priority: 32767, table: 'default' },
    ]);
  });

  test('what is none is a gap', () => {
    expect(parseIpRule(['0:\tfrom all lookup', '', 'x', '5:\tfrom all'], { source: 'a', line: 3 }).gaps).toEqual([
      { line: 3, why: 'it ends after lookup' },
      { line: 5, why: 'no rule' },
      { line: 6, why: 'a rule that does nothing' },
    ]);
    expect([isRuleLine('0:\tfrom all lookup local'), isRuleLine('1: lo: <UP> mtu 1')]).toEqual([true, false]);
  });
});

describe('ip addr and ip link', () => {
  test.each(['ip-addr.txt', 'ip-link.txt', 'ip-d-link.txt', 'ip-s-link.txt', 'ip-br-addr.txt', 'ip-br-link.txt'])(
    'every interface of %s',
    (name) => {
      const { values, gaps } = parseIpInterfaces(output(name), origin);
      expect(gaps).toEqual([]);
      expect(values.map(({ name: each }) => each)).toEqual([
        'lo',
        'eth0',
        'eth1',
        'cali1a2b3c4d5e6',
        'cni0',
        'veth12ab',
        'flannel.1',
      ]);
      for (const line of output(name).filter((each) => /^\S/.test(each)))
        expect(isInterfaceLine(line.trim())).toBe(true);
    },
  );

  test('text and JSON say the same', () => {
    const pairs = [
      [parseIpInterfaces(output('ip-addr.txt'), origin), parseIpInterfacesJson(json('ip-j-addr.json'), at)],
      [parseIpInterfaces(output('ip-d-link.txt'), origin), parseIpInterfacesJson(json('ip-j-d-link.json'), at)],
    ] as const;
    for (const [text, fromJson] of pairs) {
      const bare = (read: typeof text) =>
        read.values
          .map(withoutPlace)
          .map(({ addresses, ...rest }) => ({ ...rest, addresses: addresses.map(withoutPlace) }));
      expect(fromJson.gaps).toEqual([]);
      expect(bare(fromJson)).toEqual(bare(text));
    }
    expect(isIpInterfacesJson(json('ip-j-addr.json'))).toBe(true);
  });

  test('addresses of each way to print them', () => {
    expect(addressesOf('ip-addr.txt')).toHaveLength(13);
    expect(addressesOf('ip-br-addr.txt')).toEqual(addressesOf('ip-addr.txt'));
    expect(addressesOf('ip-o-addr.txt')).toEqual(addressesOf('ip-addr.txt'));
    expect(addressesOf('ip-addr.txt')).toContain('cni0 10.244.1.1/24');
  });

  test('kind, master and state', () => {
    const { values } = parseIpInterfaces(output('ip-d-link.txt'), origin);
    expect(values.map(({ name, kind, master, state }) => [name, kind, master, state])).toEqual([
      ['lo', null, null, 'UNKNOWN'],
      ['eth0', 'veth', null, 'UP'],
      ['eth1', 'veth', null, 'UP'],
      ['cali1a2b3c4d5e6', 'veth', null, 'UP'],
      ['cni0', 'bridge', null, 'DOWN'],
      ['veth12ab', 'veth', 'cni0', 'DOWN'],
      ['flannel.1', 'vxlan', null, 'UNKNOWN'],
    ]);
  });

  test('a VRF, and a point-to-point address', () => {
    const lines = [
      '9: blue: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
      '    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 1280 maxmtu 65575',
      '    vrf table 10 addrgenmode eui64 numtxqueues 1',
      '10: ppp0: <POINTOPOINT,UP> mtu 1492 qdisc fq state UNKNOWN group default qlen 3',
      '    inet 10.0.0.1 peer 10.0.0.2/32 scope global ppp0',
      '    inet 10.0.0/24 scope global ppp0',
    ];
    expect(parseIpInterfaces(lines, origin)).toMatchObject({
      values: [
        { kind: 'vrf', table: '10' },
        { addresses: [{ address: '10.0.0.1', prefixLength: 32, at: { line: 5 } }] },
      ],
      gaps: [{ line: 6 }],
    });
    const item = { ifname: 'blue', flags: ['UP'], linkinfo: { info_kind: 'vrf', info_data: { table: 10 } } };
    expect(parseIpInterfacesJson([{}, item], at).values).toMatchObject([{ name: 'blue', kind: 'vrf', table: '10' }]);
  });
});

describe('ip neigh', () => {
  test('every neighbour, in text and in JSON', () => {
    const { values, gaps } = parseIpNeighbours(output('ip-neigh.txt'), origin);
    expect(gaps).toEqual([]);
    expect(values.map(withoutPlace)).toEqual(
      parseIpNeighboursJson(json('ip-j-neigh.json'), at).values.map(withoutPlace),
    );
    expect(values.map(({ address, state, flags }) => [address, state, ...flags])).toEqual([
      ['10.244.2.0', 'PERMANENT'],
      ['192.168.10.99', 'FAILED'],
      ['192.168.10.1', 'REACHABLE'],
      ['192.168.20.6', 'REACHABLE', 'extern_learn'],
      ['192.168.10.12', 'PERMANENT'],
      ['fe80::77', 'STALE', 'router'],
    ]);
    const all = output('ip-neigh-all.txt');
    expect(parseIpNeighbours(all, origin)).toMatchObject({ gaps: [] });
    expect(all.filter((line) => line !== '').every((line) => isNeighbourLine(line.trim()))).toBe(true);
  });

  test('a cut line is a gap', () => {
    expect(parseIpNeighbours(['10.0.0.1 dev eth0 lladdr 02:', '10.0.0.999 dev eth0 STALE'], origin).gaps).toHaveLength(
      2,
    );
  });
});

test('no JSON is taken for that of another command', () => {
  const tests = [isIpRouteJson, isIpRuleJson, isIpInterfacesJson, isIpNeighboursJson];
  const names = ['ip-j-route.json', 'ip-j-rule.json', 'ip-j-addr.json', 'ip-j-neigh.json'];
  for (const [index, name] of names.entries()) {
    expect(tests.map((is) => is(json(name)))).toEqual(tests.map((_, each) => each === index));
  }
});

test('any text and any JSON gives a value', () => {
  const word = fc.constantFrom(
    '1: eth0@if2:',
    '<UP>',
    'inet',
    '10.0.0.1/8',
    'dev',
    'lladdr',
    'FAILED',
    '5:',
    'from',
    'all',
    'not',
    'lookup',
    '\\',
  );
  const parsers = [parseIpRule, parseIpInterfaces, parseIpNeighbours];
  fc.assert(
    fc.property(fc.array(fc.array(word).map((words) => words.join(' '))), (lines) => {
      for (const parse of parsers) parse(lines, origin);
      for (const line of lines) for (const is of [isRuleLine, isInterfaceLine, isNeighbourLine]) is(line);
    }),
  );
  const key = fc.constantFrom(
    'dst',
    'dev',
    'state',
    'ifname',
    'addr_info',
    'linkinfo',
    'priority',
    'src',
    'fwmark',
    'flags',
    'local',
  );
  fc.assert(
    fc.property(fc.array(fc.dictionary(key, fc.jsonValue())), (value) => {
      for (const parse of [parseIpRuleJson, parseIpInterfacesJson, parseIpNeighboursJson]) parse(value, at);
    }),
  );
});
