import { existsSync, writeFileSync } from 'node:fs';
import type { Namespace } from '../namespaces.ts';
import { until, versionOf } from '../processes.ts';
import {
  type Daemon,
  type Family,
  familiesOf,
  isIpv6,
  lines,
  type Neighbor,
  optional,
  type Speaker,
  tookPart,
} from './speaker.ts';

export async function startBird(ns: Namespace, speaker: Speaker): Promise<Daemon> {
  const file = (extension: string): string => ns.path(`bird${speaker.instance ?? ''}.${extension}`);
  writeFileSync(file('conf'), birdConfiguration(speaker));
  const bird = ns.start(['bird', '-f', '-c', file('conf'), '-s', file('ctl'), '-P', file('pid')], file('log'));
  await until('bird runs', () => existsSync(file('ctl')), 10_000);
  await tookPart(ns, speaker, version());
  return { ...bird, ask: (...words) => ns.run('birdc', '-s', file('ctl'), ...words) };
}

const version = versionOf('bird', '--version', (text) => text.replace(' version', ''));

function birdConfiguration({ as, id, neighbors, announce = [], port, extra = [] }: Speaker): string {
  const routes = (family: Family): string[] => {
    const prefixes = announce.filter((prefix) => isIpv6(prefix) === (family === 'ipv6'));
    return [
      `protocol static static_${family} {`,
      `  ${family};`,
      ...prefixes.map((prefix) => `  route ${prefix} blackhole;`),
      '}',
    ];
  };
  return lines(
    'log stderr all;',
    'debug protocols { states, events };',
    `router id ${id};`,
    'protocol device {}',
    routes('ipv4'),
    routes('ipv6'),
    neighbors.flatMap((neighbor, index) => protocol(neighbor, as, port, `peer${index}`)),
    extra,
  );
}

function protocol(neighbor: Neighbor, as: number, port: number | undefined, name: string): string[] {
  const { address, local, maxPrefixes, addPath } = neighbor;
  return [
    `protocol bgp ${name} {`,
    `  local ${local}${optional(port, (number) => ` port ${number}`) ?? ''} as ${as};`,
    `  neighbor ${address}${optional(neighbor.port, (number) => ` port ${number}`) ?? ''} as ${neighbor.as};`,
    '  connect delay time 1;',
    '  connect retry time 4;',
    '  error wait time 2, 4;',
    ...options(neighbor),
    ...familiesOf(neighbor).flatMap((family) => [
      `  ${family} {`,
      '    import all;',
      '    export where source = RTS_STATIC;',
      ...(maxPrefixes === undefined ? [] : [`    import limit ${maxPrefixes} action restart;`]),
      ...(addPath === true ? ['    add paths on;'] : []),
      '  };',
    ]),
    '}',
  ];
}

function options({ password, passive, multihop, holdTime, gracefulRestart, role, extra = [] }: Neighbor): string[] {
  return [
    optional(password, (key) => `password "${key}";`),
    optional(multihop, (hops) => `multihop ${hops};`),
    optional(holdTime, (seconds) => `hold time ${seconds};`),
    optional(role, (text) => `local role ${text};`),
    passive === true ? 'passive on;' : undefined,
    gracefulRestart === true ? 'graceful restart on;' : undefined,
    ...extra,
  ]
    .filter((line) => line !== undefined)
    .map((line) => `  ${line}`);
}
