/**
 * LAB_ONLY='^firewall-law/' plays them: random rules of nftables and iptables in a real kernel, random packets through them; what
 * becomes of each must be what `forwarding/firewall.ts` says of the rules as they are printed.
 */
import { existsSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodesOf } from '../../src/evidence/nodes.ts';
import { type Packet, type Passage, passFirewall } from '../../src/forwarding/firewall.ts';
import type { Hook } from '../../src/model/firewall.ts';
import type { NodeSeen } from '../../src/model/node.ts';
import { readPaste } from '../../src/parsers/recognise.ts';
import { iptablesToIpv6, nftToIpv6, toIpv6 } from './firewalls/ipv6.ts';
import { iptablesRules, IPSETS } from './firewalls/iptables.ts';
import { nftNatRules, nftRules } from './firewalls/nft.ts';
import { SENDER, type Sent, sent, sourcePortOf, toOctets } from './firewalls/packets.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { run, sleep } from './processes.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const SEED = 11;
const WORLDS = { ipv4: 8, ipv6: 3 } as const;
const PACKETS = 60;

interface Kind {
  readonly name: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly rules: fc.Arbitrary<string>;
  readonly load: (node: Namespace, rules: string) => Promise<unknown>;
  /** What prints them; each is read by itself. */
  readonly printed: readonly (readonly string[])[];
  /** After what translates a destination it says that nobody knows. */
  readonly mayDoubt?: true;
}

const restore = (tool: string) => async (node: Namespace, rules: string) => {
  writeFileSync(node.path('rules'), rules);
  await node.run('sh', '-c', `${tool}-restore < ${node.path('rules')}`);
};
const kinds: readonly Kind[] = [
  {
    name: 'nft',
    family: 'ipv4',
    rules: nftRules,
    load: (node, rules) => node.nft(rules),
    printed: [['nft list ruleset'], ['nft -j list ruleset']],
  },
  {
    name: 'nft-nat',
    family: 'ipv4',
    rules: nftNatRules,
    load: (node, rules) => node.nft(rules),
    printed: [['nft list ruleset'], ['nft -j list ruleset']],
    mayDoubt: true,
  },
  {
    name: 'nft-ipv6',
    family: 'ipv6',
    rules: nftRules.map(nftToIpv6),
    load: (node, rules) => node.nft(rules),
    printed: [['nft list ruleset'], ['nft -j list ruleset']],
  },
  {
    name: 'ip6tables-nft',
    family: 'ipv6',
    rules: iptablesRules(false).map(iptablesToIpv6),
    load: restore('ip6tables-nft'),
    printed: [['ip6tables-save', 'nft list ruleset']],
  },
  {
    name: 'ip6tables-legacy',
    family: 'ipv6',
    rules: iptablesRules(false).map(iptablesToIpv6),
    load: restore('ip6tables-legacy'),
    printed: [['ip6tables-legacy-save']],
  },
  {
    name: 'iptables-nft',
    family: 'ipv4',
    rules: iptablesRules(false),
    load: restore('iptables-nft'),
    printed: [['iptables-save', 'nft list ruleset']],
  },
  {
    name: 'iptables-legacy',
    family: 'ipv4',
    rules: iptablesRules(false),
    load: restore('iptables-legacy'),
    printed: [['iptables-legacy-save']],
  },
];
const ipsetKind: Kind = {
  name: 'ipset',
  family: 'ipv4',
  rules: iptablesRules(true),
  load: async (node, rules) => {
    writeFileSync(node.path('sets'), IPSETS);
    await node.run('sh', '-c', `ipset restore < ${node.path('sets')}`);
    await restore('iptables-legacy')(node, rules);
  },
  printed: [['ipset save', 'iptables-legacy-save']],
};

