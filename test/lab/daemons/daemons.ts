import type { Namespace } from '../namespaces.ts';
import type { Running } from '../processes.ts';
import { startBird } from './bird.ts';
import { startExabgp } from './exabgp.ts';
import { startFrr } from './frr.ts';
import { startGobgp } from './gobgp.ts';
import { startOpenbgpd } from './openbgpd.ts';
import type { Speaker } from './speaker.ts';

export type DaemonName = 'frr' | 'bird' | 'gobgp' | 'exabgp' | 'openbgpd';

export const DAEMONS: Readonly<Record<DaemonName, (ns: Namespace, speaker: Speaker) => Promise<Running>>> = {
  frr: startFrr,
  bird: startBird,
  gobgp: startGobgp,
  exabgp: startExabgp,
  openbgpd: startOpenbgpd,
};

/** As they are called on the command line; without one of them the lab can't run. */
export const PROGRAMS: readonly string[] = [
  'ip',
  'nft',
  'sysctl',
  'tcpdump',
  'editcap',
  'tshark',
  'ping',
  'bird',
  'birdc',
  'gobgpd',
  'gobgp',
  'exabgp',
  '/usr/lib/frr/bgpd',
  '/usr/lib/frr/zebra',
  'vtysh',
  '/usr/sbin/bgpd',
  'bgpctl',
];
