/** LAB_ONLY='^lookup/' plays them: random tables and rules, where the kernel's own lookups (`ip route get fibmatch`) must be ours. */
import * as fc from 'fast-check';
import { test } from 'vitest';
import { nodesOf } from '../../src/evidence/nodes.ts';
import { lookupOf, type Lookup } from '../../src/forwarding/lookup.ts';
import type { Packet } from '../../src/forwarding/rules.ts';
import { parseAddress } from '../../src/net/parse.ts';
import { Afi, formatPrefix } from '../../src/net/prefix.ts';
import { parseIpRoute } from '../../src/parsers/kernel/ip-route.ts';
import { readPaste } from '../../src/parsers/recognise.ts';
import { createLab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const SEED = 7;
const WORLDS = 12;
const PACKETS = 60;

/** What differs between the families: addresses are written with one number, so that prefixes nest. */
interface Family {
  readonly name: string;
  readonly flag: '-4' | '-6';
  readonly own: readonly [string, string];
  readonly gateways: readonly [string, string];
  readonly address: (bits: number) => string;
  readonly lengths: readonly number[];
  readonly hasTos: boolean;
}

const V4: Family = {
  name: 'ipv4',
  flag: '-4',
  own: ['192.168.10.11', '192.168.20.11'],
  gateways: ['192.168.10.1', '192.168.20.1'],
  address: (bits) => `10.${(bits >> 16) & 3}.${(bits >> 8) & 3}.${bits & 0xff}`,
  lengths: [0, 8, 14, 15, 16, 22, 23, 24, 30, 32],
  hasTos: true,
};
const V6: Family = {
  name: 'ipv6',
  flag: '-6',
  own: ['2001:db8:10::11', '2001:db8:20::11'],
  gateways: ['2001:db8:10::1', '2001:db8:20::1'],
  address: (bits) =>
    `fd00:0:0:${((bits >> 16) & 3).toString(16)}::${((bits >> 8) & 3).toString(16)}:${(bits & 0xff).toString(16)}`,
  lengths: [0, 16, 62, 63, 64, 110, 111, 112, 126, 128],
  hasTos: false,
};

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const anything = fc.nat(0xff_ffff);

/** The kernel takes no route with bits beyond its length. */
function prefixOf(family: Family, bits: number, length: number): string {
  const octets = parseAddress(family.address(bits));
  return octets === null ? '' : formatPrefix(octets, 0, length, family === V4 ? Afi.IPv4 : Afi.IPv6);
}
const TABLES = ['main', 'main', '100', '200'] as const;

const routeOf = (family: Family): fc.Arbitrary<string> =>
  fc
    .record({
      bits: anything,
      length: pick(...family.lengths),
      table: pick(...TABLES),
      type: pick('', '', '', '', '', 'blackhole', 'unreachable', 'prohibit', 'throw'),
      metric: pick(0, 10, 20),
      tos: pick('', '', '', 'tos 0x10', 'tos 0x08'),
      hop: pick(
        `via ${family.gateways[0]}`,
        `via ${family.gateways[1]}`,
        'dev eth0',
        'dev eth2',
        `nexthop via ${family.gateways[0]} dev eth0 nexthop via ${family.gateways[1]} dev eth1`,
      ),
    })
    .map(({ bits, length, table, type, metric, tos, hop }) => {
      const about = `${prefixOf(family, bits, length)} table ${table} metric ${metric} ${family.hasTos ? tos : ''}`;
      return type === '' ? `route add ${about} ${hop}` : `route add ${type} ${about}`;
    });

const ruleOf = (family: Family): fc.Arbitrary<string> =>
  fc
    .record({
      not: pick('', '', '', 'not'),
      from: fc.tuple(anything, pick(...family.lengths)),
      isFrom: fc.boolean(),
      to: fc.tuple(anything, pick(...family.lengths)),
      isTo: fc.boolean(),
      mark: pick('', '', 'fwmark 0x1', 'fwmark 0x10/0xf0'),
      device: pick('', '', '', 'iif eth1', 'iif lo', 'iif gone'),
      tos: pick('', '', '', 'tos 0x10'),
      action: pick(
        'lookup 100',
        'lookup 200',
        'lookup 100 suppress_prefixlength 15',
        'lookup main suppress_prefixlength 0',
        'blackhole',
        'unreachable',
        'prohibit',
        'goto 900',
        'goto 32766',
      ),
      priority: fc.integer({ min: 1, max: 800 }),
    })
    .map(({ not, from, isFrom, to, isTo, mark, device, tos, action, priority }) =>
      [
        `rule add pref ${priority}`,
        not,
        isFrom ? `from ${family.address(from[0])}/${from[1]}` : '',
        isTo ? `to ${family.address(to[0])}/${to[1]}` : '',
        mark,
        device,
        family.hasTos ? tos : '',
        action,
      ].join(' '),
    );

const packetOf = (family: Family): fc.Arbitrary<Packet> =>
  fc
    .record({
      to: anything,
      from: anything,
      kind: pick('own', 'bound', 'forwarded', 'forwarded'),
      mark: pick(0, 0, 1, 0x1f),
      tos: pick(0, 0, 0x10, 0x08),
    })
    .map(({ to, from, kind, mark, tos }) => ({
      destination: family.address(to),
      source: kind === 'own' ? null : kind === 'bound' ? family.own[0] : family.address(from),
      inDevice: kind === 'forwarded' ? 'eth1' : null,
      mark,
      tos: family.hasTos ? tos : 0,
    }));

for (const family of [V4, V6]) {
  test.skipIf(missing.length > 0 || !only.test(`lookup/${family.name}`))(
    `lookup/${family.name}: ours is the kernel's`,
    { concurrent: true, timeout: 120_000 },
    async ({ expect }) => {
      const worlds = fc.sample(
        fc.record({
          routes: fc.array(routeOf(family), { minLength: 5, maxLength: 60 }),
          rules: fc.array(ruleOf(family), { maxLength: 8 }),
          packets: fc.array(packetOf(family), { minLength: PACKETS, maxLength: PACKETS }),
        }),
        { seed: SEED, numRuns: WORLDS },
      );
      const kinds = new Set<string>();
      for (const world of worlds) {
        const lab = createLab();
        try {
          // oxlint-disable-next-line no-await-in-loop -- a world after the other
          for (const [asked, kernel, ours] of await compare(
            await build(lab.namespace, family, world),
            family,
            world.packets,
          )) {
            kinds.add(kernel.split(' ')[0] ?? '');
            expect.soft(ours, asked).toBe(kernel);
          }
        } finally {
          lab.close();
        }
      }
      // Neither may be trivial.
      for (const kind of ['unicast', 'blackhole', 'unreachable', 'prohibit']) expect(kinds).toContain(kind);
    },
  );
}

async function build(
  namespace: (label: string) => Promise<Namespace>,
  { own, flag }: Family,
  { routes, rules }: { readonly routes: readonly string[]; readonly rules: readonly string[] },
): Promise<Namespace> {
  const [node, router] = [await namespace('node'), await namespace('router')];
  const length = flag === '-4' ? 24 : 64;
  const nodad = flag === '-4' ? '' : 'nodad';
  await node.ip(
    ...['eth0', 'eth1', 'eth2'].flatMap((name) => [
      `link add ${name} type veth peer name ${name} netns ${router.name}`,
      `link set ${name} up`,
    ]),
    `addr add ${own[0]}/${length} dev eth0 ${nodad}`,
    `addr add ${own[1]}/${length} dev eth1 ${nodad}`,
  );
  // eth2 stays without carrier: its routes are `linkdown`, and still taken.
  await router.ip('link set eth0 up', 'link set eth1 up');
  await node.run(
    'sysctl',
    '-qw',
    'net.ipv4.ip_forward=1',
    'net.ipv6.conf.all.forwarding=1',
    'net.ipv4.conf.all.rp_filter=0',
  );
  const lines = ['rule add pref 900 nop', ...rules, ...routes].map((line) => `ip ${flag} ${line}`);
  // Two may be the same, which the second one does not survive.
  await node.run('sh', '-c', lines.map((line) => `${line} 2>/dev/null || true`).join('\n'));
  return node;
}

async function compare(
  node: Namespace,
  { flag }: Family,
  packets: readonly Packet[],
): Promise<readonly (readonly [asked: string, kernel: string, ours: string])[]> {
  const state = await node.run('sh', '-c', `ip ${flag} rule; ip ${flag} route show table all; ip addr`);
  const { found, unknown } = readPaste(state, 'state');
  if (unknown.length > 0) throw new Error(`not understood: ${unknown[0]?.text}`);
  const [seen] = nodesOf(
    found.flatMap(({ output }) => output.kernel ?? []),
    [],
  );
  if (seen === undefined) throw new Error('no node');
  const lookup = lookupOf(seen);
  const asked = packets.map(
    ({ destination, source, inDevice, mark, tos }) =>
      `ip ${flag} route get fibmatch ${destination}${source === null ? '' : ` from ${source}`}${inDevice === null || inDevice === undefined ? '' : ` iif ${inDevice}`} mark ${mark ?? 0} tos 0x${(tos ?? 0).toString(16)}`,
  );
  const answers = (await node.run('sh', '-c', asked.map((line) => `${line} 2>&1; echo --`).join('\n'))).split('--\n');
  return packets.map((packet, index) => {
    const line = asked[index] ?? '';
    return [`${line}\n${state}`, fromKernel(answers[index] ?? '', flag), fromOurs(lookup(packet), packet)];
  });
}

/** What `ip` says of an error, by the number that the kernel gave. */
const ERRORS: Readonly<Record<string, string>> = {
  'Invalid argument': 'blackhole',
  'No route to host': 'unreachable',
  'Permission denied': 'prohibit',
  'Network is unreachable': 'none',
};

function fromKernel(answer: string, flag: string): string {
  const [, error] = /RTNETLINK answers: (.+)/.exec(answer) ?? [];
  if (error !== undefined) return ERRORS[error] ?? error;
  const { values, gaps } = parseIpRoute(
    answer.split('\n'),
    { source: 'kernel', line: 1 },
    { family: flag === '-4' ? 'ipv4' : 'ipv6' },
  );
  const [route] = values;
  if (route === undefined) return `not understood: ${answer} ${gaps[0]?.why ?? ''}`;
  return toText(route.type, route.destination, route.table, route.metric, route.tos);
}

function fromOurs(found: Lookup, { inDevice }: Packet): string {
  if (found.kind === 'none') return 'none';
  if (found.kind === 'unknown') return `unknown ${found.why}`;
  if (found.kind === 'refused') {
    // A rule that says `unreachable` gives the error of a network without route.
    return found.route === null && found.type === 'unreachable' && inDevice !== undefined ? 'none' : found.type;
  }
  const { type, destination, table, metric, tos } = found.route;
  return toText(type, destination, table, metric, tos);
}

const toText = (type: string, destination: string, table: string, metric: number, tos: string | null): string =>
  `${type} ${destination} table ${table} metric ${metric} tos ${tos ?? '0'}`;
