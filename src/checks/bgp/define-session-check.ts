import type { BgpSession } from '../../model/bgp-session.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { CheckId } from '../../model/report.ts';
import { type Check, type CheckMeta, type Draft, defineCheck } from '../define-check.ts';
import { distinctActions } from '../remedies/actions.ts';
import { judgeUncaptured } from './judge-probes.ts';
import { probeOf } from './probes.ts';
import { lastEstablished } from './progress.ts';

/** What follows when a session is down, whatever took it down. */
export const SESSION_DOWN: readonly CheckId[] = [
  'bgp/session-flapping',
  'bgp/session-aborted',
  'bgp/no-routes',
  'route/bgp-route-missing',
  'route/pod-cidr-missing',
  'calico/peer-not-established',
  'cilium/peer-not-established',
  'kube-router/peer-not-established',
  'node/peer-not-established',
  'metallb/session-down',
];

/** What a NOTIFICATION leaves behind on the connections of its session. FRR answers one in OpenSent with a 5/1. */
export const AFTER_NOTIFICATION: readonly CheckId[] = [
  ...SESSION_DOWN,
  'bgp/closed-before-open',
  'bgp/closed-before-established',
  'bgp/no-open',
  'bgp/fsm-error',
];

/** Who ended a session for good refuses to be called again. */
export const AFTER_CEASE: readonly CheckId[] = [...AFTER_NOTIFICATION, 'bgp/tcp-refused'];

/** Who said that the neighbour is shut down, removed or limited may not answer it any more, or be gone itself. */
export const AFTER_GOODBYE: readonly CheckId[] = [
  ...AFTER_CEASE,
  'bgp/cease-connection-rejected',
  'bgp/tcp-no-answer',
  'bgp/tcp-unreachable',
];

/** BFD mostly finds a dead path before BGP does; FRR says it by 6/10, BIRD by 6/0. */
export const DEAD_PATH: readonly CheckId[] = ['bgp/cease-bfd-down', 'bgp/cease-other'];

export type SessionDraft = Omit<Draft, 'subject'>;

/** One fault that shows on both sides is one finding, with what each of them says and asks for. */
export function mergeDrafts(drafts: readonly SessionDraft[]): SessionDraft[] {
  const last = drafts.at(-1);
  if (last === undefined || drafts.length === 1) return [...drafts];
  const { severity: _, ...words } = last;
  const harmless = drafts.every(({ severity }) => severity === 'info');
  return [
    {
      ...words,
      title: drafts.map(({ title }) => title).join(' '),
      cause: [...new Set(drafts.map(({ cause }) => cause))].join(' '),
      remedy: distinctActions(drafts.flatMap(({ remedy }) => remedy)),
      evidence: drafts.flatMap(({ evidence }) => evidence),
      ...(harmless && { severity: 'info' }),
      ...(drafts.some(({ severity }) => severity === 'error') && { severity: 'error' }),
    },
  ];
}

/** What a check says of a session that was probed (`--probe`). */
interface OfProbe {
  /** The part of the probe that it is about. */
  readonly part: 'path' | 'tcp';
  /** What the probe shows; null where it shows nothing of that kind. */
  readonly draft: (probe: ProbeSeen, session: BgpSession | null) => SessionDraft | null;
  /** Whether that is a finding where the session was captured, and packets give none. */
  readonly isNews?: (session: BgpSession, probe: ProbeSeen) => boolean;
}

/**
 * A check that judges one session at a time. What a session has recovered from is only worth knowing, whatever it was:
 * all but the flapping itself, which the verdict takes away where something explains it, and what shows on the connection
 * that is up.
 */
export function defineSessionCheck(
  check: CheckMeta & {
    /** `all`: what was captured with it, itself among them. */
    readonly judge: (
      session: BgpSession,
      probe: ProbeSeen | undefined,
      all: readonly BgpSession[],
    ) => readonly SessionDraft[];
    readonly ofProbe?: OfProbe;
  },
): Check {
  const { judge, ofProbe, ...meta } = check;
  const toDraft = (session: BgpSession, draft: SessionDraft): Draft => ({
    ...draft,
    subject: { kind: 'session', id: session.id },
    ...(session.state === 'recovered' &&
      meta.id !== 'bgp/session-flapping' &&
      !isOfNow(session, draft) && { severity: 'info' }),
  });
  if (ofProbe === undefined) {
    return defineCheck({
      ...meta,
      needs: ['sessions'],
      run: ({ sessions }) =>
        sessions.flatMap((session) => judge(session, undefined, sessions).map((draft) => toDraft(session, draft))),
    });
  }
  return defineCheck({
    ...meta,
    needs: [],
    wants: ['sessions', 'probes', 'peers'],
    run({ sessions = [], probes: all = [], peers = [] }) {
      const probes = all.filter((probe) => probe[ofProbe.part] !== null);
      if (sessions.length + probes.length === 0) return { outcome: 'skipped', missing: ['sessions'] };
      const captured = sessions.flatMap((session) => {
        const probe = probeOf(session, probes);
        const drafts = judge(session, probe, sessions);
        return withProbe(drafts, session, probe, ofProbe).map((draft) => toDraft(session, draft));
      });
      const others = judgeUncaptured({ sessions, probes, peers }, (probe) => ofProbe.draft(probe, null));
      return [...captured, ...others];
    },
  });
}

/** All that shows it is of the connection that is up: the session has not recovered from it. */
function isOfNow(session: BgpSession, { evidence }: SessionDraft): boolean {
  const up = lastEstablished(session);
  if (up === undefined || evidence.length === 0) return false;
  return evidence.every(
    (ref) => 'seconds' in ref && typeof ref.seconds === 'number' && ref.seconds >= up.first.seconds,
  );
}

/** What packets show first, the probe tells too. */
function withProbe(
  drafts: readonly SessionDraft[],
  session: BgpSession,
  probe: ProbeSeen | undefined,
  { draft, isNews }: OfProbe,
): readonly SessionDraft[] {
  const told = probe === undefined ? null : draft(probe, session);
  const [first, ...others] = drafts;
  if (probe === undefined || told === null) return drafts;
  if (first === undefined) return isNews?.(session, probe) === true ? [told] : [];
  return [{ ...first, evidence: [...first.evidence, ...told.evidence] }, ...others];
}
