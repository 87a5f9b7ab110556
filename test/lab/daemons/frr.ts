import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Namespace } from '../namespaces.ts';
import { run, until, versionOf } from '../processes.ts';
import { type Daemon, familiesOf, isIpv6, lines, type Neighbor, optional, type Speaker, tookPart } from './speaker.ts';

const LIB = '/usr/lib/frr';

export async function startFrr(ns: Namespace, speaker: Speaker): Promise<Daemon> {
  const directory = ns.path(`frr${speaker.instance ?? ''}`);
  mkdirSync(directory);
  const file = (name: string): string => join(directory, name);
  writeFileSync(file('bgpd.conf'), configuration(speaker), { mode: 0o644 });
  const { common, ask } = await startZebra(ns, directory);
  if (speaker.bfd === true) {
    writeFileSync(file('bfdd.conf'), '', { mode: 0o644 });
    const control = ['--bfdctl', file('bfdd.sock')];
    ns.start([`${LIB}/bfdd`, '-f', file('bfdd.conf'), '-i', file('bfdd.pid'), ...control, ...common], file('bfdd.log'));
    await until('bfdd runs', () => existsSync(file('bfdd.vty')), 10_000);
  }
  const bgpd = ns.start(
    [
      `${LIB}/bgpd`,
      '-f',
      file('bgpd.conf'),
      '-i',
      file('bgpd.pid'),
      '-p',
      String(speaker.port ?? 179),
      ...(speaker.modules ?? []).flatMap((name) => ['-M', name]),
      ...common,
    ],
    file('bgpd.log'),
  );
  await until('bgpd runs', () => existsSync(file('bgpd.vty')), 10_000);
  await tookPart(ns, speaker, version());
  // A neighbor further away is refused until zebra has told the route to it.
  for (const { address } of speaker.neighbors.filter(
    ({ multihop, passive }) => multihop !== undefined && passive !== true,
  )) {
    const isFound = async (): Promise<boolean> => (await ask(`show bgp nexthop ${address}`)).includes(' valid');
    await until(`bgpd has a route to ${address}`, isFound, 10_000);
  }
  return { ...bgpd, ask };
}

interface Zebra {
  readonly socket: string;
  /** What FRR's daemons beside it are started with. */
  readonly common: readonly string[];
  readonly ask: Daemon['ask'];
}

/** Puts into the kernel what daemons that know its socket tell it. */
export async function startZebra(ns: Namespace, directory: string, options: readonly string[] = []): Promise<Zebra> {
  const file = (name: string): string => join(directory, name);
  writeFileSync(file('zebra.conf'), '', { mode: 0o644 });
  await run(['chown', 'frr:frrvty', directory]);
  chmodSync(directory, 0o775);
  const socket = file('zserv');
  const common = ['-P', '0', '-u', 'frr', '-g', 'frr', '-z', socket, '--vty_socket', directory];
  ns.start(
    [`${LIB}/zebra`, '-f', file('zebra.conf'), '-i', file('zebra.pid'), ...options, ...common],
    file('zebra.log'),
  );
  await until('zebra runs', () => existsSync(socket), 10_000);
  const ask: Daemon['ask'] = (...words) =>
    ns.run('vtysh', '--vty_socket', directory, ...words.flatMap((word) => ['-c', word]));
  return { socket, common, ask };
}

const version = versionOf(`${LIB}/bgpd`, '--version', (text) => `FRR ${/version (\S+)/.exec(text)?.[1] ?? '?'}`);

function configuration({ as, id, neighbors, announce = [], extra = [] }: Speaker): string {
  const family = (name: 'ipv4' | 'ipv6'): string[] => [
    ` address-family ${name} unicast`,
    ...neighbors
      .filter((neighbor) => familiesOf(neighbor).includes(name))
      .flatMap(({ address, maxPrefixes, addPath }) => [
        `  neighbor ${address} activate`,
        ...(maxPrefixes === undefined ? [] : [`  neighbor ${address} maximum-prefix ${maxPrefixes}`]),
        ...(addPath === true ? [`  neighbor ${address} addpath-tx-all-paths`] : []),
      ]),
    ...announce.filter((prefix) => isIpv6(prefix) === (name === 'ipv6')).map((prefix) => `  network ${prefix}`),
    ' exit-address-family',
  ];
  return lines(
    'log stdout debugging',
    'debug bgp neighbor-events',
    `router bgp ${as}`,
    ` bgp router-id ${id}`,
    ' no bgp ebgp-requires-policy',
    ' no bgp network import-check',
    ' no bgp default ipv4-unicast',
    neighbors.flatMap(neighborLines),
    // Lines of the router block; what stands outside of it has to leave it first.
    extra.map((line) => ` ${line}`),
    family('ipv4'),
    family('ipv6'),
  );
}

function neighborLines({
  address,
  as,
  password,
  passive,
  multihop,
  port,
  holdTime,
  gracefulRestart,
  role,
  extra = [],
}: Neighbor): string[] {
  const about = (words: string): string => ` neighbor ${address} ${words}`;
  return [
    about(`remote-as ${as}`),
    about('timers connect 2'),
    // Otherwise a second passes before each connect, and UPDATEs wait for up to 30.
    about('advertisement-interval 0'),
    optional(holdTime, (seconds) => about(`timers ${Math.floor(seconds / 3)} ${seconds}`)),
    optional(password, (key) => about(`password ${key}`)),
    optional(port, (number) => about(`port ${number}`)),
    optional(multihop, (hops) => about(`ebgp-multihop ${hops}`)),
    optional(role, (name) => about(`local-role ${name}`)),
    passive === true ? about('passive') : undefined,
    gracefulRestart === true ? about('graceful-restart') : undefined,
    ...extra.map(about),
  ].filter((line) => line !== undefined);
}
