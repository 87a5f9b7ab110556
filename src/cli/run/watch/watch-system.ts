import { setTimeout as sleep } from 'node:timers/promises';
import type { Opening } from '../../../collectors/collector.ts';
import type { Report } from '../../../model/report.ts';
import type { Context } from '../../command.ts';
import { watchInterrupts } from '../../interrupts.ts';
import { gather } from '../gather/gather.ts';
import type { Gathered } from '../gather/intake.ts';
import { openingOf } from '../gather/opening.ts';
import type { TextForm } from '../result-options.ts';
import type { StatusOptions } from '../status-options.ts';
import { watchStatus } from './watch-status.ts';

/** Daemons start and pods are replaced: each look finds anew who is there, and asks nobody a second time. */
export async function watchSystem(
  context: Context,
  options: StatusOptions,
  seconds: number,
  form: TextForm,
  reportOf: (gathered: Gathered) => Report,
): Promise<number> {
  const interrupts = watchInterrupts(context.io);
  const { signal } = interrupts;
  const openingOfLook = rememberAnswers(openingOf(context.io, interrupts));
  try {
    return await watchStatus(context, options, form, {
      seconds,
      interrupts,
      async look() {
        const question = { command: 'status', topics: ['status'] } as const;
        const gathered = await gather(context, options, question, null, {
          interrupts,
          opening: openingOfLook(),
        });
        if (gathered === null) throw new Error('--dry-run is not watched');
        return reportOf(gathered);
      },
      wait: () => sleep(seconds * 1000, undefined, { signal }).catch(() => undefined),
    });
  } finally {
    interrupts.stop();
  }
}

/** Of what a person answered at the look before, the answer; a question that comes again within a look was answered wrongly. */
function rememberAnswers(opening: Opening): () => Opening {
  const confirmed = new Map<string, boolean>();
  const secrets = new Map<string, string | null>();
  const said = new Set<string>();
  return () => ({
    ...opening,
    say(line) {
      if (!said.has(line)) opening.say(line);
      said.add(line);
    },
    confirm: remembering(confirmed, opening.confirm),
    secret: remembering(secrets, opening.secret),
  });
}

function remembering<T>(known: Map<string, T>, ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Set<string>();
  return async (key) => {
    const before = asked.has(key) ? undefined : known.get(key);
    asked.add(key);
    const answer = before ?? (await ask(key));
    known.set(key, answer);
    return answer;
  };
}
