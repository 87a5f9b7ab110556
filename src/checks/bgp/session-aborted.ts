import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds, times } from '../words.ts';
import { defineSessionCheck } from './define-session-check.ts';
import { gracefulRestartOf } from './graceful-restart.ts';
import { lossesOf, MANY_LOSSES } from './losses.ts';
import { isSpare } from './progress.ts';

/** A NOTIFICATION is sent just before the end: a gap there may hide it. */
const GAP_SECONDS = 1;

export const sessionAborted: Check = defineSessionCheck({
  id: 'bgp/session-aborted',
  severity: 'error',
  explains: ['bgp/session-flapping'],
  docs: {
    what: 'An established session ends by RST or FIN without a NOTIFICATION. Only worth knowing where graceful restart is negotiated and the peer is back within its restart time.',
    why:
      'A speaker that ends a session says why, so this is no decision of BGP: the daemon was killed or crashed (its kernel closes for it), its pod was removed, a firewall or load balancer cut the connection, or a daemon hangs up without a word on ' +
      'what it does not understand (GoBGP does so on an unknown message type). The side that sent the FIN or RST is where to look first; a RST may also come from something between the two.',
    remedy: [
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
      action('find-the-restart', { on: 'SIDE', peer: 'PEER' }),
      action('enable-graceful-restart', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '8.2.2'), rfc(4724, '4'), rfc(9293, '3.5.2')],
  },
  judge(session) {
    const aborted = session.connections.filter((connection) => isAborted(connection) && !isSpare(session, connection));
    // What comes back each time is not lost, but flaps: that is the finding then.
    const losses = lossesOf(session).length;
    if (session.state === 'recovered' && losses >= MANY_LOSSES && losses === aborted.length) return [];
    const last = aborted.at(-1);
    if (last === undefined || last.end === null || last.establishedAt === null) return [];
    const { end, establishedAt } = last;
    const on = session[end.from].address;
    const peer = session[otherSide(end.from)].address;
    const lived = last.midstream
      ? 'which was up before the capture'
      : `${seconds(end.at.seconds - establishedAt.seconds)} after it was established`;
    const back = aborted.every((connection) => isBackInTime(session, connection));
    return [
      {
        title: `${on} ends the session with ${peer} by ${end.kind}${last.midstream ? ', ' : ' '}${lived}, without a NOTIFICATION, ${times(aborted.length)}${back ? '; it is back within its restart time' : ''}.`,
        cause: back
          ? 'A graceful restart looks like this: TCP ends, forwarding goes on, and the speaker comes back (RFC 4724 §4).'
          : `RFC 4271 §8.2.2 asks for a NOTIFICATION. Inferred: the BGP process of ${on} was killed or crashed, or something between cut the connection.`,
        remedy: [
          action('read-log', { on, peer }),
          action('find-the-restart', { on, peer }),
          ...(back ? [] : [action('enable-graceful-restart', { on, peer })]),
        ],
        evidence: [establishedAt, end.at],
        blame: null,
        ...(back && { severity: 'info' }),
      },
    ];
  },
});

function isAborted({ establishedAt, end, notifications, sides }: BgpConnection): boolean {
  if (establishedAt === null || end === null || notifications.length > 0) return false;
  return !SIDES.some((side) => {
    const { missing } = sides[side];
    return missing !== null && missing.at.seconds >= end.at.seconds - GAP_SECONDS;
  });
}

function isBackInTime({ connections }: BgpSession, { opens, end }: BgpConnection): boolean {
  const { local, remote } = opens;
  if (local === null || remote === null || end === null) return false;
  const [leaves, stays] = end.from === 'local' ? [local, remote] : [remote, local];
  const restart = gracefulRestartOf(leaves);
  // Without families it only helps others to restart.
  if (restart === null || restart.families.length === 0 || gracefulRestartOf(stays) === null) return false;
  const until = end.at.seconds + restart.restartTime;
  return connections.some(
    ({ establishedAt }) =>
      establishedAt !== null && establishedAt.seconds > end.at.seconds && establishedAt.seconds <= until,
  );
}
