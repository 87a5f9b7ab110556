/**
 * What daemons printed of one star, made for this: FRR (10.7.0.1, AS 65000) in the middle with multipath; GoBGP 10.7.1.2 (AS 65001)
 * and 10.7.3.2 (AS 65003) both announce 10.56.0.0/24, and 10.57.0.0/24 by a next hop that nobody reaches; BIRD is 10.7.2.2.
 */
import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { bgpRows, fixture, ribRows, routingOf } from './read.ts';

const BGP = [
  '*> 10.7.2.0/24 10.7.2.2 65002',
  '* 10.50.0.0/24 10.7.3.2 65003',
  '* 10.50.0.0/24 10.7.1.2 65001',
  '*> 10.50.0.0/24 10.7.2.2 65002',
  '*> 10.51.0.0/24 10.7.1.2 65001',
  '*> 10.52.0.0/24 10.7.2.2 65002',
  '*> 10.53.0.0/24 10.7.2.2 65002',
  '*> 10.54.0.0/24 10.7.2.2 65002',
  '*> 10.55.0.0/24 10.7.1.2 65001 65001 65099',
  '*= 10.56.0.0/24 10.7.3.2 65003',
  '*> 10.56.0.0/24 10.7.1.2 65001',
  '10.57.0.0/24 10.250.0.9 65003',
  '10.57.0.0/24 10.250.0.9 65001',
  '*> 10.100.0.0/24 own ',
].map((row) => row.trim());

describe('FRR 8.4: BGP', () => {
  test.each(['frr-bgp.txt', 'frr-bgp-json.txt'])('%s', (name) => {
    expect(bgpRows(fixture(name))).toEqual(BGP);
    expect(routingOf(fixture(name))).toMatchObject([{ daemon: 'frr', bgpId: '10.7.0.1', as: 65_000 }]);
    for (const route of routingOf(fixture(name))[0]?.bgpRoutes ?? []) expect(route.table).toBe('chosen-from');
  });

  test('JSON says from whom', () => {
    const [output] = routingOf(fixture('frr-bgp-json.txt'));
    expect(output?.bgpRoutes?.at(9)).toMatchObject({ prefix: '10.56.0.0/24', peer: '10.7.3.2', isOwn: false });
    expect(output?.bgpRoutes?.at(-1)).toMatchObject({ peer: null, isOwn: true, nextHops: [] });
  });

  test.each([
    ['frr-bgp-ipv6.txt', ['fe80::bce7:f9ff:fec6:7a7b']],
    ['frr-bgp-ipv6-json.txt', ['fd00:7:2::2', 'fe80::bce7:f9ff:fec6:7a7b']],
  ])('%s: a next hop may take a line of its own', (name, nextHops) => {
    expect(bgpRows(fixture(name))).toEqual([
      `*> 2001:db8:52::/48 ${nextHops.join(',')} 65002`,
      '*> 2001:db8:100::/48 own',
      `*> fd00:7:2::/64 ${nextHops.join(',')} 65002`,
    ]);
  });

  test.each(['frr-bgp-detail.txt', 'frr-bgp-prefix-json.txt'])('%s: one prefix', (name) => {
    expect(bgpRows(fixture(name))).toEqual(['*= 10.56.0.0/24 10.7.3.2 65003', '*> 10.56.0.0/24 10.7.1.2 65001']);
    expect(routingOf(fixture(name))[0]?.bgpRoutes?.map(({ peer }) => peer)).toEqual(['10.7.3.2', '10.7.1.2']);
  });

  test('received-routes are before policy; the command says from whom', () => {
    const text = `tor-1# show bgp ipv4 unicast neighbors 10.7.1.2 received-routes json\n${fixture('frr-received-json.txt')}`;
    const [output] = routingOf(text);
    expect(output?.bgpRoutes).toHaveLength(5);
    expect(output?.node).toBe('tor-1');
    expect(output?.bgpRoutes?.[0]).toMatchObject({ table: 'received', peer: '10.7.1.2', isBest: null });
  });
});

describe('FRR 8.4: zebra', () => {
  test.each(['frr-ip-route.txt', 'frr-ip-route-json.txt'])('%s', (name) => {
    expect(ribRows(fixture(name))).toEqual([
      '>* connected 10.7.1.0/24 vg1',
      'bgp 10.7.2.0/24 10.7.2.2 inactive',
      '>* connected 10.7.2.0/24 vb1',
      '>* connected 10.7.3.0/24 vg2',
      '>* connected 10.7.200.0/24 pods',
      '>* bgp 10.50.0.0/24 10.7.2.2 vb1',
      '>* bgp 10.51.0.0/24 10.7.1.2 vg1',
      '>* bgp 10.52.0.0/24 10.7.2.2 vb1',
      '>* bgp 10.53.0.0/24 10.7.2.2 vb1',
      '>* bgp 10.54.0.0/24 10.7.2.2 vb1',
      '>* bgp 10.55.0.0/24 10.7.1.2 vg1',
      '>* bgp 10.56.0.0/24 10.7.1.2 vg1, 10.7.3.2 vg2',
      '>* static 10.98.0.0/16 10.7.1.2 vg1',
      '>* static 10.99.0.0/16 blackhole',
    ]);
  });

  test.each(['frr-ipv6-route.txt', 'frr-ipv6-route-json.txt'])('%s', (name) => {
    const rows = ribRows(fixture(name));
    expect(rows).toHaveLength(9);
    expect(rows[0]).toBe('>* bgp 2001:db8:52::/48 fe80::bce7:f9ff:fec6:7a7b vb1');
    expect(rows[4]).toBe('>* connected fd00:7:3::/64 vg2');
  });
});

