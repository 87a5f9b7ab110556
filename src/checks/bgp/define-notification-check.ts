import type { BgpSession, Moment } from '../../model/evidence.ts';
import type { CheckId } from '../../model/report.ts';
import type { Check, CheckMeta } from '../define-check.ts';
import type { Action } from '../remedies/actions.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { notificationsOf, type Sent } from './sent.ts';

export interface Judged {
  readonly cause: string;
  readonly remedy: readonly Action[];
  readonly blame: string | null;
  /** In place of what every NOTIFICATION's title says. */
  readonly title?: string;
  /** Before the NOTIFICATION itself. */
  readonly evidence?: readonly Moment[];
}

interface NotificationCheck extends Omit<CheckMeta, 'explains'> {
  readonly explains?: readonly CheckId[];
  readonly isIt: (sent: Sent, session: BgpSession) => boolean;
  /** `sent` is the last of those that `isIt` holds for. */
  readonly judge: (sent: Sent & { readonly times: number }, session: BgpSession) => Judged;
}

/** However often a side sent it, it is one finding: the last one shows it. It is only worth knowing where nothing was lost by it. */
export function defineNotificationCheck({
  isIt,
  judge,
  explains = AFTER_NOTIFICATION,
  ...meta
}: NotificationCheck): Check {
  return defineSessionCheck({
    ...meta,
    explains,
    judge(session) {
      const all = notificationsOf(session).filter((sent) => isIt(sent, session));
      return (['local', 'remote'] as const).flatMap((from): SessionDraft[] => {
        const ofSide = all.filter(({ notification }) => notification.from === from);
        const last = ofSide.at(-1);
        if (last === undefined) return [];
        const judged = judge({ ...last, times: ofSide.length }, session);
        return [
          {
            title: titleOf(last, ofSide.length),
            ...judged,
            evidence: [...(judged.evidence ?? []), last.notification.at],
            ...(ofSide.every(({ harmless }) => harmless) && { severity: 'info' }),
          },
        ];
      });
    },
  });
}

export function titleOf({ sender, receiver, label, shutdownText }: Sent, times: number): string {
  const count = times === 1 ? '' : ` ${times} times`;
  const text = shutdownText === null ? '.' : `: “${shutdownText}”`;
  return `${sender} sends ${receiver} NOTIFICATION ${label}${count}${text}`;
}
