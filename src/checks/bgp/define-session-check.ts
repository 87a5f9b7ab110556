import type { BgpSession } from '../../model/evidence.ts';
import type { CheckId } from '../../model/report.ts';
import { type Check, type CheckMeta, type Draft, defineCheck } from '../define-check.ts';

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
      remedy: [...new Map(drafts.flatMap(({ remedy }) => remedy).map((each) => [JSON.stringify(each), each])).values()],
      evidence: drafts.flatMap(({ evidence }) => evidence),
      ...(harmless && { severity: 'info' }),
    },
  ];
}

/**
 * A check that judges one session at a time. What a session has recovered from is only worth knowing, whatever it was:
 * all but the flapping itself, which the verdict takes away where something explains it.
 */
export function defineSessionCheck(
  check: CheckMeta & { readonly judge: (session: BgpSession) => readonly SessionDraft[] },
): Check {
  const { judge, ...meta } = check;
  return defineCheck({
    ...meta,
    needs: ['sessions'],
    run: ({ sessions }) =>
      sessions.flatMap((session) =>
        judge(session).map((draft): Draft => ({
          ...draft,
          subject: { kind: 'session', id: session.id },
          ...(session.state === 'recovered' && meta.id !== 'bgp/session-flapping' && { severity: 'info' }),
        })),
      ),
  });
}
