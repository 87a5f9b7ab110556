import * as fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Route } from '../../../src/model/kernel.ts';
import { isIpRouteJson, parseIpRouteJson } from '../../../src/parsers/kernel/ip-route-json.ts';
import { isRouteLine, parseIpRoute } from '../../../src/parsers/kernel/ip-route.ts';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { origin, output } from './output.ts';

const at = { source: 'paste.txt', line: 1, text: '' };
const json = (name: string): unknown => JSON.parse(output(name).join('\n'));
const withoutPlace = ({ at: _, ...route }: Route) => route;
const parse = (...lines: readonly string[]) => parseIpRoute(lines, origin);
const find = (routes: readonly Route[], destination: string) =>
  routes.find((route) => route.destination === destination);

describe('what a kernel printed', () => {
  test.each([
    ['ip-route.txt', 17],
    ['ip-d-route-all.txt', 53],
    ['ip-route-all.txt', 53],
    ['ip-6-route.txt', 11],
  ])('every route of %s', (name, count) => {
    const { values, gaps } = parseIpRoute(output(name), origin);
    expect(gaps).toEqual([]);
    expect(values).toHaveLength(count);
  });

  test('text and JSON say the same', () => {
    const text = parseIpRoute(output('ip-d-route-all.txt'), origin).values.map(withoutPlace);
    const { values, gaps } = parseIpRouteJson(json('ip-j-d-route-all.json'), at);
    expect(gaps).toEqual([{ line: 1, why: 'a route with encap ip: its JSON does not tell its destination' }]);
    expect(values.map(withoutPlace)).toEqual(text.filter(({ destination }) => destination !== '10.72.0.0/16'));
    expect(parseIpRouteJson(json('ip-j-p-route.json'), at)).toEqual(parseIpRouteJson(json('ip-j-route.json'), at));
  });

  test.each(['ip-j-route.json', 'ip-j-d-route-all.json', 'ip-6-j-d-route-all.json'])('%s is recognised', (name) => {
    expect(isIpRouteJson(json(name))).toBe(true);
  });

  test('ECMP, next hop objects, metrics, blackholes, tables', () => {
    const { values } = parseIpRoute(output('ip-d-route-all.txt'), origin);
    expect(find(values, '10.244.3.0/24')).toMatchObject({
      protocol: 'bird',
      nextHops: [
        { via: '192.168.10.12', device: 'eth0', weight: 1 },
        { via: '192.168.20.12', device: 'eth1', weight: 2 },
      ],
    });
    expect(find(values, '10.244.7.0/24')).toMatchObject({ nextHopId: 12, nextHops: [{ weight: 1 }, { weight: 2 }] });
    expect(find(values, '10.244.4.0/24')).toMatchObject({ protocol: 'openr', metric: 20, mtu: 1400 });
    expect(find(values, '10.71.0.0/16')).toMatchObject({ mtu: 1300 });
    expect(find(values, '10.244.9.0/26')).toMatchObject({ type: 'blackhole', protocol: 'bird', nextHops: [] });
    expect(find(values, '10.244.5.0/24')).toMatchObject({ table: '77', protocol: 'zebra', source: '192.168.20.11' });
    expect(find(values, '10.244.2.0/24')).toMatchObject({ flags: ['onlink'], nextHops: [{ flags: ['onlink'] }] });
    expect(find(values, '10.72.0.0/16')).toMatchObject({ nextHops: [{ via: '192.168.10.15', encapsulation: 'ip' }] });
    expect(find(values, '10.244.10.0/24')).toMatchObject({ family: 'ipv4', nextHops: [{ via: 'fe80::1' }] });
    expect(find(values, '10.244.6.7/32')).toMatchObject({ scope: 'link', nextHops: [{ via: null }] });
    expect(find(values, '10.70.0.0/16')).toMatchObject({ tos: '0x10' });
    expect(find(values, '::/0')).toMatchObject({ family: 'ipv6', metric: 1024 });
    expect(find(values, '2001:db8:244:4::/64')).toMatchObject({ metric: 20, expires: 595 });
    expect(find(values, '2001:db8:244:3::/64')?.nextHops).toHaveLength(2);
  });

  test('a route knows its line', () => {
    const { values } = parseIpRoute(output('ip-route.txt'), { source: 'node-1.txt', line: 40 });
    expect(values[0]?.at).toEqual({
      source: 'node-1.txt',
      line: 40,
      text: 'default via 192.168.10.1 dev eth0 proto static',
    });
  });
});

describe.skipIf(!existsSync('../shared/samples'))('the sample of another machine', () => {
  test('every route', () => {
    const lines = readFileSync('../shared/samples/ip-j-d-route-show-table-all.json.txt', 'utf8').split('\n').slice(1);
    const { values, gaps } = parseIpRouteJson(JSON.parse(lines.join('\n')), at);
    expect([values.length, gaps]).toEqual([16, []]);
  });
});

