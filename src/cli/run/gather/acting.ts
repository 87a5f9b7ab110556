/** What a person may ask for beside looking: each of it is named, and agreed to, before it is done. */
import type { Target } from '../../../collectors/collector.ts';
import { LARGEST } from '../../../collectors/path-mtu.ts';
import { parseAddress } from '../../../net/parse.ts';
import type { ProbeSeen, TcpProbe } from '../../../model/probe.ts';
import type { Incomplete } from '../../../model/report.ts';
import type { Expected } from './expected.ts';
import { inParallel } from './in-parallel.ts';
import type { Acting, Live } from './running.ts';
import { describePath, probeSession } from './probe.ts';
import { describeRestart, type Restart, restartsOf } from './restart.ts';

/** A node, and the sessions that its speakers told of. */
export interface Asked {
  readonly target: Target;
  readonly expected: readonly Expected[];
}

export interface ProbedOrNot {
  readonly seen: ProbeSeen | null;
  readonly incomplete: readonly Incomplete[];
}

/** Of one node: those that are down come first. */
const MOST_SESSIONS = 16;
/** Sessions of a node at once. */
const AT_ONCE = 4;

export async function probeAll(asked: readonly Asked[], acting: Acting, live: Live): Promise<readonly ProbedOrNot[]> {
  const { say, signal, parallel } = live;
  const plans = asked.map(({ target, expected }) => ({ target, sessions: chosenFor(acting, expected) }));
  const count = plans.reduce((sum, { sessions }) => sum + sessions.length, 0);
  if (count === 0) return [{ seen: null, incomplete: [nothingTo('probe')] }];
  for (const { target, sessions } of plans) for (const session of sessions) say(describe(target, session));
  if (!(await acting.confirm(`Probe ${count === 1 ? 'this session' : `these ${count} sessions`}?`))) {
    return [{ seen: null, incomplete: [nobodyAgreed('probe')] }];
  }
  const probed = await inParallel(plans, parallel, ({ target, sessions }) => {
    const { host } = target;
    if (host === null) return Promise.resolve([]); // the fleet says why
    return inParallel(sessions, AT_ONCE, async (session) => {
      const { seen, incomplete } = await probeSession(target, host, session, signal);
      say(`${target.node}: probe of ${session.peer}: ${result(seen)}`);
      return { seen, incomplete };
    });
  });
  return probed.flat();
}

const nothingTo = (what: string): Incomplete => ({ source: null, what, why: 'no speaker tells of such a session' });
const nobodyAgreed = (what: string): Incomplete => ({ source: null, what, why: 'nobody agreed to it (--yes)' });

export interface Agreed {
  readonly restarts: ReadonlyMap<Target, readonly Restart[]>;
  readonly incomplete: readonly Incomplete[];
}

/** What may be restarted once it is captured. */
export async function agreeOnRestarts(asked: readonly Asked[], acting: Acting, { say }: Live): Promise<Agreed> {
  const plans = asked.map(({ target, expected }) => ({ target, ...restartsOf(target, expected, acting.peers) }));
  const incomplete = plans.flatMap((plan) => plan.incomplete);
  const count = plans.reduce((sum, { restarts }) => sum + restarts.length, 0);
  const none: Agreed = { restarts: new Map(), incomplete };
  if (count === 0) return incomplete.length > 0 ? none : { ...none, incomplete: [nothingTo('reset')] };
  for (const { target, restarts } of plans) for (const one of restarts) say(describeRestart(target, one));
  if (!(await acting.confirm(`Restart ${count === 1 ? 'this session' : `these ${count} sessions`}?`))) {
    return { ...none, incomplete: [...incomplete, nobodyAgreed('reset')] };
  }
  return { restarts: new Map(plans.map(({ target, restarts }) => [target, restarts])), incomplete };
}

function chosenFor({ peers }: Acting, expected: readonly Expected[]): readonly Expected[] {
  return expected
    .filter(({ peer }) => parseAddress(peer) !== null && (peers.length === 0 || peers.includes(peer)))
    .toSorted((a, b) => Number(a.established) - Number(b.established))
    .slice(0, MOST_SESSIONS);
}

function describe({ node }: Target, { peer, local, told, established }: Expected): string {
  const from = local === null ? '' : ` from ${local}`;
  const pings = `pings of up to ${LARGEST} octets`;
  const what = established
    ? `${pings}, and no connection, since it is up`
    : `a TCP connection, closed at once, and ${pings}`;
  return `${node}: --probe tries ${peer} (${told})${from}: ${what}`;
}

const WORDS = {
  connected: 'takes the connection',
  refused: 'refuses it',
  'no-answer': 'does not answer',
  unreachable: 'is not reached',
} as const satisfies Readonly<Record<TcpProbe['outcome'], string>>;

function result({ tcp, path }: ProbeSeen): string {
  const told = [
    tcp === null ? null : `port ${tcp.port} ${WORDS[tcp.outcome]}`,
    path === null ? null : describePath(path),
  ].filter((each) => each !== null);
  return told.length === 0 ? 'nothing could be told' : told.join('; ');
}
