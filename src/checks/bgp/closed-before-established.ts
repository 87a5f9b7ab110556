import type { BgpConnection } from '../../model/bgp-session.ts';
import { otherSide } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { times } from '../words.ts';
import { defineSessionCheck, SESSION_DOWN } from './define-session-check.ts';
import { comesUpAnyway, hasGap, isSpare } from './progress.ts';

export const closedBeforeEstablished: Check = defineSessionCheck({
  id: 'bgp/closed-before-established',
  severity: 'error',
  explains: SESSION_DOWN,
  docs: {
    what: 'Both OPENs are seen, then FIN or RST before the session is established, without a NOTIFICATION.',
    why:
      'A side does not like what stands in the OPEN that it received, and hangs up without saying so, against RFC 4271 §6.2. The native mode of MetalLB does it on an AS number that it does not expect ' +
      '(“unexpected peer ASN” in its log). Compare AS number, identifier, hold time and families of the OPEN that the closing side had just received with what is configured there.',
    remedy: [action('set-peer-as', { on: 'SIDE', peer: 'PEER' }), action('read-log', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(4271, '6.2'), rfc(4271, '8.2.2')],
  },
  judge(session) {
    const closed = session.connections.filter(
      (connection) => closesEarly(connection) && !comesUpAnyway(session, connection) && !isSpare(session, connection),
    );
    const last = closed.at(-1);
    if (last === undefined || last.end === null) return [];
    const { opens, end } = last;
    const received = opens[otherSide(end.from)];
    const own = opens[end.from];
    if (received === null || own === null) return [];
    const on = session[end.from].address;
    const peer = session[otherSide(end.from)].address;
    return [
      {
        title: `${on} (AS ${own.as}) ends the connection with ${peer} (AS ${received.as}) by ${end.kind} after both OPENs, without a NOTIFICATION, ${times(closed.length)}.`,
        cause: `Inferred: ${on} does not accept the OPEN of ${peer} (AS ${received.as}, identifier ${received.bgpId}, hold time ${received.holdTime} s); RFC 4271 §6.2 asks for a NOTIFICATION that says why.`,
        remedy: [action('set-peer-as', { on, peer, as: received.as }), action('read-log', { on, peer })],
        evidence: [own.at, received.at, end.at],
        blame: null,
      },
    ];
  },
});

const closesEarly = (connection: BgpConnection): boolean =>
  connection.opens.local !== null &&
  connection.opens.remote !== null &&
  connection.establishedAt === null &&
  connection.end !== null &&
  connection.notifications.length === 0 &&
  !hasGap(connection);
