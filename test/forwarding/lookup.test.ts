/** What the lab compares with the kernel (test/lab/lookup.test.ts), case by case, and what no kernel here has: VRFs. */
import { describe, expect, test } from 'vitest';
import { nodesOf } from '../../src/evidence/nodes.ts';
import { type Lookup, lookupOf } from '../../src/forwarding/lookup.ts';
import type { Packet } from '../../src/forwarding/rules.ts';
import { readPaste } from '../../src/parsers/recognise.ts';

function lookUp(paste: string, packet: Partial<Packet> & Pick<Packet, 'destination'>): Lookup {
  const outputs = readPaste(paste, 'paste.txt').found.flatMap(({ output }) => output.kernel ?? []);
  const [node] = nodesOf(outputs, []);
  if (node === undefined) throw new Error('no node');
  return lookupOf(node)({ source: null, ...packet });
}

function said(found: Lookup): string {
  if (found.kind === 'none') return 'none';
  if (found.kind === 'unknown') return `unknown: ${found.why}`;
  if (found.kind === 'refused') return `${found.type} by ${found.route?.destination ?? `rule ${found.rule.priority}`}`;
  const hops = found.hops.map(({ via, device }) => via ?? device);
  return `${found.route.destination} ${found.route.table} ${hops.join(' ')}`;
}

const RULES = `0:	from all lookup local
32766:	from all lookup main
32767:	from all lookup default`;
const LOCAL = `local 192.168.10.11 dev eth0 table local proto kernel scope host src 192.168.10.11`;
const MAIN = `default via 192.168.10.1 dev eth0
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11
10.244.0.0/16 via 192.168.10.2 dev eth0
10.244.1.0/24 via 192.168.10.3 dev eth0 metric 20
10.244.1.0/24 via 192.168.10.4 dev eth0 metric 10
10.244.1.0/24 via 192.168.10.5 dev eth0 tos 0x10
blackhole 10.244.2.0/24
throw 10.244.3.0/24`;

const ask = (destination: string, packet: Partial<Packet> = {}): string =>
  said(lookUp(MAIN, { destination, ...packet }));
const askWith = (rules: string, packet: Partial<Packet>, routes: string): string =>
  said(lookUp(`${rules}\n${LOCAL}\n${MAIN}\n${routes}`, { destination: '10.244.9.1', ...packet }));
const before = (rule: string): string => `0:	from all lookup local\n${rule}\n32766:	from all lookup main`;

describe('tables', () => {
  test.each([
    ['10.244.9.1', '10.244.0.0/16 main 192.168.10.2'],
    ['10.244.1.1', '10.244.1.0/24 main 192.168.10.4'],
    ['10.244.2.1', 'blackhole by 10.244.2.0/24'],
    ['10.244.3.1', 'none'],
    ['192.168.10.7', '192.168.10.0/24 main eth0'],
    ['8.8.8.8', '0.0.0.0/0 main 192.168.10.1'],
    ['fd00::1', 'unknown: the routes of table main'],
    ['nonsense', 'none'],
  ])('%s: %s', (destination, expected) => expect(ask(destination)).toBe(expected));

  test('a TOS is looked at before the metric', () => {
    expect(ask('10.244.1.1', { tos: 0x10 })).toBe('10.244.1.0/24 main 192.168.10.5');
  });

  test('dead next hops are left out, and a route that has no other', () => {
    const paste = `10.0.0.0/8 via 192.168.10.2 dev eth0
10.1.0.0/16 via 192.168.20.2 dev eth1 dead linkdown
10.2.0.0/16 proto static
	nexthop via 192.168.10.3 dev eth0 weight 1
	nexthop via 192.168.20.3 dev eth1 weight 1 dead linkdown
10.3.0.0/16 via 192.168.30.3 dev eth2 linkdown`;
    expect(said(lookUp(paste, { destination: '10.1.0.1' }))).toBe('10.0.0.0/8 main 192.168.10.2');
    expect(said(lookUp(paste, { destination: '10.2.0.1' }))).toBe('10.2.0.0/16 main 192.168.10.3');
    expect(said(lookUp(paste, { destination: '10.3.0.1' }))).toBe('10.3.0.0/16 main 192.168.30.3');
    const ignored = `${paste}\nnet.ipv4.conf.eth2.ignore_routes_with_linkdown = 1`;
    expect(said(lookUp(ignored, { destination: '10.3.0.1' }))).toBe('10.0.0.0/8 main 192.168.10.2');
  });

  test("the node's own addresses come first, from `ip addr` where the table was not given", () => {
    const paste = `${MAIN}\n2: eth0: <UP> mtu 1500 state UP\n    inet 10.244.1.9/32 scope global eth0`;
    expect(lookUp(paste, { destination: '10.244.1.9' })).toMatchObject({ kind: 'route', route: { type: 'local' } });
  });
});