for (const kind of [...kinds, ...(existsSync('/usr/sbin/ipset') ? [ipsetKind] : [])]) {
  test.skipIf(missing.length > 0 || !only.test(`firewall-law/${kind.name}`))(
    `firewall-law/${kind.name}: ours is the kernel's`,
    { timeout: 180_000 },
    async () => {
      const worlds = fc.sample(
        fc.record({ rules: kind.rules, packets: fc.array(sent, { minLength: PACKETS, maxLength: PACKETS }) }),
        { seed: SEED, numRuns: WORLDS[kind.family] },
      );
      const counts = { passed: 0, dropped: 0, doubted: 0 };
      for (const { rules, packets } of worlds) {
        const lab = createLab();
        try {
          // oxlint-disable-next-line no-await-in-loop -- a world after the other
          await play(lab, kind, rules, packets, counts);
        } finally {
          lab.close();
        }
      }
      // Neither may be trivial.
      const all = WORLDS[kind.family] * PACKETS;
      expect(Math.min(counts.passed, counts.dropped)).toBeGreaterThan(all / 10);
      expect(counts.doubted).toBeLessThan((all * kind.printed.length) / 4);
    },
  );
}

async function play(
  lab: Lab,
  kind: Kind,
  rules: string,
  packets: readonly Sent[],
  counts: { passed: number; dropped: number; doubted: number },
): Promise<void> {
  const { node, send } = await build(lab);
  await kind.load(node, rules);
  const texts = await Promise.all(
    kind.printed.map(async (commands) =>
      (
        await Promise.all(
          commands.map(
            async (command) => `# node: n\nn# ${command}\n${await node.run('sh', '-c', `${command} 2>/dev/null`)}`,
          ),
        )
      ).join('\n'),
    ),
  );
  await node.nft(oracle(kind.family));
  await send(packets, kind.family);
  const arrived = numbersOf(await node.run('nft', '-j', 'list', 'set', 'inet', 'oracle', 'seen'));
  for (const text of texts) {
    const seen = readNode(text);
    for (const [index, packet] of packets.entries()) {
      const number = index + 1;
      const kernel = arrived.has(number) ? 'accepted' : 'dropped';
      counts[kernel === 'accepted' ? 'passed' : 'dropped'] += 1;
      const ours = passFirewall(seen.rulesets ?? [], toPacket(packet, number, kind.family), HOOKS[packet.way]);
      if (ours.outcome === 'unknown' && kind.mayDoubt === true) counts.doubted += 1;
      else expect.soft(describe(ours), `${JSON.stringify(packet)}\n${text}`).toBe(kernel);
    }
  }
}

/** After all others, where only what nobody dropped comes by. */
function oracle(family: Kind['family']): string {
  const number = family === 'ipv4' ? 'ip id' : 'ip6 flowlabel';
  return `table inet oracle {
  set seen { typeof ${number}; flags dynamic; size 65535; }
  chain input { type filter hook input priority 2147483647; ${number} 1-10000 add @seen { ${number} }; }
  chain postrouting { type filter hook postrouting priority 2147483647; ${number} 1-10000 add @seen { ${number} }; }
}`;
}

const HOOKS: Readonly<Record<Sent['way'], readonly Hook[]>> = {
  input: ['prerouting', 'input'],
  forward: ['prerouting', 'forward', 'postrouting'],
  output: ['output', 'postrouting'],
};

function toPacket(
  { way, protocol, source, destination, port }: Sent,
  number: number,
  family: Packet['family'],
): Packet {
  const named = family === 'ipv4' ? String : toIpv6;
  const own = sourcePortOf(number);
  return {
    family,
    protocol,
    source: named(source),
    destination: named(destination),
    sourcePort: [own, own],
    destinationPort: [port, port],
    inInterface: way === 'output' ? '-' : 'eth0',
    outInterface: way === 'input' ? '-' : 'eth1',
    state: 'NEW',
    tcpFlags: protocol === 'tcp' ? ['SYN'] : [],
    isFromHere: way === 'output',
    isForHere: way === 'input',
  };
}

