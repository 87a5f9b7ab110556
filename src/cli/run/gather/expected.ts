import { CeaseSubcode, ErrorCode } from '../../../decoders/bgp/registry/notifications.ts';
import type { BgpSession } from '../../../model/bgp-session.ts';
import type { PeerStatus } from '../../../model/peer-status.ts';
import type { Paste } from '../../../parsers/recognise.ts';
import { CHECKS } from '../../../checks/registry.ts';
import { runChecks } from '../../../checks/run.ts';
import { isUp, lacking } from '../../../evidence/shown.ts';
import type { SpeakerPlace, Target } from '../../../collectors/collector.ts';

/** A session that a capture waits for. */
export interface Expected {
  readonly peer: string;
  /** As its speaker tells it: `Idle`, or `not told`. */
  readonly told: string;
  readonly established: boolean;
  /** It came up so lately that it may go down again: the whole time is waited. */
  readonly isYoung: boolean;
  /** What its speaker calls it, the address that it speaks from, and where it is asked; null where that is not known. */
  readonly name: string | null;
  readonly local: string | null;
  readonly place: SpeakerPlace | null;
  /** We restart it: what was seen before that is not enough. */
  readonly isRestarted?: boolean;
}

/** What a command printed, and the speaker that it asked. */
export interface Told {
  readonly paste: Paste;
  readonly place: SpeakerPlace | null;
}

/** RFC 4271 §10 suggests 90 s for the hold timer; a session that outlived two of them holds. */
const YOUNG_SECONDS = 2 * 90;
const ADDRESS = /^(?:\d+(?:\.\d+){3}|[\da-f:]*:[\da-f:.]*)$/;

/** Those of the speakers' outputs, and those that the source knows of. What an operator took down is not waited for. */
export function expectedOn({ peers }: Target, told: readonly Told[]): readonly Expected[] {
  const expected = new Map<string, Expected>();
  for (const peer of peers) expected.set(peer, { ...UNTOLD, peer });
  for (const { paste, place } of told) {
    for (const status of paste.found.flatMap(({ output }) => output.peers ?? [])) {
      const { address } = status.peer;
      if (address === null || !ADDRESS.test(address)) continue;
      if (status.reason?.kind === 'admin') expected.delete(address);
      else expected.set(address, toExpected(address, status, place, expected.get(address)));
    }
  }
  return [...expected.values()];
}

const UNTOLD = { told: 'not told', established: false, isYoung: false, name: null, local: null, place: null } as const;

/** GoBGP prints the address that stands for any where none is configured. */
const isOwn = (address: string | null): address is string =>
  address !== null && ADDRESS.test(address) && !/^[0.:]+$/.test(address);

/** One output has the protocol's name, another the address: what `before` knew stays known. */
function toExpected(
  peer: string,
  { established, printed, since, speaker, peer: { name } }: PeerStatus,
  place: SpeakerPlace | null,
  before: Expected | undefined,
): Expected {
  const seconds = since?.seconds ?? null;
  const isEstablished = established === true;
  return {
    peer,
    told: printed,
    established: isEstablished,
    isYoung: isEstablished && seconds !== null && seconds < YOUNG_SECONDS,
    name: name ?? before?.name ?? null,
    local: isOwn(speaker.address) ? speaker.address : (before?.local ?? null),
    place: place ?? before?.place ?? null,
  };
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
    return expected.flatMap(({ peer, isYoung, established, isRestarted = false }): Lack[] => {
      const session = sessions.find(({ local, remote }) => remote.address === peer || local.address === peer);
      const isSessionUp = session !== undefined && isUp(session);
      const seenFor = since(seen, peer, session !== undefined);
      const why = lacking(session, {
        seenFor,
        upFor: since(up, peer, isSessionUp),
        explained: session !== undefined && explained.has(session.id),
      });
      if (why !== null) return [{ peer, why }];
      const mayComeBack = isRestarted && (established || seenFor < RESTARTED_SECONDS);
      if (mayComeBack && !isBack(session)) return [{ peer, why: 'it has not come back yet' }];
      return isYoung && isSessionUp ? [{ peer, why: 'it came up only lately' }] : [];
    });
  };
}

/** GoBGP dials no one for 30 s after a reset, and hangs up on who calls it. */
const RESTARTED_SECONDS = 60;

/** It is up again, or was told on a new connection why not: our own reset (RFC 4486 §4) is no answer. */
const isBack = (session: BgpSession | undefined): boolean =>
  session !== undefined &&
  session.connections.some(
    ({ midstream, establishedAt, notifications }) =>
      !midstream &&
      (notifications.some(
        ({ code, subcode }) => code !== ErrorCode.Cease || subcode !== CeaseSubcode.AdministrativeReset,
      ) ||
        (establishedAt !== null && isUp(session))),
  );
