import type { Platform } from '../../model/evidence.ts';
import { type Action, type Commands, WORDS } from './actions.ts';
import { bird } from './bird.ts';
import { cilium } from './cilium.ts';
import { frr } from './frr.ts';

const PLATFORMS: Readonly<Partial<Record<Platform, { readonly name: string; readonly commands: Commands }>>> = {
  bird: { name: 'BIRD', commands: bird },
  cilium: { name: 'Cilium', commands: cilium },
  frr: { name: 'FRR', commands: frr },
};

/** The steps in order: words, then the command of the platform seen at that address. What it cannot do is left out. */
export function describeRemedy(
  actions: readonly Action[],
  platforms: ReadonlyMap<string, Platform> = new Map(),
): string[] {
  return actions.flatMap((action) => {
    const words = WORDS[action.id](action);
    const platform = platforms.get(action.on);
    const known = platform === undefined ? undefined : PLATFORMS[platform];
    if (known === undefined) return [words];
    const command = known.commands[action.id];
    if (command === null) return [];
    return [command === undefined ? words : `${words} ${known.name}: ${command(action)}`];
  });
}
