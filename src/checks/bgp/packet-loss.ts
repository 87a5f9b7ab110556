import {
  type BgpConnection,
  type Moment,
  otherSide,
  type Side,
  SIDES,
  type Transmission,
} from '../../model/evidence.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list, plural, seconds, times } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, mergeDrafts, type SessionDraft } from './define-session-check.ts';
import { wasLostByHanging } from './hold-timer-expired.ts';

const LEAST_SEGMENTS = 5;
const LEAST_SHARE = 0.01;
const LEAST_SLOW_WAITS = 2;

interface Lossy {
  readonly connection: BgpConnection;
  readonly transmission: Transmission;
}

export const packetLoss: Check = defineSessionCheck({
  id: 'bgp/packet-loss',
  severity: 'warning',
  explains: [...AFTER_NOTIFICATION, 'bgp/hold-timer-expired', 'bgp/send-hold-timer-expired'],
  docs: {
    what: 'On an established connection at least five data segments, and more than one in a hundred, had to be sent again; or one segment waited twice for more than a second.',
    why:
      'Segments, or the acknowledgements of them, get lost on the way: a bad cable or duplex, a queue that overflows, a policer, a flapping link. TCP repairs it at a price: everything behind a lost segment waits, from a fraction of a second to seconds, and the KEEPALIVEs wait with it until a hold timer runs out. ' +
      'What counts was acknowledged in the end. Left out are SYNs, probes (of an idle connection, a closed window, a lost tail), segments that the receiver says it had already (DSACK), and the copies of a packet that a capture on all interfaces shows.',
    remedy: [
      action('check-path', { on: 'SIDE', peer: 'PEER' }),
      action('find-the-drops', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(6298, '5'), rfc(8985, '7'), rfc(2883, '4')],
  },
  judge(session) {
    const drafts = SIDES.flatMap((side): SessionDraft[] => {
      const lossy = session.connections.flatMap((connection) => lossOn(connection, side) ?? []);
      const last = lossy.at(-1);
      if (last === undefined) return [];
      const on = session[side].address;
      const peer = session[otherSide(side)].address;
      return [
        {
          title: `${titleOf(last.transmission, on, peer)}${lossy.length === 1 ? '' : ` So on ${plural(lossy.length, 'connection')}.`}`,
          cause: `TCP sends again what is not acknowledged in time (RFC 6298 §5). Inferred: ${whereOf(last, side, on, peer)}`,
          remedy: [action('check-path', { on, peer }), action('find-the-drops', { on, peer })],
          evidence: evidenceOf(last.transmission),
          blame: null,
          ...(wasLostByHanging(session) && { severity: 'info' }),
        },
      ];
    });
    return mergeDrafts(drafts);
  },
});

function lossOn(connection: BgpConnection, side: Side): Lossy | undefined {
  const { transmission } = connection.sides[side];
  if (connection.establishedAt === null || transmission === null) return undefined;
  return isMuch(transmission) || isSlow(transmission) ? { connection, transmission } : undefined;
}

/** A segment that was captured where it left, and comes behind its followers at the other end, was lost in between. */
function whereOf({ connection, transmission }: Lossy, side: Side, on: string, peer: string): string {
  const { reach } = connection.sides[side];
  if (reach === undefined || reach.repeated === 0 || transmission.repeated === 0)
    return 'packets between the two get lost, in the direction of the data or of its acknowledgements.';
  return `the data get lost on the way from ${on} to ${peer}, between the two captures: in ${reach.source} ${plural(reach.repeated, 'segment')} of them come behind what was sent after them.`;
}

const isMuch = ({ repeated, segments }: Transmission): boolean =>
  repeated >= LEAST_SEGMENTS && repeated > segments * LEAST_SHARE;

const isSlow = ({ slowest }: Transmission): boolean => slowest !== null && slowest.slow >= LEAST_SLOW_WAITS;

function titleOf(transmission: Transmission, on: string, peer: string): string {
  const { repeated, segments, slowest } = transmission;
  const share = Math.round((repeated / segments) * 100);
  const much = `${plural(repeated, 'segment')} again, where it had ${plural(segments, 'data segment')} to send${share === 0 ? '' : ` (${share} %)`}`;
  const slow =
    slowest === null
      ? ''
      : `one segment of ${plural(slowest.size, 'octet')} ${times(slowest.repeats)}, after up to ${seconds(slowest.longestWait)}`;
  const parts = [...(isMuch(transmission) ? [much] : []), ...(isSlow(transmission) ? [slow] : [])];
  return `${on} has to send ${peer} ${list(parts)}.`;
}

function evidenceOf(transmission: Transmission): Moment[] {
  const { examples, slowest } = transmission;
  const slow =
    slowest === null || !isSlow(transmission) ? [] : [slowest.first, slowest.firstRepeat, slowest.lastRepeat];
  return [...examples, ...slow].flatMap((at) => at ?? []);
}
