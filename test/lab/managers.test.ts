/**
 * LAB_ONLY='^managers/' plays them: a real systemd-networkd and a real NetworkManager take routes of BGP and of the CNI away; the
 * finding says so before and after, and what its remedy prints, run as printed, makes it go away, and the routes stay.
 */
import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { run } from '../cli/fake-io.ts';
import { LINK_MANAGERS, type Room, startNetworkd, startNetworkManager } from './daemons/link-managers.ts';
import { createLab, type Lab, type Namespace } from './namespaces.ts';
import { missing } from './programs.ts';

const only = new RegExp(process.env['LAB_ONLY'] ?? '');
const lacking = [...missing, ...LINK_MANAGERS.filter((program) => !existsSync(program))];
const POD_LINK = 'cali1a2b3c4d5e6';

test.runIf(process.env['K8SDOCTOR_REQUIRE_ALL'] === '1')('managers: nothing is missing', () =>
  expect(lacking).toEqual([]),
);

test.skipIf(lacking.length > 0 || !only.test('managers/networkd'))(
  'managers/networkd: it configures a link again, and the route by BGP is gone',
  { concurrent: true, timeout: 90_000 },
  () => inLab(playNetworkd),
);

test.skipIf(lacking.length > 0 || !only.test('managers/network-manager'))(
  'managers/network-manager: it takes over the link of a pod, and its route is gone',
  { concurrent: true, timeout: 90_000 },
  () => inLab(playNetworkManager),
);

async function inLab(play: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = createLab();
  try {
    await play(lab);
  } finally {
    lab.close();
  }
}

async function playNetworkd(lab: Lab): Promise<void> {
  const node = await nodeOf(lab);
  const room = await startNetworkd(node, '2001:db8:10::11/64');
  const isConfigured = async (): Promise<boolean> => / configured$/m.test(await room.run('networkctl', '--no-pager'));
  await vi.waitUntil(isConfigured, { timeout: 20_000, interval: 200 });
  // By a link-local next hop: routes by an address of the link go with the node's own, whenever networkd sets that again.
  const learn = () => node.ip('route add 2001:db8:50::/64 via fe80::1 dev eth0 proto bird');
  await learn();
  await vi.waitUntil(() => reaches(node, '2001:db8:50::1'), { timeout: 10_000, interval: 200 });
  const judge = () =>
    findingsOf(
      node,
      room,
      'networkctl --no-pager',
      'grep -rs "" /etc/systemd/networkd.conf /etc/systemd/networkd.conf.d',
    );
  // Another file for the same link, with the same address: it configures the link again.
  let files = 10;
  const reconfigure = async () => {
    files -= 1;
    const folder = '/etc/systemd/network';
    await room.run(
      'sh',
      '-ec',
      `cp ${folder}/10-eth0.network ${folder}/0${files}-eth0.network; networkctl reload; sleep 1`,
    );
    await vi.waitUntil(isConfigured, { timeout: 20_000, interval: 200 });
  };

  const found = await judge();
  expect(found).toMatchObject([
    { id: 'route/foreign-manager', severity: 'warning', title: expect.stringMatching(/networkd .* by default/) },
  ]);
  await reconfigure();
  expect(await reaches(node, '2001:db8:50::1')).toBe(false);

  await repair(room, found);
  await vi.waitUntil(isConfigured, { timeout: 20_000, interval: 200 });
  expect(await judge()).toEqual([]);
  await learn();
  await reconfigure();
  expect(await judge()).toEqual([]);
  expect(await reaches(node, '2001:db8:50::1')).toBe(true);
}

