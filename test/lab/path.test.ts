/**
 * LAB_ONLY='^path/' plays them: a packet crosses a node, a router and another node; whatever takes it on its way, `routes --to` ends
 * where the ping does.
 */
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const K8SDOCTOR = fileURLToPath(new URL('../../bin/k8sdoctor.js', import.meta.url));
const POD = '10.244.2.5';

/** worker-1 (192.168.10.11), tor-1 (.1), worker-2 (192.168.20.12), and its pod. */
interface World {
  readonly one: Namespace;
  readonly router: Namespace;
  readonly two: Namespace;
}

interface Break {
  readonly about: string;
  readonly at: keyof World;
  readonly breaks: string;
  readonly mends: string;
  readonly end: { readonly outcome: string; readonly node: string; readonly why: RegExp };
}

const drop = (table: string) =>
  `nft add table ip t; nft add chain ip t c '{ type filter hook ${table} priority 0; policy accept; }'; nft add rule ip t c`;
const BREAKS: readonly Break[] = [
  {
    about: 'a blackhole on the node',
    at: 'one',
    breaks: 'ip route add blackhole 10.244.2.0/25 proto bird',
    mends: 'ip route del blackhole 10.244.2.0/25',
    end: { outcome: 'dropped', node: 'worker-1', why: /blackhole/ },
  },
  {
    about: 'a rule of policy routing on the node',
    at: 'one',
    breaks: `ip rule add to ${POD} pref 100 prohibit`,
    mends: 'ip rule del pref 100',
    end: { outcome: 'dropped', node: 'worker-1', why: /prohibit/ },
  },
  {
    about: 'the firewall of the node',
    at: 'one',
    breaks: `${drop('output')} ip daddr 10.244.0.0/16 drop`,
    mends: 'nft delete table ip t',
    end: { outcome: 'dropped', node: 'worker-1', why: /firewall drops it: ip daddr 10\.244\.0\.0\/16 drop/ },
  },
  {
    about: 'the router has no route',
    at: 'router',
    breaks: 'ip route del 10.244.2.0/24',
    mends: 'ip route add 10.244.2.0/24 via 192.168.20.12',
    end: { outcome: 'unreachable', node: 'tor-1', why: /no route to it/ },
  },
  {
    about: 'the router does not forward',
    at: 'router',
    breaks: 'sysctl -qw net.ipv4.ip_forward=0',
    mends: 'sysctl -qw net.ipv4.ip_forward=1',
    end: { outcome: 'dropped', node: 'tor-1', why: /does not forward: net\.ipv4\.conf\.eth0\.forwarding is 0/ },
  },
  {
    about: 'the firewall of the router',
    at: 'router',
    breaks: `${drop('forward')} oifname eth1 reject`,
    mends: 'nft delete table ip t',
    end: { outcome: 'dropped', node: 'tor-1', why: /firewall rejects it: oifname "eth1" reject/ },
  },
  {
    about: 'the reverse path filter of the other node',
    at: 'two',
    breaks:
      'ip link add other type veth peer name another; ip link set other up; ip link set another up; ip route add 192.168.10.0/24 dev other; sysctl -qw net.ipv4.conf.all.rp_filter=1',
    mends: 'sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0; ip link del other',
    end: { outcome: 'dropped', node: 'worker-2', why: /reverse path filter .* comes in by eth0, .* leaves by other/ },
  },
  {
    about: 'the pod has no route any more: it goes round',
    at: 'two',
    breaks: `ip route del ${POD}`,
    mends: `ip route add ${POD} dev cali1a2b3c4d5e6`,
    end: { outcome: 'dropped', node: 'worker-2', why: /goes round between worker-2 and tor-1/ },
  },
  {
    about: 'the link of the pod is down',
    at: 'two',
    breaks: `ip link set cali1a2b3c4d5e6 down; ip route replace blackhole 10.244.2.0/26 proto bird`,
    mends: `ip route del blackhole 10.244.2.0/26; ip link set cali1a2b3c4d5e6 up; ip route replace ${POD} dev cali1a2b3c4d5e6`,
    end: { outcome: 'dropped', node: 'worker-2', why: /blackhole/ },
  },
  {
    about: "Docker's policy on the other node",
    at: 'two',
    breaks: 'iptables -P FORWARD DROP',
    mends: 'iptables -P FORWARD ACCEPT',
    end: { outcome: 'dropped', node: 'worker-2', why: /policy of the chain filter FORWARD/ },
  },
];

for (const [name, about, playThrough] of [
  ['breaks', 'it ends where the packet ends', play],
  ['live', 'on a node, and out of its bundle', playLive],
] as const) {
  test.skipIf(missing.length > 0 || !only.test(`path/${name}`))(
    `path/${name}: ${about}`,
    { concurrent: true, timeout: 180_000 },
    async () => {
      const lab = createLab();
      try {
        await playThrough(await build(lab));
      } finally {
        lab.close();
      }
    },
  );
}

