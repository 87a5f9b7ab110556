import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { Namespace } from '../namespaces.ts';
import { until, versionOf } from '../processes.ts';
import { type Daemon, familiesOf, lines, type Neighbor, optional, type Speaker, tookPart } from './speaker.ts';

const BGPD = '/usr/sbin/bgpd';

export async function startOpenbgpd(ns: Namespace, speaker: Speaker): Promise<Daemon> {
  // It changes its root to there.
  mkdirSync('/run/openbgpd', { recursive: true });
  const file = (extension: string): string => ns.path(`openbgpd${speaker.instance ?? ''}.${extension}`);
  writeFileSync(file('conf'), configuration(speaker, file('sock')), { mode: 0o600 });
  const bgpd = ns.start([BGPD, '-d', '-v', '-f', file('conf')], file('log'));
  await until('bgpd runs', () => existsSync(file('sock')), 10_000);
  await tookPart(ns, speaker, version());
  return { ...bgpd, ask: (...words) => ns.run('bgpctl', '-s', file('sock'), ...words) };
}

const version = versionOf(BGPD, '-V', (text) => text);

function configuration({ as, id, neighbors, announce = [], port, extra = [] }: Speaker, socket: string): string {
  const listen = [...new Set(neighbors.map(({ local }) => local))];
  return lines(
    `AS ${as}`,
    `router-id ${id}`,
    `socket "${socket}"`,
    'fib-update no',
    'connect-retry 2',
    listen.map((address) => `listen on ${address}${optional(port, (number) => ` port ${number}`) ?? ''}`),
    announce.map((prefix) => `network ${prefix}`),
    extra,
    neighbors.map(block),
    'allow from any',
    'allow to any',
  );
}

function block(neighbor: Neighbor): string {
  const {
    address,
    local,
    as,
    password,
    passive,
    multihop,
    port,
    holdTime,
    maxPrefixes,
    gracefulRestart,
    addPath,
    role,
    extra = [],
  } = neighbor;
  const families = familiesOf(neighbor);
  return lines(
    `neighbor ${address} {`,
    `remote-as ${as}`,
    `local-address ${local}`,
    `announce IPv4 ${families.includes('ipv4') ? 'unicast' : 'none'}`,
    `announce IPv6 ${families.includes('ipv6') ? 'unicast' : 'none'}`,
    optional(password, (key) => `tcp md5sig password ${key}`),
    optional(multihop, (hops) => `multihop ${hops}`),
    optional(port, (number) => `port ${number}`),
    optional(holdTime, (seconds) => `holdtime ${seconds}`),
    optional(maxPrefixes, (limit) => `max-prefix ${limit}`),
    optional(role, (text) => `announce policy ${text}`),
    passive === true && 'passive',
    gracefulRestart === true && 'announce restart yes',
    addPath === true && ['announce add-path recv yes', 'announce add-path send all'],
    extra,
    '}',
  );
}
