import { otherSide, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { times } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { isHardReset } from './sent.ts';

export const ceaseHardReset: Check = defineSessionCheck({
  id: 'bgp/cease-hard-reset',
  severity: 'warning',
  explains: AFTER_NOTIFICATION,
  docs: {
    what: 'A side sends NOTIFICATION 6/9 (Hard Reset) and its data does not say why. Where it wraps another code, that one has its own finding, and this is only worth knowing.',
    why:
      'With the N bit of graceful restart negotiated, a NOTIFICATION no longer ends forwarding: the routes stay for the restart time. A Hard Reset says that this time they must go at once. ' +
      'Its data carries the code, the subcode and the data of the real reason.',
    remedy: [
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(8538, '3.1'), rfc(8538, '5')],
  },
  judge: (session) =>
    SIDES.flatMap((from): SessionDraft[] => {
      const sent = session.connections.flatMap(({ notifications }) =>
        notifications.filter((notification) => notification.from === from && isHardReset(notification)),
      );
      const last = sent.at(-1);
      if (last === undefined) return [];
      const on = session[from].address;
      const peer = session[otherSide(from)].address;
      const { wrapped } = last.detail;
      return [
        {
          title: `${on} sends ${peer} NOTIFICATION 6/9 (Cease / Hard Reset), ${times(sent.length)}; ${wrapped === undefined ? 'it gives no reason' : `it wraps ${wrapped.code}/${wrapped.subcode} (${wrapped.name})`}.`,
          cause:
            'The sender ends the session and has its routes removed at once, graceful restart or not (RFC 8538 §3.1).',
          remedy: [action('nothing-if-intended', { on, peer }), action('read-log', { on, peer })],
          evidence: [last.at],
          blame: on,
          ...(wrapped !== undefined && { severity: 'info' }),
        },
      ];
    }),
});