async function playNetworkManager(lab: Lab): Promise<void> {
  const node = await nodeOf(lab);
  const pod = await lab.namespace('pod');
  const wire = () => node.ip('route replace 10.244.1.5/32 dev cali1a2b3c4d5e6');
  await node.ip(
    'addr add 192.168.10.11/24 dev eth0',
    'link set eth0 up',
    `link add ${POD_LINK} type veth peer name eth0 netns ${pod.name}`,
    `link set ${POD_LINK} up`,
  );
  await pod.ip('addr add 10.244.1.5/32 dev eth0', 'link set eth0 up', 'route add 192.168.10.0/24 dev eth0');
  await wire();
  const room = await startNetworkManager(node);
  const device = async (): Promise<string> => {
    const text = await room.run('nmcli', '-c', 'no', 'device').catch(() => '');
    return text.split('\n').find((line) => line.startsWith(POD_LINK)) ?? '';
  };
  const judge = () => findingsOf(node, room, 'nmcli -c no device');
  // It looks on: no fault.
  await vi.waitUntil(async () => /unmanaged|externally|disconnected/.test(await device()), {
    timeout: 20_000,
    interval: 200,
  });
  await wire();
  expect(await judge()).toEqual([]);
  await vi.waitUntil(() => reaches(node, '10.244.1.5'), { timeout: 10_000, interval: 200 });

  // As a profile without a device, or the automatic one, takes every link of Ethernet.
  await room.run(
    ...'nmcli connection add type ethernet con-name all autoconnect no ipv4.method manual ipv4.addresses 192.0.2.9/24'.split(
      ' ',
    ),
    'ipv6.method',
    'disabled',
  );
  await room.run('nmcli', 'connection', 'up', 'all', 'ifname', POD_LINK);
  await vi.waitUntil(async () => !(await reaches(node, '10.244.1.5')), { timeout: 20_000, interval: 200 });
  const found = await judge();
  expect(found).toMatchObject([
    {
      id: 'route/foreign-manager',
      severity: 'warning',
      title: expect.stringMatching(/NetworkManager of worker-1 manages cali1a2b3c4d5e6/),
    },
  ]);

  await repair(room, found);
  await vi.waitUntil(async () => (await device()).includes('unmanaged'), { timeout: 20_000, interval: 200 });
  expect(await judge()).toEqual([]);
  // Felix puts it back, and it stays.
  await node.ip(`link set ${POD_LINK} up`);
  await wire();
  expect(await reaches(node, '10.244.1.5')).toBe(true);
}

interface Found {
  readonly id: string;
  readonly remedy: readonly string[];
}

async function repair(room: Room, found: readonly Found[]): Promise<void> {
  const [, command = ''] = /`([^`]+)`/.exec(found[0]?.remedy[0] ?? '') ?? [];
  expect(command).not.toBe('');
  await room.run('sh', '-ec', command);
}

const reaches = (node: Namespace, address: string): Promise<boolean> =>
  node.run('ping', '-c1', '-W1', address).then(
    () => true,
    () => false,
  );

async function findingsOf(node: Namespace, room: Room, ...asked: readonly string[]): Promise<readonly Found[]> {
  const told = await Promise.all(
    asked.map(async (command) => `worker-1# ${command}\n${await room.run('sh', '-c', `${command} || true`)}`),
  );
  const kernel = await node.run('sh', '-c', 'ip rule; ip route show table all; ip -6 route show table all; ip addr');
  const stdin = new TextEncoder().encode(['# node: worker-1', kernel, ...told].join('\n'));
  const { code, out, err } = await run(['routes', '-', '--format', 'json'], { stdin });
  expect(err).toBe('');
  expect([0, 1]).toContain(code);
  const report: { readonly findings: readonly Found[] } = JSON.parse(out);
  return report.findings;
}

/** A router (fe80::1, 2001:db8:10::1) behind the node's eth0, with 2001:db8:50::1. */
async function nodeOf(lab: Lab): Promise<Namespace> {
  const [node, router] = [await lab.namespace('node'), await lab.namespace('router')];
  await node.ip(`link add eth0 type veth peer name eth0 netns ${router.name}`);
  await router.ip(
    'addr add fe80::1/64 dev eth0 nodad',
    'addr add 2001:db8:10::1/64 dev eth0 nodad',
    'addr add 2001:db8:50::1/128 dev lo',
    'link set eth0 up',
  );
  return node;
}
