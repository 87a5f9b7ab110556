import { writeFileSync } from 'node:fs';
import type { Namespace } from '../namespaces.ts';
import { until, versionOf } from '../processes.ts';
import { type Daemon, familiesOf, isIpv6, lines, type Neighbor, optional, type Speaker, tookPart } from './speaker.ts';

export interface GobgpPrograms {
  readonly gobgp: string;
  readonly gobgpd: string;
}
const DEBIAN: GobgpPrograms = { gobgp: 'gobgp', gobgpd: 'gobgpd' };

/** The library of Cilium's BGP control plane and of kube-router. */
export async function startGobgp(
  ns: Namespace,
  speaker: Speaker,
  { gobgp, gobgpd: program }: GobgpPrograms = DEBIAN,
): Promise<Daemon> {
  const { as, announce = [] } = speaker;
  const file = (extension: string): string => ns.path(`gobgp${speaker.instance ?? ''}.${extension}`);
  const api = speaker.instance === undefined ? 50_051 : 50_052;
  writeFileSync(file('toml'), configuration(speaker));
  const gobgpd = ns.start(
    [program, '-f', file('toml'), '--api-hosts', `127.0.0.1:${api}`, '--pprof-disable'],
    file('log'),
  );
  const ask = (...words: readonly string[]): Promise<string> => ns.run(gobgp, '-p', String(api), ...words);
  await until(
    'gobgpd runs',
    () =>
      ask('global').then(
        (text) => text.includes(String(as)),
        () => false,
      ),
    10_000,
  );
  for (const prefix of announce) await ask('global', 'rib', 'add', prefix, ...(isIpv6(prefix) ? ['-a', 'ipv6'] : []));
  await tookPart(ns, speaker, versionOfProgram(program));
  return { ...gobgpd, ask };
}

const versionOfProgram = (program: string): Promise<string> =>
  versionOf(program, '--version', (text) => text.replace('gobgpd version', 'GoBGP'))();

function configuration({ as, id, neighbors, port, extra = [] }: Speaker): string {
  return lines(
    '[global.config]',
    `as = ${as}`,
    `router-id = "${id}"`,
    optional(port, (number) => `port = ${number}`),
    extra,
    neighbors.map(block),
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
    extra = [],
  } = neighbor;
  return lines(
    '[[neighbors]]',
    '[neighbors.config]',
    `neighbor-address = "${address}"`,
    `peer-as = ${as}`,
    optional(password, (key) => `auth-password = "${key}"`),
    '[neighbors.transport.config]',
    `local-address = "${local}"`,
    passive === true && 'passive-mode = true',
    optional(port, (number) => `remote-port = ${number}`),
    '[neighbors.timers.config]',
    'connect-retry = 2',
    'idle-hold-time-after-reset = 2',
    optional(holdTime, (seconds) => `hold-time = ${seconds}\nkeepalive-interval = ${seconds / 3}`),
    optional(multihop, (hops) => `[neighbors.ebgp-multihop.config]\nenabled = true\nmultihop-ttl = ${hops}`),
    gracefulRestart === true && '[neighbors.graceful-restart.config]\nenabled = true\nrestart-time = 20',
    extra,
    familiesOf(neighbor).map((family) =>
      lines(
        '[[neighbors.afi-safis]]',
        '[neighbors.afi-safis.config]',
        `afi-safi-name = "${family}-unicast"`,
        optional(maxPrefixes, (limit) => `[neighbors.afi-safis.prefix-limit.config]\nmax-prefixes = ${limit}`),
        gracefulRestart === true && '[neighbors.afi-safis.mp-graceful-restart.config]\nenabled = true',
        addPath === true && '[neighbors.afi-safis.add-paths.config]\nreceive = true\nsend-max = 4',
      ),
    ),
  );
}
