/**
 * LAB_ONLY='^firewall/' plays them: a firewall drops what two daemons send each other, or what is forwarded for pods; the finding
 * names the rule, and what its first step prints, run as printed, makes the finding go away and the session, or the ping, come up.
 */
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { startBird } from './daemons/bird.ts';
import { startFrr } from './daemons/frr.ts';
import type { Daemon } from './daemons/speaker.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

/** A node (192.168.10.11) with a pod (10.244.1.5) on a bridge, and a router (192.168.10.1) with pods of another node behind it (10.244.2.5). */
interface World {
  readonly node: Namespace;
  readonly router: Namespace;
  readonly pod: Namespace;
}

interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly breaks: (node: Namespace) => Promise<unknown>;
  /** How the node prints its rules. */
  readonly rules: 'iptables-save' | 'iptables-legacy-save' | 'nft list ruleset' | 'nft -j list ruleset';
  /** What the finding says of the rule. */
  readonly title: RegExp;
}

interface Session extends Scenario {
  /** Which side only waits. */
  readonly waits: 'node' | 'router' | null;
  readonly router: typeof startBird;
}

const batch = (node: Namespace, command: string, ...rules: readonly string[]) =>
  node.run('sh', '-ec', rules.map((rule) => `${command} ${rule}`).join('\n'));

const sessions: readonly Session[] = [
  {
    name: 'iptables-input',
    about: 'the node waits for the router, and INPUT drops TCP 179 below a chain of its own',
    breaks: (node) =>
      batch(
        node,
        'iptables',
        '-N NODE',
        '-A INPUT -j NODE',
        '-A NODE -m conntrack --ctstate ESTABLISHED -j ACCEPT',
        '-A NODE -p tcp -m multiport --dports 80,179 -j DROP',
      ),
    rules: 'iptables-save',
    title: /drops TCP port 179 from 192\.168\.10\.1: `-A NODE -p tcp .* --dports 80,179 -j DROP`/,
    waits: 'node',
    router: startFrr,
  },
  {
    name: 'iptables-legacy-policy',
    about: 'the policy is DROP, and only SSH is accepted',
    breaks: (node) =>
      batch(
        node,
        'iptables-legacy',
        '-A INPUT -i lo -j ACCEPT',
        '-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT',
        '-A INPUT -p tcp --dport 22 -j ACCEPT',
        '-P INPUT DROP',
      ),
    rules: 'iptables-legacy-save',
    title: /policy of the chain filter INPUT/,
    waits: 'node',
    router: startBird,
  },
  {
    name: 'iptables-output',
    about: 'the router waits for the node, which may not send to it',
    breaks: (node) =>
      batch(node, 'iptables', '-A OUTPUT -p tcp --dport 179 -j REJECT --reject-with icmp-admin-prohibited'),
    rules: 'nft list ruleset',
    title: /rejects what it sends to TCP port 179 of 192\.168\.10\.1/,
    waits: 'router',
    router: startBird,
  },
  {
    name: 'iptables-answers',
    about: 'TCP 179 is accepted, but nothing accepts the answers to what the node dials',
    breaks: (node) => batch(node, 'iptables', '-A INPUT -p tcp --dport 179 -j ACCEPT', '-P INPUT DROP'),
    rules: 'iptables-save',
    title: /drops what 192\.168\.10\.1 answers from TCP port 179/,
    waits: 'router',
    router: startBird,
  },
  ...(['nft list ruleset', 'nft -j list ruleset'] as const).map((rules): Session => ({
    name: rules.includes('-j') ? 'nft-json' : 'nft',
    about: 'an address set, a verdict map, and a chain that rejects what is left, before another one accepts it',
    breaks: (node) =>
      node.nft(`table inet first {
        set routers { type ipv4_addr; elements = { 192.168.10.7 }; }
        chain rest { tcp dport { 100-200 } reject with tcp reset; }
        chain in {
          type filter hook input priority filter - 5; policy accept;
          ct state vmap { established : accept, invalid : drop };
          iif lo accept;
          ip saddr @routers tcp dport 179 accept;
          jump rest;
        }
      }
      table inet second {
        chain in {
          type filter hook input priority filter; policy drop;
          ct state established accept;
          ip saddr 192.168.10.0/24 accept;
        }
      }`),
    rules,
    title: /rejects TCP port 179 from 192\.168\.10\.1/,
    waits: 'node',
    router: startBird,
  })),
];

const forwards: readonly Scenario[] = [
  {
    name: 'forward-docker',
    about: "Docker's policy, and its chains",
    breaks: (node) =>
      batch(
        node,
        'iptables',
        '-N DOCKER-USER',
        '-A DOCKER-USER -j RETURN',
        '-A FORWARD -j DOCKER-USER',
        '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
        '-P FORWARD DROP',
      ),
    rules: 'iptables-save',
    title: /drops what it forwards from its pods: the policy of the chain filter FORWARD/,
  },
  {
    name: 'forward-priority',
    about: 'one table accepts what is forwarded, one of a higher priority rejects it',
    breaks: (node) =>
      node.nft(`table ip first { chain f { type filter hook forward priority filter; policy accept; accept; }; }
      table inet last {
        chain eth9 { accept; }
        chain zones { iifname "eth9" goto eth9; }
        chain f {
          type filter hook forward priority filter + 10; policy accept;
          ct state { established, related } accept;
          jump zones;
          reject with icmpx admin-prohibited;
        }
      }`),
    rules: 'nft list ruleset',
    title: /rejects what it forwards from its pods: `reject with icmpx admin-prohibited`/,
  },
];

