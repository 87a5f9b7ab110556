import { ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpSession } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { titleOf } from './define-notification-check.ts';
import { notificationsOf } from './sent.ts';

const LEAST_HOLD_TIME = 3;

export const badHoldTime: Check = defineSessionCheck({
  id: 'bgp/bad-hold-time',
  severity: 'error',
  explains: AFTER_NOTIFICATION,
  docs: {
    what: 'A side sends NOTIFICATION 2/6 (Unacceptable Hold Time), or an OPEN proposes a hold time of 1 or 2 s.',
    why: 'A hold time is 0 (no KEEPALIVEs at all) or at least 3 s. A side may refuse any other on its own grounds too: some routers have a minimum. Unequal hold times alone are no fault: the lower one is used.',
    remedy: [
      action('keep-hold-time-legal', { on: 'SIDE', peer: 'PEER' }),
      action('lower-minimum-hold-time', { on: 'PEER', peer: 'SIDE' }),
    ],
    references: [rfc(4271, '4.2'), rfc(4271, '6.2')],
  },
  judge: (session) =>
    SIDES.flatMap((side): SessionDraft[] => {
      const refused = notificationsOf(session).filter(
        ({ notification, code, subcode }) =>
          notification.from === otherSide(side) &&
          code === ErrorCode.OpenMessageError &&
          subcode === OpenSubcode.UnacceptableHoldTime,
      );
      const last = refused.at(-1);
      const open = last?.connection.opens[side] ?? lastIllegal(session, side);
      if (last === undefined && open === undefined) return [];
      const on = session[side].address;
      const peer = session[otherSide(side)].address;
      const illegal = open !== undefined && isIllegal(open);
      const proposal = `The OPEN of ${on} proposes a hold time of ${open?.holdTime ?? '?'} s.`;
      return [
        {
          title:
            last === undefined
              ? proposal
              : `${open === undefined ? '' : `${proposal} `}${titleOf(last, refused.length)}`,
          cause: illegal
            ? 'A hold time is 0 or at least 3 s (RFC 4271 §4.2).'
            : `${peer} does not accept the hold time${open === undefined ? '' : ` of ${open.holdTime} s`}, which is legal (RFC 4271 §4.2). Inferred: a minimum is configured there.`,
          remedy: illegal
            ? [action('keep-hold-time-legal', { on, peer })]
            : [action('lower-minimum-hold-time', { on: peer, peer: on })],
          evidence: [open?.at, last?.notification.at].flatMap((at) => at ?? []),
          blame: illegal ? on : null,
        },
      ];
    }),
});

const isIllegal = ({ holdTime }: OpenSeen): boolean => holdTime > 0 && holdTime < LEAST_HOLD_TIME;

const lastIllegal = ({ connections }: BgpSession, side: Side): OpenSeen | undefined =>
  connections.flatMap(({ opens }) => opens[side] ?? []).findLast(isIllegal);