const describe = (passage: Passage): string =>
  passage.outcome === 'unknown' ? `unknown: ${passage.because?.text ?? ''}` : passage.outcome;

function readNode(text: string): NodeSeen {
  const { found, unknown } = readPaste(text, 'state');
  expect(unknown).toEqual([]);
  const [seen] = nodesOf(
    found.flatMap(({ output }) => output.kernel ?? []),
    [],
  );
  if (seen === undefined) throw new Error('no node');
  return seen;
}

function numbersOf(json: string): ReadonlySet<number> {
  const { nftables }: { readonly nftables: readonly { readonly set?: { readonly elem?: readonly unknown[] } }[] } =
    JSON.parse(json);
  return new Set(nftables.flatMap(({ set }) => (set?.elem ?? []).map(Number)));
}

async function build(lab: Lab) {
  const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
  await node.ip(
    ...['eth0', 'eth1'].flatMap((name, index) => [
      `link add ${name} type veth peer name ${name} netns ${router.name}`,
      `addr add 192.168.${index + 1}0.11/24 dev ${name}`,
      `link set ${name} up`,
    ]),
  );
  await router.ip(
    'addr add 192.168.10.1/24 dev eth0',
    'addr add 192.168.20.1/24 dev eth1',
    'link set eth0 up',
    'link set eth1 up',
  );
  await node.ip('route add 10.1.0.0/16 via 192.168.20.1', 'route add default via 192.168.10.1');
  await node.run(
    'sysctl',
    '-qw',
    'net.ipv4.ip_forward=1',
    'net.ipv4.conf.all.rp_filter=0',
    'net.ipv4.conf.eth0.rp_filter=0',
  );
  await node.run('ping', '-c1', '-W2', '192.168.20.1');
  const [mac = ''] = /[\da-f:]{17}/.exec(await node.run('cat', '/sys/class/net/eth0/address')) ?? [];
  await giveIpv6(node, router);
  const headers = { ipv4: '0800', ipv6: '86dd' };
  writeFileSync(node.path('send.py'), SENDER);
  const through = (ns: Namespace, link: string, lines: readonly string[]) =>
    run(['ip', 'netns', 'exec', ns.name, 'python3', node.path('send.py'), link], `${lines.join('\n')}\n`);
  return {
    node,
    async send(packets: readonly Sent[], family: Kind['family']): Promise<void> {
      const header = `${mac.replaceAll(':', '')}020000000001${headers[family]}`;
      const all = packets.map((packet, index) => ({
        way: packet.way,
        hex: Buffer.from(toOctets(packet, index + 1, family)).toString('hex'),
      }));
      await through(
        node,
        'own',
        all.filter(({ way }) => way === 'output').map(({ hex }) => hex),
      );
      await through(
        router,
        'eth0',
        all.filter(({ way }) => way !== 'output').map(({ hex }) => `${header}${hex}`),
      );
      await sleep(100);
    },
  };
}

/** Its neighbours are known for good: rules that drop ICMPv6 would leave it without. */
async function giveIpv6(node: Namespace, router: Namespace): Promise<void> {
  const macOf = async (link: string): Promise<string> =>
    (await router.run('cat', `/sys/class/net/${link}/address`)).trim();
  await node.ip(
    `addr add ${toIpv6('192.168.10.11/24')} dev eth0 nodad`,
    `addr add ${toIpv6('192.168.20.11/24')} dev eth1 nodad`,
    `neigh add ${toIpv6('192.168.10.1')} lladdr ${await macOf('eth0')} dev eth0 nud permanent`,
    `neigh add ${toIpv6('192.168.20.1')} lladdr ${await macOf('eth1')} dev eth1 nud permanent`,
    `route add ${toIpv6('10.1.0.0/16')} via ${toIpv6('192.168.20.1')}`,
    `route add default via ${toIpv6('192.168.10.1')}`,
  );
  await node.run('sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1');
}
