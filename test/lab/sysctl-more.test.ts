/**
 * LAB_ONLY='^sysctl/' plays them: settings that need more than a value to show, each against a real kernel, until the remedy,
 * run as printed, makes the finding go away. Full tables (neighbours, connections) are the machine's, not a namespace's: recorded outputs have those.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';
import { build, findingsOf, type Found, set, textOf, type World } from './sysctl-world.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');

function story(name: string, about: string, run: (lab: Lab) => Promise<void>, { needs = true } = {}): void {
  test.skipIf(missing.length > 0 || !needs || !only.test(`sysctl/${name}`))(
    `sysctl/${name}: ${about}`,
    { concurrent: true, timeout: 90_000 },
    async () => {
      const lab = createLab();
      try {
        await run(lab);
      } finally {
        lab.close();
      }
    },
  );
}

const CALICO = 'cali1a2b3c4d5e6';
const passes = (ns: Namespace, ...argv: readonly string[]): Promise<boolean> =>
  ns.run(...argv).then(
    () => true,
    () => false,
  );
const judge = async (node: Namespace, ...others: readonly string[]): Promise<readonly Found[]> =>
  findingsOf(await textOf('worker-1', node), ...others);
const commandOf = (findings: readonly Found[], pattern: RegExp): string =>
  findings.flatMap(({ remedy }) => remedy.flatMap((step) => pattern.exec(step)?.[1] ?? []))[0] ?? 'no command';
const SYSCTL = /`(sysctl -w [^`]+)`/;

story('drift', 'one node of three hashes its paths by ports, the others do not', async (lab) => {
  const { node } = await build(lab, CALICO);
  const others: string[] = [];
  for (const name of ['worker-2', 'worker-3']) {
    // oxlint-disable no-await-in-loop -- two
    const other = await lab.namespace(name);
    await other.ip(`link add ${CALICO} type veth peer name eth0`);
    await other.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
    others.push(await textOf(name, other));
    // oxlint-enable no-await-in-loop
  }
  expect(await judge(node, ...others)).toEqual([]);
  await node.run('sysctl', '-qw', 'net.ipv4.fib_multipath_hash_policy=1');
  const findings = await judge(node, ...others);
  expect(findings).toMatchObject([{ id: 'sysctl/drift', severity: 'warning' }]);
  await node.run('sh', '-c', commandOf(findings, SYSCTL));
  expect(await judge(node, ...others)).toEqual([]);
});

const SYSTEMD_SYSCTL = '/lib/systemd/systemd-sysctl';
story(
  'not-persistent',
  'ip_forward is 1 now, and a file says 0: systemd-sysctl, as a boot runs it, makes it so',
  async (lab) => {
    const { node, client } = await build(lab, 'cni0');
    await node.ip('link add flannel.1 type vxlan id 1 dev eth0 dstport 8472 nolearning');
    const file = '/etc/sysctl.d/90-hardening.conf';
    const room = `/etc/netns/${node.name}`; // `ip netns exec` puts it over /etc
    mkdirSync(`${room}/sysctl.d`, { recursive: true });
    try {
      writeFileSync(`${room}/sysctl.d/90-hardening.conf`, 'net.ipv4.ip_forward = 0\n');
      const withFiles = async (): Promise<readonly Found[]> =>
        judge(node, '# node: worker-1', await node.run('grep', '-rs', '', '/etc/sysctl.d'));
      const boot = () => node.run(SYSTEMD_SYSCTL, '--prefix=/net/ipv4/ip_forward');
      const reaches = () => passes(client, 'ping', '-c1', '-W1', '10.244.1.5');
      const findings = await withFiles();
      expect(findings).toMatchObject([{ id: 'sysctl/not-persistent', severity: 'warning' }]);
      expect(findings[0]?.title).toContain(file);
      expect(await reaches()).toBe(true);

      await boot();
      expect(await reaches()).toBe(false);
      expect(await withFiles()).toMatchObject([{ id: 'sysctl/ip-forward-disabled' }]);

      const line = commandOf(findings, /Write `([^`]+)` on worker-1 in \/etc\/sysctl\.d\/90-hardening\.conf/);
      await node.run('sh', '-c', `echo '${line}' > ${file}`);
      expect(readFileSync(`${room}/sysctl.d/90-hardening.conf`, 'utf8')).toContain('= 1');
      await boot();
      expect(await withFiles()).toEqual([]);
      expect(await reaches()).toBe(true);
    } finally {
      rmSync(room, { recursive: true });
    }
  },
  { needs: existsSync(SYSTEMD_SYSCTL) },
);

story(
  'bridge-nf',
  'a pod calls a service whose endpoint is on its own bridge: without br_netfilter the answer is from a stranger',
  async (lab) => {
    const world = await build(lab, 'cni0');
    const { node } = world;
    await node.ip('link add flannel.1 type vxlan id 1 dev eth0 dstport 8472 nolearning');
    const [caller, endpoint] = [await addPod(lab, node, 2), await addPod(lab, node, 3)];
    endpoint.start(
      [process.execPath, '-e', "require('node:net').createServer((s) => s.end('hi')).listen(80)"],
      endpoint.path('log'),
    );
    // As kube-proxy does it.
    await node.run(
      'iptables',
      '-t',
      'nat',
      '-A',
      'PREROUTING',
      '-d',
      '10.96.0.10',
      '-p',
      'tcp',
      '-j',
      'DNAT',
      '--to',
      '10.244.1.3:80',
    );
    const calls = () =>
      passes(caller, 'timeout', '2', 'bash', '-c', 'read -r word < /dev/tcp/10.96.0.10/80; [ "$word" = hi ]');
    await vi.waitUntil(calls, { timeout: 20_000, interval: 200 });
    expect(await judge(node)).toEqual([]);

    await set(world, 'net.bridge.bridge-nf-call-iptables=0');
    await node.run('conntrack', '-F').catch(() => '');
    expect(await calls()).toBe(false);
    const findings = await judge(node);
    expect(findings).toMatchObject([{ id: 'sysctl/bridge-nf-disabled', severity: 'warning' }]);
    await node.run('sh', '-c', commandOf(findings, SYSCTL));
    expect(await judge(node)).toEqual([]);
    await vi.waitUntil(calls, { timeout: 20_000, interval: 200 });
  },
  { needs: existsSync('/proc/sys/net/bridge/bridge-nf-call-iptables') },
);

async function addPod(lab: Lab, node: Namespace, number: number): Promise<Namespace> {
  const pod = await lab.namespace(`pod${number}`);
  await node.ip(
    `link add veth${number} type veth peer name eth0 netns ${pod.name}`,
    `link set veth${number} master cni0`,
    `link set veth${number} up`,
  );
  await pod.ip(`addr add 10.244.1.${number}/24 dev eth0`, 'link set eth0 up', 'route add default via 10.244.1.1');
  return pod;
}

/** A router advertisement (RFC 4861 §4.2) of half an hour. */
const ADVERTISE = [
  'import socket, struct',
  's = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)',
  's.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)',
  "s.sendto(struct.pack('!BBHBBHII', 134, 0, 0, 64, 0, 1800, 0, 0), ('ff02::1', 0, 0, socket.if_nametoindex('eth0')))",
].join('\n');

