import type { Platform } from '../../model/evidence.ts';
import { type Action, type Commands, WORDS } from './actions.ts';
import { bird } from './bird.ts';
import { calico } from './calico.ts';
import { cilium } from './cilium.ts';
import { exabgp } from './exabgp.ts';
import { frr } from './frr.ts';
import { gobgp } from './gobgp.ts';
import { junos } from './junos.ts';
import { kubeRouter } from './kube-router.ts';
import { metallb } from './metallb.ts';
import { openbgpd } from './openbgpd.ts';
import { vyos } from './vyos.ts';

interface Known {
  readonly name: string;
  readonly commands: Commands;
}

/** Only what was run in the lab or read in the vendor's manual. Of others an action has its words alone. */
const PLATFORMS: Readonly<Record<Platform, Known>> = {
  arista: { name: 'Arista EOS', commands: {} },
  bird: { name: 'BIRD', commands: bird },
  calico: { name: 'Calico', commands: calico },
  cilium: { name: 'Cilium', commands: cilium },
  cisco: { name: 'Cisco IOS', commands: {} },
  exabgp: { name: 'ExaBGP', commands: exabgp },
  frr: { name: 'FRR', commands: frr },
  gobgp: { name: 'GoBGP', commands: gobgp },
  junos: { name: 'Junos', commands: junos },
  'kube-router': { name: 'kube-router', commands: kubeRouter },
  metallb: { name: 'MetalLB', commands: metallb },
  openbgpd: { name: 'OpenBGPD', commands: openbgpd },
  vyos: { name: 'VyOS', commands: vyos },
  yamaha: { name: 'Yamaha RTX', commands: {} },
};

/** The steps in order: words, then the command of the platform seen at that address. What it cannot do is left out. */
export function describeRemedy(
  actions: readonly Action[],
  platforms: ReadonlyMap<string, Platform> = new Map(),
): string[] {
  return actions.flatMap((action) => {
    const words = WORDS[action.id](action);
    const platform = platforms.get(action.on);
    if (platform === undefined) return [words];
    const { name, commands } = PLATFORMS[platform];
    const command = commands[action.id];
    if (command === null) return [];
    return [command === undefined ? words : `${words} ${name}: ${command(action)}`];
  });
}

/** What each platform does for an action; null where it cannot. */
export function commandsOf(action: Action): { readonly name: string; readonly command: string | null }[] {
  return Object.values(PLATFORMS).flatMap(({ name, commands }) => {
    const command = commands[action.id];
    if (command === undefined) return [];
    return [{ name, command: command === null ? null : command(action) }];
  });
}
