/**
 * LAB_ONLY='^peers/' plays them: what is wrong beside BGP on a node with real daemons (no route to a peer, BFD dropped, TCP MD5 keys
 * that the kernel refuses, addresses that are gone or given twice) is told, and what the remedy prints, run as printed, ends it.
 */
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { startBird } from './daemons/bird.ts';
import { startFrr } from './daemons/frr.ts';
import type { Daemon, Neighbor } from './daemons/speaker.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const [NODE, ROUTER, FAR] = ['192.168.10.11', '192.168.10.1', '10.99.0.1'] as const;

/** A node on one link with a router, which has FAR on its loopback. */
interface World {
  readonly lab: Lab;
  readonly node: Namespace;
  readonly router: Namespace;
}

function scenario(name: string, about: string, play: (world: World) => Promise<void>): void {
  test.skipIf(missing.length > 0 || !only.test(`peers/${name}`))(
    `peers/${name}: ${about}`,
    { concurrent: true, timeout: 120_000 },
    async () => {
      const lab = createLab();
      try {
        await play(await build(lab));
      } finally {
        lab.close();
      }
    },
  );
}

scenario('blackholed', 'a blackhole takes what is sent to the peer', async (world) => {
  await world.node.ip(`route add ${FAR}/32 via ${ROUTER}`);
  const { show, up, down } = await farSession(world, 'bird');
  await up();
  expect(await findings(world.node, 'routes', show)).toEqual([]);
  await world.node.ip(`route replace blackhole ${FAR}/32 proto static`);
  await down();
  const found = await findings(world.node, 'routes', show);
  expect(found).toMatchObject([
    {
      id: 'route/peer-unreachable',
      severity: 'error',
      title: expect.stringMatching(/drops what it sends to its BGP peer 10\.99\.0\.1: 10\.99\.0\.1\/32 is blackhole/),
    },
  ]);
  await repair(world.node, found);
  await world.node.ip(`route replace default via ${ROUTER}`);
  await up();
  expect(await findings(world.node, 'routes', show)).toEqual([]);
});

scenario('no-route', 'there is no route to the peer, and no default route', async (world) => {
  await world.node.ip(`route add 10.50.0.0/24 via ${ROUTER}`);
  const { show, up, down } = await farSession(world, 'bird');
  await down();
  const found = await findings(world.node, 'routes', show);
  expect(found).toMatchObject([
    {
      id: 'route/peer-unreachable',
      severity: 'error',
      title: 'worker-1 has no route to its BGP peer 10.99.0.1.',
      remedy: [expect.anything(), expect.stringContaining(`ip route replace ${FAR} via ${ROUTER}`)],
    },
  ]);
  await repair(world.node, found);
  await up();
  expect(await findings(world.node, 'routes', show)).toEqual([]);
});

scenario('default-only', 'FRR takes no default route to a peer', async (world) => {
  await world.node.ip(`route add default via ${ROUTER}`);
  const { show, up, down, sockets } = await farSession(world, 'frr');
  await down();
  const found = await findings(world.node, 'routes', show);
  expect(found).toMatchObject([
    {
      id: 'route/peer-unreachable',
      severity: 'error',
      title: expect.stringMatching(/reaches its BGP peer 10\.99\.0\.1 by the default route only/),
    },
  ]);
  // The lab's vtysh has its sockets elsewhere.
  await repair(world.node, found, (command) => command.replace('vtysh', `vtysh --vty_socket ${sockets}`));
  await up();
  expect(await findings(world.node, 'routes', show)).toEqual([]);
});

scenario('bfd', 'the firewall passes TCP 179, and drops UDP 3784', async ({ node, router }) => {
  const bfd = ['bfd'];
  const [local, remote] = await Promise.all([
    startFrr(node, { as: 64_512, id: NODE, neighbors: [peer(ROUTER, NODE, 65_001, { extra: bfd })], bfd: true }),
    startFrr(router, { as: 65_001, id: ROUTER, neighbors: [peer(NODE, ROUTER, 64_512, { extra: bfd })], bfd: true }),
  ]);
  const isUp = async (): Promise<boolean> => (await local.ask('show bfd peers json')).includes('"status":"up"');
  const show = async (): Promise<string> =>
    [
      await local.ask('show bgp neighbors json'),
      await local.ask('show bfd peers json'),
      `worker-1# iptables-save\n${await node.run('iptables-save')}`,
    ].join('\n');
  await vi.waitUntil(isUp, { timeout: 60_000, interval: 300 });
  await vi.waitUntil(async () => (await local.ask('show bgp summary')).includes('00:0'), { timeout: 30_000 });
  // A rule that drops the BFD of another peer is none of this one.
  await node.run('iptables', '-A', 'INPUT', '-p', 'udp', '-s', '192.168.10.7', '--dport', '3784', '-j', 'DROP');
  expect(await findings(node, 'status', show)).toEqual([]);

  await node.run('iptables', '-A', 'INPUT', '-p', 'udp', '--dport', '3784:3785', '-j', 'DROP');
  await vi.waitUntil(async () => !(await isUp()), { timeout: 20_000, interval: 200 });
  const found = await findings(node, 'status', show);
  expect(found).toMatchObject([
    { id: 'node/bfd-down', cause: expect.stringMatching(/drops UDP 3784 from 192\.168\.10\.1: `.*3784:3785 -j DROP`/) },
  ]);
  await repair(node, found);
  await vi.waitUntil(isUp, { timeout: 40_000, interval: 300 });
  await vi.waitUntil(async () => /"bgpState":"Established"/.test(await local.ask('show bgp neighbors json')), {
    timeout: 40_000,
    interval: 300,
  });
  expect(await findings(node, 'status', show)).toEqual([]);
  await Promise.all([local.stop(), remote.stop()]);
});