describe('rules', () => {
  const in100 = '10.244.9.0/24 via 192.168.10.9 dev eth0 table 100\ndefault via 192.168.10.8 dev eth0 table 100';
  const [BY_100, BY_MAIN] = ['10.244.9.0/24 100 192.168.10.9', '10.244.0.0/16 main 192.168.10.2'];

  test.each<[string, Partial<Packet>, string]>([
    ['100:	from 10.1.0.0/16 lookup 100', { source: '10.1.0.5' }, BY_100],
    ['100:	from 10.1.0.0/16 lookup 100', { source: '10.2.0.5' }, BY_MAIN],
    ['100:	from 10.1.0.0/16 lookup 100', {}, BY_MAIN],
    ['100:	not from 10.1.0.0/16 lookup 100', { source: '10.2.0.5' }, BY_100],
    ['100:	from all fwmark 0x10/0xf0 lookup 100', { mark: 0x1f }, BY_100],
    ['100:	from all fwmark 0x10/0xf0 lookup 100', { mark: 0x2f }, BY_MAIN],
    ['100:	from all iif eth1 lookup 100', { inDevice: 'eth1' }, BY_100],
    ['100:	from all iif lo lookup 100', {}, BY_100],
    ['100:	from all iif eth1 [detached] lookup 100', { inDevice: 'eth1' }, BY_MAIN],
    ['100:	from all oif eth0 lookup 100', { outDevice: 'eth0' }, BY_100],
    ['100:	from all tos 0x10 lookup 100', { tos: 0x10 }, BY_100],
    ['100:	from all ipproto tcp dport 179 lookup 100', { protocol: 'tcp', destinationPort: 179 }, BY_100],
    ['100:	from all ipproto tcp dport 179 lookup 100', { protocol: 'udp' }, BY_MAIN],
    ['100:	from all ipproto tcp lookup 100', {}, 'unknown: rule 100 (ipproto tcp)'],
    ['100:	from all sport 1000-2000 lookup 100', { sourcePort: 1500 }, BY_100],
    ['100:	from all uidrange 0-99 lookup 100', {}, 'unknown: rule 100 (uidrange 0-99)'],
    ['100:	from all lookup 100 suppress_prefixlength 24', {}, BY_MAIN],
    ['100:	from all lookup 100 suppress_prefixlength 0', {}, BY_100],
    ['100:	from all unreachable', {}, 'unreachable by rule 100'],
    ['100:	from all goto 200\n150:	from all blackhole\n200:	from all lookup 100', {}, BY_100],
    ['100:	from all goto 199 [unresolved]\n150:	from all lookup 100', {}, BY_100],
    ['100:	from all lookup 7', {}, BY_MAIN],
  ])('%s %j', (rule, packet, expected) => expect(askWith(before(rule), packet, in100)).toBe(expected));

  test('a table that may not have been given is unknown', () => {
    const paste = `${before('100:	from all lookup 100')}\n${MAIN}`;
    expect(said(lookUp(paste, { destination: '10.244.9.1' }))).toBe('unknown: the routes of table 100');
  });

  test('two listings are one of each family', () => {
    const paste = `${RULES}\n0:	from all lookup local\n100:	from all blackhole\n32766:	from all lookup main\n${MAIN}\nfd00::/64 via fe80::1 dev eth0`;
    expect(said(lookUp(paste, { destination: '10.244.9.1' }))).toBe(BY_MAIN);
    expect(said(lookUp(paste, { destination: 'fd00::1' }))).toBe('blackhole by rule 100');
  });

  test("a VRF's table is asked for what enters by one of its links, and for nothing else", () => {
    const links = `1000:	from all lookup [l3mdev-table]
4: red: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP mode DEFAULT group default
    link/ether 0e:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0
    vrf table 100 addrgenmode eui64
5: eth1: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master red state UP mode DEFAULT group default
    link/ether 0e:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff`;
    const paste = `0:	from all lookup local\n${links}\n${LOCAL}\n${MAIN}\n${in100}`;
    expect(said(lookUp(paste, { destination: '10.244.9.1', inDevice: 'eth1' }))).toBe(BY_100);
    expect(said(lookUp(paste, { destination: '10.244.9.1', inDevice: 'eth0' }))).toBe('none');
  });
});
