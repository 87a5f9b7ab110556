import type { BgpSession } from '../../../model/evidence.ts';
import type { PeerStatus } from '../../../model/peer-status.ts';
import type { Paste } from '../../../parsers/recognise.ts';
import { CHECKS } from '../../../checks/registry.ts';
import { runChecks } from '../../../checks/run.ts';
import { isUp, lacking } from '../../../evidence/shown.ts';
import type { Target } from '../../../collectors/collector.ts';

/** A session that a capture waits for. */
export interface Expected {
  readonly peer: string;
  /** As its speaker tells it: `Idle`, or `not told`. */
  readonly told: string;
  readonly established: boolean;
  /** It came up so lately that it may go down again: the whole time is waited. */
  readonly isYoung: boolean;
}

/** RFC 4271 §10 suggests 90 s for the hold timer; a session that outlived two of them holds. */
const YOUNG_SECONDS = 2 * 90;
const ADDRESS = /^(?:\d+(?:\.\d+){3}|[\da-f:]*:[\da-f:.]*)$/;

/** Those of the speakers' outputs, and those that the source knows of. What an operator took down is not waited for. */
export function expectedOn({ peers }: Target, pastes: readonly Paste[]): readonly Expected[] {
  const told = pastes.flatMap(({ found }) => found.flatMap(({ output }) => output.peers ?? []));
  const expected = new Map<string, Expected>();
  for (const peer of peers) expected.set(peer, { peer, told: 'not told', established: false, isYoung: false });
  for (const status of told) {
    const { address } = status.peer;
    if (address === null || !ADDRESS.test(address)) continue;
    if (status.reason?.kind === 'admin') expected.delete(address);
    else expected.set(address, toExpected(address, status));
  }
  return [...expected.values()];
}

function toExpected(peer: string, { established, printed, since }: PeerStatus): Expected {
  const seconds = since?.seconds ?? null;
  const isEstablished = established === true;
  const isYoung = isEstablished && seconds !== null && seconds < YOUNG_SECONDS;
  return { peer, told: printed, established: isEstablished, isYoung };
}

/** A session of which the capture has not shown enough, and why. */
export interface Lack {
  readonly peer: string;
  readonly why: string;
}

const SESSION_CHECKS = CHECKS.filter(({ needs }) => needs.every((key) => key === 'sessions'));

/** Looks again and again at what a capture shows of the sessions that are expected. */
export function createWatch(expected: readonly Expected[], now: () => number) {
  const seen = new Map<string, number>();
  const up = new Map<string, number>();

  /** Seconds since it began to hold. */
  function since(times: Map<string, number>, peer: string, holds: boolean): number {
    if (!holds) times.delete(peer);
    else if (!times.has(peer)) times.set(peer, now());
    return (now() - (times.get(peer) ?? now())) / 1000;
  }

  return (sessions: readonly BgpSession[]): readonly Lack[] => {
    const { findings } = runChecks({ sessions }, SESSION_CHECKS);
    const explained = new Set(
      findings.flatMap(({ subject, severity }) =>
        subject.kind === 'session' && severity !== 'info' ? [subject.id] : [],
      ),
    );
    return expected.flatMap(({ peer, isYoung }): Lack[] => {
      const session = sessions.find(({ local, remote }) => remote.address === peer || local.address === peer);
      const isSessionUp = session !== undefined && isUp(session);
      const why = lacking(session, {
        seenFor: since(seen, peer, session !== undefined),
        upFor: since(up, peer, isSessionUp),
        explained: session !== undefined && explained.has(session.id),
      });
      if (why !== null) return [{ peer, why }];
      return isYoung && isSessionUp ? [{ peer, why: 'it came up only lately' }] : [];
    });
  };
}