story(
  'accept-ra',
  'the CNI turns forwarding on, and the default route that a router advertised is gone and does not come back',
  async (lab) => {
    const { node, router, client }: World = await build(lab, CALICO);
    const hasDefault = async () => (await node.run('ip', '-6', 'route', 'show', 'default')).includes('proto ra');
    const advertise = () => router.run('python3', '-c', ADVERTISE);
    const reaches = () => passes(client, 'ping', '-c1', '-W1', '2001:db8:10::11');
    await node.run('sysctl', '-qw', 'net.ipv6.conf.all.forwarding=0', 'net.ipv6.conf.eth0.accept_ra=1');
    await node.ip('route del ::/0');
    const comes = () => advertise().then(hasDefault, () => false); // its own address is not at once known to be unique
    await vi.waitUntil(comes, { timeout: 20_000, interval: 300 });
    expect(await reaches()).toBe(true);

    await node.run('sysctl', '-qw', 'net.ipv6.conf.all.forwarding=1');
    await advertise();
    expect(await hasDefault()).toBe(false);
    expect(await reaches()).toBe(false);
    const findings = await judge(node);
    expect(findings).toMatchObject([{ id: 'sysctl/accept-ra-with-forwarding', severity: 'error' }]);
    await node.run('sh', '-c', commandOf(findings, SYSCTL));
    await vi.waitUntil(comes, { timeout: 20_000, interval: 300 });
    expect(await judge(node)).toEqual([]);
    expect(await reaches()).toBe(true);
  },
);

story('ipv6-disabled', 'IPv6 is off on the tunnel of a node that has IPv6 routes to pods', async (lab) => {
  const { node } = await build(lab, CALICO);
  await node.ip('link add vxlan-v6.calico type vxlan id 4097 dev eth0 dstport 4789', 'link set vxlan-v6.calico up');
  expect(await judge(node)).toEqual([]);
  await node.run('sysctl', '-qw', 'net.ipv6.conf.vxlan-v6/calico.disable_ipv6=1');
  const addresses = () => node.run('ip', '-6', 'addr', 'show', 'dev', 'vxlan-v6.calico');
  expect(await addresses()).toBe('');
  const findings = await judge(node);
  expect(findings).toMatchObject([{ id: 'sysctl/ipv6-disabled', severity: 'error' }]);
  await node.run('sh', '-c', commandOf(findings, SYSCTL));
  expect(await judge(node)).toEqual([]);
  expect(await addresses()).toContain('fe80::');
});
