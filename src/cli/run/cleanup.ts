import { visible } from '../../reporters/visible.ts';
import { toAccessError } from '../../transports/kube/api-error.ts';
import { findLeft } from '../../transports/kube/cleanup.ts';
import { connect } from '../../transports/kube/connect.ts';
import type { Context } from '../command.ts';
import { exitCodeWithoutFindings } from '../exit-code.ts';
import { watchInterrupts } from '../interrupts.ts';
import { print } from '../io.ts';

export interface CleanupOptions {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** Exit code 3 where something stays that should go. */
export async function runCleanup({ io }: Context, options: CleanupOptions): Promise<number> {
  const interrupts = watchInterrupts(io);
  const { signal } = interrupts;
  const say = (line: string): Promise<boolean> => print(io.stdout, `${visible(line)}\n`);
  try {
    const client = await connect(options, { env: io.env, signal });
    const left = await findLeft(client, options.namespace, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw toAccessError(client.server, error);
    });
    if (left.length === 0) await say('nothing is left');
    let stays = 0;
    for (const one of left) {
      const name = `${one.name}, of ${one.owner}`;
      if (!one.isOwn && !options.all) {
        // oxlint-disable-next-line no-await-in-loop -- in order
        await say(`${name}: left alone (--all removes it)`);
        continue;
      }
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that an interrupt leaves no doubt
      const fault = options.dryRun ? null : await one.take();
      if (fault !== null) stays += 1;
      const done = options.dryRun ? 'would be removed' : one.done;
      // oxlint-disable-next-line no-await-in-loop -- in order
      await say(`${name}: ${fault === null ? done : `stays: ${fault}`}`);
      if (signal.aborted) break;
    }
    return exitCodeWithoutFindings(interrupts.received, stays > 0);
  } finally {
    interrupts.stop();
  }
}
