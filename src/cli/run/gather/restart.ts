/** What `--reset` does to sessions, once their capture has begun: so that it holds their OPENs. */
import { faultOf, resetOf, withoutCommand } from '../../../collectors/reset.ts';
import type { Target } from '../../../collectors/collector.ts';
import { parseAddress } from '../../../net/parse.ts';
import type { Incomplete } from '../../../model/report.ts';
import { ask } from './ask.ts';
import type { Expected } from './expected.ts';
import type { Live } from './running.ts';

/** A session, and the command of its speaker that restarts it. */
export interface Restart {
  readonly session: Expected;
  readonly commands: readonly (readonly string[])[];
}

/** Of a node: what is restarted, and what can't be. Without a name only what is down: nothing is lost by that. */
export function restartsOf(
  { node, host }: Target,
  expected: readonly Expected[],
  peers: readonly string[],
): { readonly restarts: readonly Restart[]; readonly incomplete: readonly Incomplete[] } {
  const restarts: Restart[] = [];
  const incomplete: Incomplete[] = [];
  for (const session of expected) {
    const { peer, place, established } = session;
    if (parseAddress(peer) === null || !(peers.length === 0 ? !established : peers.includes(peer))) continue;
    const fail = (why: string): void => void incomplete.push({ source: node, what: `reset of ${peer}`, why });
    if (host === null) fail('nothing can be captured there, so nobody would see its OPENs');
    else if (place === null) fail('no speaker there tells of it');
    else {
      const reset = resetOf(place.speaker, session);
      if ('instead' in reset) fail(reset.instead);
      else restarts.push({ session, commands: reset.commands });
    }
  }
  return { restarts, incomplete };
}

/** In words, before it is agreed to. */
export function describeRestart({ node }: Target, { session, commands }: Restart): string {
  const { peer, told, established } = session;
  const cost = established ? 'up: it and its routes go down until it is back' : 'down: nothing is lost by it';
  return `${node}: --reset restarts the session with ${peer} (${told}, ${cost}) by ${commands[0]?.join(' ') ?? ''}`;
}

/** All at once; gives those that it did not come to. */
export async function restartAll(
  { node }: Target,
  restarts: readonly Restart[],
  { signal, say }: Pick<Live, 'say' | 'signal'>,
): Promise<readonly Incomplete[]> {
  const faults = await Promise.all(
    restarts.map(async (one): Promise<readonly Incomplete[]> => {
      const { peer } = one.session;
      const why = await restart(one, signal);
      if (signal.aborted) return [];
      say(
        `${node}: ${why === null ? `restarted the session with ${peer}` : `the session with ${peer} is not restarted: ${why}`}`,
      );
      return why === null ? [] : [{ source: node, what: `reset of ${peer}`, why }];
    }),
  );
  return faults.flat();
}

/** Why it did not come to that; null if it did. */
async function restart({ session, commands }: Restart, signal: AbortSignal): Promise<string | null> {
  const { place } = session;
  if (place === null) return null;
  let why = withoutCommand(place.speaker);
  for (const argv of commands) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- the next one only where this one is not there
      const { exitCode, said } = await ask(place.transport, argv, signal);
      const fault = faultOf(exitCode, said);
      if (fault === null) return null;
      if (!fault.absent) why = fault.why;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return why;
}
