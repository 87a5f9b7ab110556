import type { BgpConnection } from '../../model/bgp-session.ts';
import { otherSide, type Side } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural, seconds, times } from '../words.ts';
import { defineSessionCheck, SESSION_DOWN } from './define-session-check.ts';
import { silenceOn } from './first-words.ts';
import { wasLostToSilence } from './hold-timer-expiry.ts';
import { comesUpAnyway } from './progress.ts';

export const noOpen: Check = defineSessionCheck({
  id: 'bgp/no-open',
  severity: 'error',
  explains: [...SESSION_DOWN, 'bgp/hold-timer-expired'],
  docs: {
    what: 'TCP opens and stays, and one side sends no OPEN for 10 s, or until the connection ends.',
    why:
      "TCP is the kernel's: it accepts, and acknowledges the other side's OPEN, though the daemon behind the port hangs, is stopped or waits. Or what listens there is no BGP speaker: a proxy, a load balancer, " +
      'a port forward. RFC 4271 §8.2.2 has the OPEN sent as soon as TCP is open (DelayOpen apart). The one that waits gives up with NOTIFICATION 4/0 after its large hold time (4 minutes), which is shown here as evidence. Who dials, says nothing and hangs up may be telnet: then it is only worth knowing.',
    remedy: [
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
      action('check-process', { on: 'SIDE', peer: 'PEER' }),
      action('raise-ttl', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '8.2.2'), rfc(4271, '4.2'), rfc(4271, '5.1.3')],
  },
  judge(session) {
    const seen = session.connections.flatMap((connection) => {
      const silence = silenceOn(connection, session.captureEnd);
      return silence?.kind === 'no-open' && !comesUpAnyway(session, connection) ? [{ connection, silence }] : [];
    });
    const last = seen.at(-1);
    const side = last?.silence.sides[0];
    if (last === undefined || side === undefined || last.connection.openedAt === null) return [];
    const { connection, silence } = last;
    const on = session[side].address;
    const peer = session[otherSide(side)].address;
    const both = silence.sides.length > 1;
    const open = connection.opens[otherSide(side)];
    // Who dialled and never sent an octet is telnet or a probe, for all one knows.
    const isProbe = session.state === 'unknown';
    const isHurried = !both && !isProbe && leavesNoTime(connection, side, silence.seconds);
    const hops = both || isProbe ? 0 : hopsFrom(connection, side);
    return [
      {
        title: both
          ? `TCP between ${on} and ${peer} is open for ${seconds(silence.seconds)}, and neither sends an OPEN.`
          : `${on} sends no OPEN in the ${seconds(silence.seconds)} that TCP with ${peer} is open, ${times(seen.length)}.`,
        cause: isHurried
          ? `The OPEN is due as soon as TCP is open (RFC 4271 §8.2.2), but ${peer} hangs up itself before there was time for an answer. Inferred: its BGP process was ended or restarted, or something on the way resets the connection.`
          : `The OPEN is due as soon as TCP is open (RFC 4271 §8.2.2). Inferred: ${isProbe ? `${on} dialled, sent nothing and hung up: telnet, or a probe` : `the BGP process of ${both ? 'both' : on} hangs or waits, or something else listens on the port`}${hops === 0 ? '' : `; or, since it is ${plural(hops, 'router')} away by the TTL of its packets, its OPEN goes out with TTL 1 and dies on the way (RFC 4271 §5.1.3)`}.`,
        remedy: [
          ...(isProbe ? [action('nothing-if-intended', { on, peer })] : []),
          isHurried ? action('check-process', { on: peer, peer: on }) : action('check-process', { on, peer }),
          ...(hops === 0 ? [] : [action('raise-ttl', { on, peer })]),
          isHurried ? action('read-log', { on: peer, peer: on }) : action('read-log', { on, peer }),
        ],
        evidence: [
          connection.openedAt ?? connection.first,
          ...(open === null ? [] : [open.at]),
          ...connection.notifications.map(({ at }) => at),
          ...(connection.end === null ? [] : [connection.end.at]),
        ],
        blame: both || isProbe || isHurried ? null : on,
        // What hung while the session was up takes the next connections, and is as silent there.
        ...((isProbe || wasLostToSilence(session, side)) && { severity: 'info' }),
      },
    ];
  },
});

const LEAST_SECONDS = 1;

/** The other side hangs up at once, and not for what it got. */
function leavesNoTime({ end, sides }: BgpConnection, side: Side, lasted: number): boolean {
  const isSilent = Object.values(sides[side].messages).every((count) => count === 0);
  return isSilent && lasted < LEAST_SECONDS && end?.from === otherSide(side);
}

/** What systems begin with. */
const FIRST_TTLS = [64, 128, 255];

/** Routers between the side and the capture, by the TTL of what its kernel sends. */
function hopsFrom({ sides }: BgpConnection, side: Side): number {
  const { max } = sides[side].ttl;
  const first = FIRST_TTLS.find((ttl) => ttl >= max);
  return first === undefined || first - max > MOST_HOPS ? 0 : first - max;
}

/** More is a speaker that sets a small TTL itself. */
const MOST_HOPS = 30;