scenario(
  'md5-refused',
  'the memory for options of a socket is used up by the keys of other peers',
  async ({ node, router }) => {
    const others = ['192.168.10.2', '192.168.10.3', '192.168.10.4'];
    const last = '192.168.10.5';
    await router.ip(`addr add ${last}/24 dev eth0`);
    // Of these five keys it takes four.
    await node.run('sysctl', '-qw', 'net.core.optmem_max=600');
    const keyed = { password: 'secret', extra: ['strict bind yes;'] };
    const remotes = await Promise.all(
      [ROUTER, last].map((address) =>
        startBird(router, {
          as: 65_001,
          id: address,
          instance: address,
          neighbors: [peer(NODE, address, 64_512, keyed)],
        }),
      ),
    );
    const bird = await startBird(node, {
      as: 64_512,
      id: NODE,
      neighbors: [ROUTER, ...others, last].map((address) => peer(address, NODE, 65_001, { password: 'secret' })),
    });
    const show = () => bird.ask('show', 'protocols', 'all');
    const isUp = async (name: string): Promise<boolean> => UP.test(await bird.ask('show', 'protocols', 'all', name));
    const judge = async () => (await findings(node, 'status', show)).filter(({ id }) => id === MD5);
    await vi.waitUntil(() => isUp('peer4'), { timeout: 40_000, interval: 300 });
    const found = await judge();
    expect(found).toMatchObject([
      {
        severity: 'error',
        title: 'worker-1 cannot use the password of its session with 192.168.10.1: “Error: Kernel MD5 auth failed”.',
      },
    ]);
    await repair(node, found);
    // BIRD has disabled it.
    await bird.ask('enable', 'peer0');
    await vi.waitUntil(async () => (await isUp('peer0')) && (await isUp('peer4')), { timeout: 60_000, interval: 300 });
    expect(await judge()).toEqual([]);
    await Promise.all([bird, ...remotes].map((daemon) => daemon.stop()));
  },
);

scenario('address-gone', 'the node has another address than Calico noted for it', async ({ node }) => {
  let noted: string = NODE;
  const show = async (): Promise<string> =>
    [
      'worker-1# kubectl get node worker-1 -o yaml',
      'apiVersion: v1',
      'kind: Node',
      'metadata:',
      '  name: worker-1',
      '  annotations:',
      `    projectcalico.org/IPv4Address: ${noted}/24`,
      'status:',
      '  addresses:',
      '  - type: InternalIP',
      `    address: ${noted}`,
    ].join('\n');
  /** From the address that it peers by. */
  const reaches = (): Promise<boolean> =>
    node.run('ping', '-c1', '-W1', '-I', noted, ROUTER).then(
      () => true,
      () => false,
    );
  await vi.waitUntil(reaches, { timeout: 10_000, interval: 200 });
  // A second address on the same link is no fault.
  await node.ip('addr add 192.168.10.12/24 dev eth0');
  expect(await findings(node, 'routes', show)).toEqual([]);
  await node.ip('addr flush dev eth0', 'addr add 192.168.10.12/24 dev eth0');
  expect(await reaches()).toBe(false);
  expect(await findings(node, 'routes', show)).toMatchObject([
    {
      id: 'network/node-address-mismatch',
      severity: 'error',
      title: 'worker-1 peers by 192.168.10.11, which is on none of its interfaces.',
    },
  ]);
  // What the remedy makes Calico note: it has no kernel to set.
  noted = '192.168.10.12';
  expect(await findings(node, 'routes', show)).toEqual([]);
  expect(await reaches()).toBe(true);
});