describe('GoBGP 3.10', () => {
  test.each(['gobgp-rib.txt', 'gobgp-rib-j.txt'])('%s', (name) => {
    const rows = bgpRows(fixture(name));
    expect(rows.filter((row) => row.includes('10.50.0.0/24') || row.includes('10.56.0.0/24'))).toEqual([
      '> 10.50.0.0/24 own',
      '10.50.0.0/24 10.7.3.1 65000 65002',
      '> 10.56.0.0/24 own',
      '10.56.0.0/24 10.7.3.1 65000 65001',
    ]);
    expect(rows).toHaveLength(12);
  });

  test.each([
    ['gobgp-adj-in.txt', 'adj-in', 'received', 9],
    ['gobgp-adj-out.txt', 'adj-out', 'sent', 3],
    ['gobgp-adj-in-j.txt', 'adj-in -j', 'received', 9],
  ])('%s', (name, what, table, count) => {
    const [output] = routingOf(`$ gobgp neighbor 10.7.3.1 ${what}\n${fixture(name)}`);
    expect(output?.bgpRoutes).toHaveLength(count);
    for (const route of output?.bgpRoutes ?? []) expect(route).toMatchObject({ table, peer: '10.7.3.1' });
  });

  test('JSON without its command does not tell what came in from what went out', () => {
    expect(routingOf(fixture('gobgp-adj-in-j.txt'))[0]?.bgpRoutes?.[0]?.table).toBe(null);
  });

  test('gobgp monitor adj-in', () => {
    const text = fixture('gobgp-monitor-adj-in.txt');
    expect(routingOf(text)).toHaveLength(1);
    expect(routingOf(text)[0]?.bgpRoutes?.slice(0, 3)).toMatchObject([
      { prefix: '10.58.0.0/24', nextHops: ['10.7.3.1'], asPath: '65000 65001', isWithdrawn: false, table: 'received' },
      { prefix: '10.58.0.0/24', nextHops: [], isWithdrawn: true },
      { prefix: '10.51.0.0/24', nextHops: ['10.7.3.1'] },
    ]);
    expect(bgpRows(fixture('gobgp-monitor-adj-in-j.txt'))).toHaveLength(8);
    expect(bgpRows(fixture('gobgp-monitor-rib.txt'))).toContain('10.56.0.0/24 own');
  });
});

describe('BIRD 2.0.12', () => {
  test('show route', () => {
    const text = fixture('bird2-route.txt');
    expect(ribRows(text)).toEqual([
      '>? static 10.54.0.0/24 unreachable',
      '>? static 10.52.0.0/24 blackhole',
      '>? bgp 10.100.0.0/24 10.7.2.1 eth0',
      '>? bgp 10.55.0.0/24 10.7.2.1 eth0',
      '>? direct 10.7.2.0/24 eth0',
      '>? static 10.53.0.0/24 10.7.2.1 eth0',
      '>? static 10.50.0.0/24 blackhole',
      '>? bgp 10.56.0.0/24 10.7.2.1 eth0',
      '>? bgp 10.51.0.0/24 10.7.2.1 eth0',
      '>? bgp 2001:db8:100::/48 fd00:7:2::1 eth0',
      '>? static 2001:db8:52::/48 blackhole',
      '>? direct fd00:7:2::/64 eth0',
    ]);
    expect(readPaste(text, 'x').unknown).toEqual([]);
  });

  test('show route all has the path, and the next hop before it was resolved', () => {
    expect(bgpRows(fixture('bird2-route-all.txt'))).toEqual([
      '*> 10.100.0.0/24 10.7.2.1 65000',
      '*> 10.55.0.0/24 10.7.2.1 65000 65001 65001 65099',
      '*> 10.56.0.0/24 10.7.2.1 65000 65001',
      '*> 10.51.0.0/24 10.7.2.1 65000 65001',
      '*> 2001:db8:100::/48 fd00:7:2::1,fe80::cc10:8bff:fe83:ca0a 65000',
    ]);
    expect(routingOf(fixture('bird2-route-all.txt'))[0]?.bgpRoutes?.[0]).toMatchObject({
      peer: '10.7.2.1',
      isOwn: false,
    });
  });
});