for (const scenario of sessions.filter(({ name }) => only.test(`firewall/${name}`))) {
  test.skipIf(missing.length > 0)(
    `firewall/${scenario.name}: ${scenario.about}`,
    { concurrent: true, timeout: 90_000 },
    () => inLab((world) => playSession(world, scenario)),
  );
}
for (const scenario of forwards.filter(({ name }) => only.test(`firewall/${name}`))) {
  test.skipIf(missing.length > 0)(
    `firewall/${scenario.name}: ${scenario.about}`,
    { concurrent: true, timeout: 90_000 },
    () => inLab((world) => playForward(world, scenario)),
  );
}

async function inLab(play: (world: World) => Promise<void>): Promise<void> {
  const lab = createLab();
  try {
    await play(await build(lab));
  } finally {
    lab.close();
  }
}

const [NODE, ROUTER] = ['192.168.10.11', '192.168.10.1'] as const;

async function playSession({ node, router }: World, scenario: Session): Promise<void> {
  const { waits, title, breaks, rules } = scenario;
  await breaks(node);
  const bird = await startBird(node, {
    as: 64_512,
    id: NODE,
    neighbors: [{ address: ROUTER, local: NODE, as: 65_001, passive: waits === 'node' }],
  });
  const peer = await scenario.router(router, {
    as: 65_001,
    id: ROUTER,
    neighbors: [{ address: NODE, local: ROUTER, as: 64_512, passive: waits === 'router' }],
  });
  try {
    // It has tried once, and is told so.
    await vi.waitUntil(async () => /Passive|Socket|Connect/.test(await bird.ask('show', 'protocols')), {
      timeout: 20_000,
      interval: 300,
    });
    const findings = await findingsOf(node, 'status', rules, bird);
    expect(findings).toMatchObject([
      { id: 'node/firewall-drops-bgp', severity: 'error', title: expect.stringMatching(title) },
    ]);
    await repair(node, findings);
    await vi.waitUntil(async () => / Established/.test(await bird.ask('show', 'protocols')), {
      timeout: 40_000,
      interval: 300,
    });
    expect(await findingsOf(node, 'status', rules, bird)).toEqual([]);
  } finally {
    await Promise.all([bird.stop(), peer.stop()]);
  }
}

async function playForward({ node, pod }: World, { breaks, rules, title }: Scenario): Promise<void> {
  const reaches = (): Promise<boolean> =>
    pod.run('ping', '-c1', '-W1', '10.244.2.5').then(
      () => true,
      () => false,
    );
  await vi.waitUntil(reaches, { timeout: 20_000, interval: 200 });
  expect(await findingsOf(node, 'routes', rules)).toEqual([]);
  await breaks(node);
  expect(await reaches()).toBe(false);
  const findings = await findingsOf(node, 'routes', rules);
  expect(findings).toMatchObject([
    { id: 'node/firewall-drops-pods', severity: 'error', title: expect.stringMatching(title) },
  ]);
  await repair(node, findings);
  expect(await findingsOf(node, 'routes', rules)).toEqual([]);
  expect(await reaches()).toBe(true);
}

interface Found {
  readonly id: string;
  readonly remedy: readonly string[];
}

async function repair(node: Namespace, [finding]: readonly Found[]): Promise<void> {
  const [, command = ''] = /`([^`]+)`/.exec(finding?.remedy[0] ?? '') ?? [];
  expect(command).not.toBe('');
  await node.run('sh', '-c', command);
}

async function findingsOf(
  node: Namespace,
  command: 'status' | 'routes',
  rules: Scenario['rules'],
  bird?: Daemon,
): Promise<readonly Found[]> {
  const parts = [
    '# node: worker-1',
    await node.run('sh', '-c', 'ip route show table all; ip rule; ip addr'),
    ...(bird === undefined ? [] : [await bird.ask('show', 'protocols', 'all')]),
    `worker-1# ${rules}`,
    await node.run('sh', '-c', `${rules} 2>/dev/null`),
  ];
  const stdin = new TextEncoder().encode(parts.join('\n'));
  const { code, out, err } = await run([command, '-', '--format', 'json'], { stdin });
  expect([0, 1]).toContain(code);
  expect(err).toBe('');
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

async function build(lab: Lab): Promise<World> {
  const [node, router, pod] = await Promise.all(['node', 'router', 'pod'].map((label) => lab.namespace(label)));
  if (node === undefined || router === undefined || pod === undefined) throw new Error('no lab');
  await node.ip(
    `link add eth0 type veth peer name eth0 netns ${router.name}`,
    `link add veth0 type veth peer name eth0 netns ${pod.name}`,
    'link add kube-bridge type bridge',
    'link set veth0 master kube-bridge',
    `addr add ${NODE}/24 dev eth0`,
    'addr add 10.244.1.1/24 dev kube-bridge',
    ...['eth0', 'veth0', 'kube-bridge'].map((name) => `link set ${name} up`),
    `route add 10.244.2.0/24 via ${ROUTER} dev eth0 proto 17`,
  );
  await router.ip(
    `addr add ${ROUTER}/24 dev eth0`,
    'addr add 10.244.2.5/32 dev lo',
    'link set eth0 up',
    `route add 10.244.1.0/24 via ${NODE}`,
  );
  await pod.ip('addr add 10.244.1.5/24 dev eth0', 'link set eth0 up', 'route add default via 10.244.1.1');
  await node.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
  return { node, router, pod };
}