scenario(
  'docker-overlap',
  "docker0 has a network of the pods, and hides the other node's",
  async ({ node, router }) => {
    const networks = '"--cluster-cidr=10.244.0.0/16",\n"--service-cluster-ip-range=10.96.0.0/12",';
    const show = async (): Promise<string> =>
      `$ kubectl cluster-info dump | grep -E 'cluster-cidr|service-cluster-ip-range'\n${networks}`;
    await router.ip('addr add 10.244.2.5/32 dev lo');
    await node.ip(`route add 10.244.2.0/24 via ${ROUTER} proto bird metric 32`);
    const reaches = (): Promise<boolean> =>
      node.run('ping', '-c1', '-W1', '10.244.2.5').then(
        () => true,
        () => false,
      );
    await vi.waitUntil(reaches, { timeout: 10_000, interval: 200 });
    expect(await findings(node, 'routes', show)).toEqual([]);
    await node.ip(...docker('10.244.2.1/24'));
    expect(await reaches()).toBe(false);
    expect(await findings(node, 'routes', show)).toMatchObject([
      {
        id: 'network/cidr-overlap',
        severity: 'error',
        title: expect.stringMatching(
          /10\.244\.0\.0\/16 .* and the network 10\.244\.2\.0\/24 on docker0 of worker-1 overlap/,
        ),
        remedy: [expect.stringContaining('/etc/docker/daemon.json')],
      },
    ]);
    // The remedy is a setting of Docker's; this is what it makes of it.
    await node.ip('link del docker0', ...docker('172.18.0.1/16'));
    expect(await findings(node, 'routes', show)).toEqual([]);
    expect(await reaches()).toBe(true);
  },
);

/** What Docker makes, at its side of the line. */
const docker = (network: string): readonly string[] => [
  'link add docker0 type bridge',
  `addr add ${network} dev docker0`,
  'link set docker0 up',
];

const peer = (address: string, local: string, as: number, more: Partial<Neighbor> = {}): Neighbor => ({
  address,
  local,
  as,
  ...more,
});

const MD5 = 'node/tcp-md5-unsupported';
/** As BIRD has it, and FRR. */
const UP = /BGP state: +Established|"bgpState":"Established"/;

const isDown = (told: string): boolean => !UP.test(told) && /Active|Connect|Idle|Start/.test(told);

interface Session {
  readonly show: () => Promise<string>;
  readonly up: () => Promise<void>;
  readonly down: () => Promise<void>;
  readonly sockets: string;
}

/** With FAR, over the router's loopback. */
async function farSession({ node, router }: World, daemon: 'bird' | 'frr'): Promise<Session> {
  await startBird(router, {
    as: 65_001,
    id: FAR,
    neighbors: [peer(NODE, FAR, 64_512, { multihop: 2, passive: true })],
  });
  const speaker = { as: 64_512, id: NODE };
  // Without `multihop`: then the lab would wait until FRR has a route.
  const started: Daemon =
    daemon === 'bird'
      ? await startBird(node, { ...speaker, neighbors: [peer(FAR, NODE, 65_001, { multihop: 2 })] })
      : await startFrr(node, { ...speaker, neighbors: [peer(FAR, NODE, 65_001, { extra: ['ebgp-multihop 2'] })] });
  const show = () =>
    daemon === 'bird' ? started.ask('show', 'protocols', 'all') : started.ask('show bgp neighbors json');
  const isUp = async (): Promise<boolean> => UP.test(await show());
  return {
    show,
    sockets: node.path('frr'),
    up: () => vi.waitUntil(isUp, { timeout: 60_000, interval: 300 }).then(() => undefined),
    async down() {
      // It has noticed, and has tried again.
      if (daemon === 'bird') await started.ask('restart', 'all');
      await vi.waitUntil(() => show().then(isDown), { timeout: 30_000, interval: 300 });
    },
  };
}

interface Found {
  readonly id: string;
  readonly remedy: readonly string[];
}

/** Runs what its remedy prints first. */
async function repair(
  node: Namespace,
  [finding]: readonly Found[],
  here = (command: string) => command,
): Promise<void> {
  const [command = ''] = (finding?.remedy ?? []).flatMap(
    (step) => /`((?:ip|iptables|nft|sysctl|vtysh) [^`]+)`/.exec(step)?.[1] ?? [],
  );
  expect(command).not.toBe('');
  await node.run('sh', '-c', here(command));
}

async function findings(
  node: Namespace,
  command: 'routes' | 'status',
  show: () => Promise<string>,
): Promise<readonly Found[]> {
  const kernel = await node.run('sh', '-c', 'ip rule; ip route show table all; ip addr; ip neigh');
  const stdin = new TextEncoder().encode(['# node: worker-1', kernel, await show()].join('\n'));
  const { code, out, err } = await run([command, '-', '--format', 'json'], { stdin });
  expect(err).toBe('');
  expect([0, 1]).toContain(code);
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

async function build(lab: Lab): Promise<World> {
  const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
  await node.ip(
    `link add eth0 type veth peer name eth0 netns ${router.name}`,
    `addr add ${NODE}/24 dev eth0`,
    'link set eth0 up',
  );
  await router.ip(`addr add ${ROUTER}/24 dev eth0`, `addr add ${FAR}/32 dev lo`, 'link set eth0 up');
  return { lab, node, router };
}
