import { openBundle } from '../../../bundles/read-bundle.ts';
import type { Context } from '../../command.ts';
import { watchInterrupts } from '../../interrupts.ts';
import { type Into, readCaptures } from '../read-captures.ts';
import type { Scratch } from './scratch.ts';

/** Hands captures that were gathered to `into` once more, by their names; false where it was interrupted. */
export type Replay = (names: readonly string[], into: Into) => Promise<boolean>;

export function createReplay(
  context: Context,
  bundles: readonly { readonly name: string; readonly prefix: string }[],
  scratch: Scratch | null,
): Replay {
  return async (names, into) => {
    const interrupts = watchInterrupts(context.io);
    try {
      for (const { name, prefix } of bundles) {
        // oxlint-disable-next-line no-await-in-loop -- captures that follow one another are one story
        const bundle = await openBundle(name);
        // oxlint-disable-next-line no-await-in-loop
        await bundle.read(
          ({ kind, path }) => kind === 'capture' && names.includes(`${prefix}${path}`),
          async ({ path, bytes }, chunks) => {
            const input = into.open(`${prefix}${path}`);
            for await (const chunk of chunks) {
              input.push(chunk);
              if (input.reader.fault !== null) break;
            }
            input.end(bytes);
          },
          interrupts.signal,
        );
      }
    } finally {
      interrupts.stop();
    }
    if (interrupts.received !== null) return false;
    const kept = new Map(names.flatMap((name) => [[scratch?.fileOf(name), name] as const]));
    const files = [...kept.keys()].flatMap((file) => file ?? []);
    if (files.length === 0) return true;
    const named: Into = { open: (file) => into.open(kept.get(file) ?? file) };
    return (await readCaptures(context, files, named)).interrupted === null;
  };
}
