import type { BgpSession } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { type Moment, otherSide, SIDES } from '../../model/moment.ts';
import type { CheckId } from '../../model/report.ts';
import type { Check, CheckMeta } from '../define-check.ts';
import type { Action } from '../remedies/actions.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, mergeDrafts, type SessionDraft } from './define-session-check.ts';
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

/**
 * However often it was sent, it is one finding: the last one shows it. Two where both sides sent it and each is to blame
 * for its own. It is only worth knowing where nothing was lost by it.
 */
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
      const drafts = SIDES.flatMap((from) => {
        const ofSide = all.filter(({ notification }) => notification.from === from);
        const last = ofSide.at(-1);
        return last === undefined ? [] : [draftOf(last, ofSide, judge({ ...last, times: ofSide.length }, session))];
      });
      return drafts.some(({ blame }) => blame !== null) ? drafts : mergeDrafts(drafts);
    },
  });
}

const draftOf = (last: Sent, all: readonly Sent[], judged: Judged): SessionDraft => ({
  title: titleOf(last, all.length),
  ...judged,
  evidence: [...(judged.evidence ?? []), last.notification.at],
  ...(all.every(({ harmless }) => harmless) && { severity: 'info' }),
});

export function titleOf({ sender, receiver, label, shutdownText }: Sent, times: number): string {
  const count = times === 1 ? '' : ` ${times} times`;
  const text = shutdownText === null ? '.' : `: “${shutdownText}”`;
  return `${sender} sends ${receiver} NOTIFICATION ${label}${count}${text}`;
}

/** Each side with what its OPEN says, where that was seen: `192.168.10.1 (AS 65001) sends …`. */
export function titleWithOpens(
  sent: Sent & { readonly times: number },
  words: (open: OpenSeen) => string,
): { readonly title: string; readonly evidence: readonly Moment[] } {
  const { connection, notification, sender, receiver, times } = sent;
  const own = connection.opens[notification.from];
  const refused = connection.opens[otherSide(notification.from)];
  const named = (address: string, open: OpenSeen | null): string =>
    open === null ? address : `${address} (${words(open)})`;
  return {
    title: titleOf({ ...sent, sender: named(sender, own), receiver: named(receiver, refused) }, times),
    evidence: [own, refused].flatMap((open) => open?.at ?? []),
  };
}
