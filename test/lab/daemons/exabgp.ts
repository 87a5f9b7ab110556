import { writeFileSync } from 'node:fs';
import type { Namespace } from '../namespaces.ts';
import { sleep, versionOf } from '../processes.ts';
import { familiesOf, isIpv6, lines, type Neighbor, optional, type Speaker, tookPart } from './speaker.ts';
import type { Running } from '../processes.ts';

export async function startExabgp(ns: Namespace, speaker: Speaker): Promise<Running> {
  const [first] = speaker.neighbors;
  const file = (extension: string): string => ns.path(`exabgp${speaker.instance ?? ''}.${extension}`);
  writeFileSync(file('conf'), lines(speaker.neighbors.map((neighbor) => block(neighbor, speaker))));
  const exabgp = ns.start(
    [
      'env',
      'exabgp.daemon.user=root',
      'exabgp.api.cli=false',
      `exabgp.tcp.port=${speaker.port ?? 179}`,
      // It listens only where it is told to; nothing says when it does.
      ...(first === undefined ? [] : [`exabgp.tcp.bind=${first.local}`]),
      'exabgp',
      file('conf'),
    ],
    file('log'),
  );
  await sleep(2500);
  await tookPart(ns, speaker, version());
  return exabgp;
}

const version = versionOf('exabgp', '--version', (text) => `ExaBGP ${/ExaBGP : (\S+)/.exec(text)?.[1] ?? '?'}`);

function block(neighbor: Neighbor, { as, id, announce = [] }: Speaker): string {
  const { address, local, password, passive, multihop, holdTime, gracefulRestart, addPath, extra = [] } = neighbor;
  const families = familiesOf(neighbor);
  return lines(
    `neighbor ${address} {`,
    `router-id ${id};`,
    `local-address ${local};`,
    `local-as ${as};`,
    `peer-as ${neighbor.as};`,
    `hold-time ${holdTime ?? 90};`,
    optional(password, (key) => `md5-password "${key}";`),
    passive === true && 'passive true;',
    optional(multihop, (hops) => `outgoing-ttl ${hops};`),
    extra,
    // Without this block it announces every family that it knows.
    'family {',
    families.map((family) => `${family} unicast;`),
    '}',
    'capability {',
    gracefulRestart === true && 'graceful-restart 20;',
    addPath === true && 'add-path send/receive;',
    '}',
    'static {',
    announce
      .filter((prefix) => families.includes(isIpv6(prefix) ? 'ipv6' : 'ipv4'))
      .map((prefix) => `route ${prefix} next-hop self;`),
    '}',
    '}',
  );
}
