/** What probes tell of sessions of which packets tell nothing. */
import type { Evidence } from '../../model/evidence.ts';
import type { PeerStatus } from '../../model/peer-status.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { Draft } from '../define-check.ts';
import { sessionSubject } from '../status/define-peer-check.ts';
import { isOf, probeOf, proberOf } from './probes.ts';

/**
 * Under the subject that the speaker's word has. Where the speaker itself gives another reason than its network, that one
 * stands, and what the probe tells is told with it.
 */
export function judgeUncaptured(
  { probes = [], sessions = [], peers = [] }: Pick<Evidence, 'peers' | 'probes' | 'sessions'>,
  judge: (probe: ProbeSeen) => Omit<Draft, 'subject'> | null,
): readonly Draft[] {
  const captured = new Set(sessions.map((session) => probeOf(session, probes)));
  return probes.flatMap((probe) => {
    const status = peers.find((each) => isOf(each, probe));
    const draft = captured.has(probe) || !isInDoubt(status) ? null : judge(probe);
    if (draft === null) return [];
    const id = status === undefined ? `${proberOf(probe)}-${probe.peer}` : sessionSubject(status, peers, probe.node);
    return [{ ...draft, subject: { kind: 'session', id } }];
  });
}

/** Who only listens is no reason why the other side is not reached. */
const isInDoubt = (status: PeerStatus | undefined): boolean => {
  const reason = status?.reason ?? null;
  return reason === null || reason.kind === 'network' || reason.code === 'passive';
};