async function play(world: World): Promise<void> {
  const reaches = (): Promise<boolean> =>
    world.one.run('ping', '-c1', '-W1', POD).then(
      () => true,
      () => false,
    );
  await vi.waitUntil(reaches, { timeout: 20_000, interval: 200 });
  const whole = await ask(world);
  expect(whole.code).toBe(0);
  expect(whole.paths).toMatchObject([
    {
      source: '192.168.10.11',
      hops: [
        { node: 'worker-1', in: null, out: 'eth0', via: '192.168.10.1' },
        { node: 'tor-1', in: 'eth0', out: 'eth1', via: '192.168.20.12' },
        { node: 'worker-2', in: 'eth0', out: 'cali1a2b3c4d5e6', via: null },
      ],
      end: { outcome: 'delivered', node: 'worker-2' },
    },
  ]);
  for (const { at, breaks, mends, end, about } of BREAKS) {
    // oxlint-disable no-await-in-loop -- one after the other, on the same nodes
    await world[at].run('sh', '-ec', breaks);
    expect([about, await reaches()]).toEqual([about, false]);
    const { code, paths } = await ask(world);
    expect([about, code]).toEqual([about, 1]);
    expect(paths).toMatchObject([{ end: { ...end, why: expect.stringMatching(end.why) } }]);
    await world[at].run('sh', '-ec', mends);
    await vi.waitUntil(reaches, { timeout: 10_000, interval: 200 });
    expect((await ask(world)).paths).toMatchObject([{ end: { outcome: 'delivered' } }]);
    // oxlint-enable no-await-in-loop
  }
  const { code, paths } = await ask({ one: world.one, two: world.two });
  expect(code).toBe(3);
  expect(paths).toMatchObject([
    { end: { outcome: 'left', node: 'worker-1', why: expect.stringContaining('192.168.10.1 is next') } },
  ]);
}

/** Live, and out of a bundle, of one node: the next one is not seen. */
async function playLive({ one }: World): Promise<void> {
  const see = async (...argv: readonly string[]): Promise<unknown> => {
    const asked = ['routes', ...argv, '--to', POD, '--from', '192.168.10.11', '--format', 'json'];
    return JSON.parse(await one.run('sh', '-c', '"$@"; [ $? = 3 ]', 'sh', process.execPath, K8SDOCTOR, ...asked));
  };
  const left = {
    schema: 'k8sdoctor/path/v1',
    paths: [{ hops: [{ out: 'eth0', via: '192.168.10.1' }], end: { outcome: 'left' } }],
  };
  expect(await see('--local')).toMatchObject(left);
  const bundle = one.path('bundle.tar.gz');
  await one.run(
    'sh',
    '-c',
    '"$@"; [ $? = 0 -o $? = 3 ]',
    'sh',
    process.execPath,
    K8SDOCTOR,
    'collect',
    '--local',
    '--no-capture',
    '-o',
    bundle,
  );
  expect(await see('--bundle', bundle)).toMatchObject(left);
}

interface Asked {
  readonly code: number;
  readonly paths: readonly unknown[];
}

const GATHER =
  'ip rule; ip route show table all; ip addr; ip neigh; sysctl net.ipv4.ip_forward; sysctl net.ipv4.conf | grep -E "forwarding|rp_filter"; true';

async function ask(world: Partial<World>): Promise<Asked> {
  const names = { one: 'worker-1', router: 'tor-1', two: 'worker-2' } as const;
  const texts = await Promise.all(
    (['one', 'router', 'two'] as const).map(async (key) => {
      const ns = world[key];
      if (ns === undefined) return '';
      const name = names[key];
      const rules = `${name}# nft list ruleset\n${await ns.run('sh', '-c', 'nft list ruleset 2>/dev/null')}`;
      return `# node: ${name}\n${await ns.run('sh', '-c', GATHER)}\n${name}# iptables-save\n${await ns.run('iptables-save')}\n${rules}`;
    }),
  );
  const argv = ['routes', '-', '--to', POD, '--from', 'worker-1', '--format', 'json'];
  const { code, out, err } = await run(argv, { stdin: new TextEncoder().encode(texts.join('\n')) });
  expect(err).toBe('');
  const report: { readonly paths: readonly unknown[] } = JSON.parse(out);
  return { code, paths: report.paths };
}

async function build(lab: Lab): Promise<World> {
  const [one, router, two, pod] = await Promise.all(
    ['one', 'router', 'two', 'pod'].map((label) => lab.namespace(label)),
  );
  if (one === undefined || router === undefined || two === undefined || pod === undefined) throw new Error('no lab');
  await one.ip(
    `link add eth0 type veth peer name eth0 netns ${router.name}`,
    'addr add 192.168.10.11/24 dev eth0',
    'link set eth0 up',
    'route add 10.244.2.0/24 via 192.168.10.1 proto bird',
  );
  await two.ip(
    `link add eth0 type veth peer name eth1 netns ${router.name}`,
    `link add cali1a2b3c4d5e6 type veth peer name eth0 netns ${pod.name}`,
    'addr add 192.168.20.12/24 dev eth0',
    'link set eth0 up',
    'link set cali1a2b3c4d5e6 up',
    'route add default via 192.168.20.1',
    `route add ${POD} dev cali1a2b3c4d5e6`,
  );
  await router.ip(
    'addr add 192.168.10.1/24 dev eth0',
    'addr add 192.168.20.1/24 dev eth1',
    'link set eth0 up',
    'link set eth1 up',
    'route add 10.244.2.0/24 via 192.168.20.12',
  );
  await pod.ip(
    `addr add ${POD}/32 dev eth0`,
    'link set eth0 up',
    'route add 169.254.1.1 dev eth0 scope link',
    'route add default via 169.254.1.1 dev eth0',
  );
  await two.run(
    'sysctl',
    '-qw',
    'net.ipv4.conf.cali1a2b3c4d5e6.proxy_arp=1',
    'net.ipv4.neigh.cali1a2b3c4d5e6.proxy_delay=0',
  );
  for (const each of [one, router, two]) {
    // oxlint-disable-next-line no-await-in-loop -- three
    await each.run(
      'sysctl',
      '-qw',
      'net.ipv4.ip_forward=1',
      'net.ipv4.conf.all.rp_filter=0',
      'net.ipv4.conf.eth0.rp_filter=0',
    );
  }
  return { one, router, two };
}