describe('lines of other versions', () => {
  test.each([
    ['BusyBox', 'default via 10.0.2.2 dev eth0 ', { destination: '0.0.0.0/0', protocol: 'boot' }],
    ['a VRF', '10.1.0.0/16 via 10.0.0.2 dev eth1 table blue proto bgp metric 20', { table: 'blue' }],
    ['a protocol without a name', '10.1.0.0/16 dev eth1 proto 250 scope link', { protocol: '250' }],
    ['no default for IPv6', 'unreachable default dev lo metric 4294967295 error -101 pref medium', { family: 'ipv6' }],
    [
      'a router advertisement',
      'default via fe80::1 dev eth0 proto ra metric 1024 expires 1790sec hoplimit 64 pref medium',
      { expires: 1790 },
    ],
    ['a dead link', '10.1.0.0/16 via 10.0.0.2 dev eth1 dead linkdown', { flags: ['dead', 'linkdown'] }],
    [
      'offloaded',
      '10.1.0.0/16 via 10.0.0.2 dev swp1 proto zebra offload rt_offload',
      { flags: ['offload', 'rt_offload'] },
    ],
    ['a local route without -d', 'local 10.0.0.1 dev eth0 proto kernel scope host src 10.0.0.1', { table: 'local' }],
    [
      'MPLS',
      '10.1.0.0/16  encap mpls  100/200 via 10.0.0.2 dev eth0',
      { nextHops: [{ via: '10.0.0.2', device: 'eth0', weight: 1, flags: [], encapsulation: 'mpls' }] },
    ],
  ])('%s', (_, line, expected) => {
    expect(parse(line)).toMatchObject({ values: [expected], gaps: [] });
    expect(isRouteLine(line.trim())).toBe(true);
  });

  test('the family of a default route: its own words, the command, or the routes beside it', () => {
    const bare = 'default dev ppp0 scope link';
    expect(parse(bare).values).toMatchObject([{ family: 'ipv4' }]);
    expect(parse(bare, '2001:db8::/64 dev eth0').values).toMatchObject([{ family: 'ipv6' }, { family: 'ipv6' }]);
    expect(parseIpRoute([bare], origin, { family: 'ipv6' }).values).toMatchObject([{ destination: '::/0' }]);
  });

  test.each([
    ['ip -4 route show table 2004', '2004'],
    ['ip r show table local', 'local'],
    ['ip route show table 254', 'main'],
    ['ip route show table all', 'main'],
    ['ip -6 route', 'main'],
  ])('the table of %s', (command, table) => {
    const { found } = readPaste('10.0.0.0/8 via 192.0.2.9 dev eth0\n', 'a', {
      origin: { node: null, command, speaker: null },
    });
    expect(found.flatMap((one) => one.output.kernel?.routes ?? [])).toMatchObject([{ table }]);
  });
});

describe('mangled output', () => {
  test.each([
    ['cut within a word', '10.244.2.0/24 via 192.168.10', '192.168.10 is no address'],
    ['cut after a word', '10.244.2.0/24 via 192.168.10.12 dev', 'it ends after dev'],
    ['no next hop', '10.244.2.0/24 proto bird', 'a route without next hop'],
    ['no destination', '10.244.2.0/99 dev eth0', '10.244.2.0/99 is no destination'],
    ['a metric that is none', '10.244.2.0/24 dev eth0 metric x', 'metric x is no number'],
    ['words of a later version', '10.244.2.0/24 dev eth0 newword 1', 'newword is not understood'],
  ])('%s', (_, line, why) => {
    const lines = ['10.0.0.0/8 dev a', line, '10.0.0.0/9 dev b'];
    const { values, gaps } = parse(...lines);
    expect(values.map(({ destination }) => destination)).toEqual(['10.0.0.0/8', '10.0.0.0/9']);
    expect(gaps).toEqual([{ line: 2, why }]);
  });

  test('half of the next hops is no route', () => {
    const lines = [
      '10.0.0.0/8 proto bird',
      '\tnexthop via 10.1.1.1 dev a weight 1',
      '\tnexthop via 10.1.1',
      '10.0.0.0/9 dev b',
    ];
    expect(parse(...lines)).toMatchObject({ values: [{ destination: '10.0.0.0/9' }], gaps: [{ line: 1 }] });
    const item = { dst: '10.0.0.0/8', flags: [], nexthops: [{ gateway: '10.1.1.1', dev: 'a' }, { weight: 1 }] };
    expect(parseIpRouteJson([item, {}], at)).toMatchObject({ values: [], gaps: [{ line: 1 }] });
  });

  test('any cut and any text gives what could be read', () => {
    const text = output('ip-d-route-all.txt').join('\n');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), (from, to) => {
        const lines = text.slice(Math.min(from, to), Math.max(from, to)).split('\n');
        const { values, gaps } = parseIpRoute(lines, origin);
        expect(values.length + gaps.length).toBeLessThanOrEqual(lines.length);
      }),
    );
    const word = fc.constantFrom(
      'via',
      'dev',
      '10.0.0.0/8',
      '::1',
      'nexthop',
      '\tnexthop',
      'encap',
      'metric',
      '1',
      'lock',
      'mtu',
    );
    fc.assert(
      fc.property(fc.array(fc.array(word).map((words) => words.join(' '))), (lines) => {
        parseIpRoute(lines, origin);
        for (const line of lines) isRouteLine(line);
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseIpRouteJson(value, at)));
    fc.assert(
      fc.property(
        fc.jsonValue(),
        (value) => void parseIpRouteJson([{ dst: value, nexthops: value, via: value, metrics: value, dev: value }], at),
      ),
    );
  });
});

test.each([
  ['192.168.10.99 dev eth0 FAILED', false],
  ['10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE', false],
  ['10.244.1.0/26      via 192.168.10.12 on eth0 [Mesh_1 10:00:00] * (100/0) [i]', false],
  ['B>* 10.0.0.0/8 [20/0] via 10.1.1.1, eth0, 00:00:10', false],
  ['local 10.0.0.1/32 bgp', true],
  ['net.ipv4.ip_forward = 1', false],
  ['inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0', false],
  ['10.0.0.1 4 65001 10 10 0 0 0 00:01:02 5', false],
])('is %s a route of ip? %s', (line, expected) => {
  expect(isRouteLine(line)).toBe(expected);
});
