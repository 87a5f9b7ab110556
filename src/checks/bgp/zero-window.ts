import type { BgpConnection } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { ClosedWindow } from '../../model/transmission.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds, times } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { holdTimeOf } from './hold-time.ts';

/** Where the capture does not tell it: what most speakers propose (RFC 4271 §10). */
const USUAL_HOLD_SECONDS = 90;

export const zeroWindow: Check = defineSessionCheck({
  id: 'bgp/zero-window',
  severity: 'warning',
  explains: [...AFTER_NOTIFICATION, 'bgp/hold-timer-expired', 'bgp/send-hold-timer-expired'],
  docs: {
    what: "A side's TCP window stays closed (0) for longer than a third of the hold time.",
    why:
      'The kernel of that side takes no more octets, since its BGP process does not read those that it has: it stands still, is starved of CPU, or is far slower than the updates come. It may well send KEEPALIVEs all the while, so that its neighbour sees a healthy session, ' +
      'but no UPDATE and no KEEPALIVE of the neighbour gets in. A window that closes for a moment under load is normal. Only a window of 0 counts, which is 0 whatever the window scale; the time is that up to the last packet that still says so.',
    remedy: [
      action('check-process', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
      action('announce-less', { on: 'PEER', peer: 'SIDE' }),
    ],
    references: [rfc(9293, '3.8.6'), rfc(7323, '2.2'), rfc(9687, '1')],
  },
  judge: (session) =>
    SIDES.flatMap((side): SessionDraft[] => {
      const closed = session.connections.flatMap((connection) => closedOn(connection, side) ?? []);
      const last = closed.at(-1);
      if (last === undefined) return [];
      const on = session[side].address;
      const peer = session[otherSide(side)].address;
      const { connection, window } = last;
      const { lastMessage } = connection.sides[side];
      const talks = lastMessage !== null && lastMessage.seconds > window.since.seconds;
      const hold = holdTimeOf(connection);
      const limit = hold === null ? '' : ` (hold time ${hold} s)`;
      return [
        {
          title: `The TCP window of ${on} stays closed for ${seconds(window.seconds)}${limit}, ${times(closed.length)}: it takes no more octets from ${peer}${talks ? ', while it still sends BGP messages itself' : ''}.`,
          cause: `A closed window says that nobody reads what has arrived (RFC 9293 §3.8.6). Inferred: the BGP process of ${on} ${talks ? 'runs and does not read from this connection' : 'stands still'}; its kernel is alive, for it says so.`,
          remedy: [
            action('check-process', { on, peer }),
            action('read-log', { on, peer }),
            ...(talks ? [action('announce-less', { on: peer, peer: on })] : []),
          ],
          evidence: [window.since, window.until, connection.end?.at].flatMap((at) => at ?? []),
          blame: on,
        },
      ];
    }),
});

function closedOn(
  connection: BgpConnection,
  side: Side,
): { readonly connection: BgpConnection; readonly window: ClosedWindow } | undefined {
  const window = connection.sides[side].closedWindow;
  const hold = holdTimeOf(connection) ?? USUAL_HOLD_SECONDS;
  return window !== null && window.seconds > hold / 3 ? { connection, window } : undefined;
}
