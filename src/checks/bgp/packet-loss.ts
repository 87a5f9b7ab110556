import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Stall, Transmission } from '../../model/transmission.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list, plural, seconds, times } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, mergeDrafts, type SessionDraft } from './define-session-check.ts';
import { wasLostByHanging } from './hold-timer-expiry.ts';
import { MAX_TTL, NO_GTSM_TTL } from './ttl-mismatch.ts';
import { isUp } from './progress.ts';

const LEAST_SEGMENTS = 5;
const LEAST_SHARE = 0.01;
const LEAST_SLOW_WAITS = 2;
/** As long as a SYN may take to be answered. */
const LOST_SECONDS = 3;

interface Lossy {
  readonly connection: BgpConnection;
  readonly transmission: Transmission;
}

export const packetLoss: Check = defineSessionCheck({
  id: 'bgp/packet-loss',
  severity: 'warning',
  explains: [...AFTER_NOTIFICATION, 'bgp/hold-timer-expired', 'bgp/send-hold-timer-expired'],
  docs: {
    what:
      'On an established connection at least five data segments, and more than one in a hundred, had to be sent again; or one segment waited twice for more than a second. ' +
      'An error where TCP opens and the first message of a side, sent again and again, is never acknowledged.',
    why:
      'Segments, or the acknowledgements of them, get lost on the way: a bad cable or duplex, a queue that overflows, a policer, a flapping link. TCP repairs it at a price: everything behind a lost segment waits, from a fraction of a second to seconds, and the KEEPALIVEs wait with it until a hold timer runs out. ' +
      'What counts was acknowledged in the end, or is still tried when the capture ends. Left out are SYNs, probes (of an idle connection, a closed window, a lost tail), segments that the receiver says it had already (DSACK), and the copies of a packet that a capture on all interfaces shows. ' +
      'Where the handshake passes and the first OPEN never does, something on the way tells them apart: a firewall or a policy that inspects what a connection carries, or a TTL that only the SYN-ACK, which the kernel sends, does without.',
    remedy: [
      action('open-firewall', { on: 'PEER', peer: 'SIDE' }),
      action('raise-ttl', { on: 'SIDE', peer: 'PEER' }),
      action('check-path', { on: 'SIDE', peer: 'PEER' }),
      action('find-the-drops', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(6298, '5'), rfc(8985, '7'), rfc(2883, '4')],
  },
  judge(session) {
    const drafts = SIDES.flatMap((side): SessionDraft[] => {
      const lossy = session.connections.flatMap((connection) => lossOn(session, connection, side) ?? []);
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
    return mergeDrafts([...drafts, ...SIDES.flatMap((side) => neverTaken(session, side))]);
  },
});

/** TCP opened, and not one octet of a side gets over. */
function neverTaken(session: BgpSession, side: Side): SessionDraft[] {
  if (isUp(session)) return [];
  const vain = session.connections.flatMap((connection) => {
    const stuck = firstStuck(connection, side);
    return stuck === null ? [] : [{ connection, stuck }];
  });
  const last = vain.at(-1);
  if (last === undefined || last.connection.openedAt === null) return [];
  const { connection, stuck } = last;
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  const isShort = connection.sides[side].ttl.min === 1;
  const open = connection.opens[side];
  return [
    {
      title: `${peer} never acknowledges ${open === null ? 'what' : 'the OPEN that'} ${on} sends when TCP is open: ${plural(stuck.size, 'octet')}, sent again ${times(stuck.repeats)} in ${seconds(lastingOf(stuck))}${vain.length === 1 ? '' : `; so on ${plural(vain.length, 'connection')}`}.`,
      cause: `The handshake passes, and what follows it does not (RFC 6298 §5). Inferred: a firewall or a policy on the way, or on one of the hosts, drops segments that carry data, or the acknowledgements of them${isShort ? '; or they die at the first router, for their TTL is 1 (RFC 4271 §5.1.3)' : ''}${isFar(connection) ? '; or both have TTL security for fewer hops than lie between them (GTSM, RFC 5082 §3)' : ''}.`,
      remedy: [
        action('open-firewall', { on: peer, peer: on }),
        ...(isShort ? [action('raise-ttl', { on, peer })] : []),
        action('find-the-drops', { on, peer }),
        action('check-path', { on, peer }),
      ],
      evidence: [connection.openedAt, open?.at, stuck.first, stuck.firstRepeat, stuck.lastRepeat].flatMap(
        (at) => at ?? [],
      ),
      blame: null,
      severity: 'error',
    },
  ];
}

/** Both send TTL 255, and what comes has passed routers. */
function isFar({ sides }: BgpConnection): boolean {
  const least = SIDES.map((side) => sides[side].ttl.min);
  return least.includes(MAX_TTL) && least.some((ttl) => ttl > NO_GTSM_TTL && ttl < MAX_TTL);
}

/** Nothing of it was ever acknowledged. */
function firstStuck({ establishedAt, openedAt, sides }: BgpConnection, side: Side): Stall | null {
  const { transmission } = sides[side];
  if (establishedAt !== null || openedAt === null || transmission === null) return null;
  const { stuck, largest } = transmission;
  return stuck !== null && largest === null && lastingOf(stuck) >= LOST_SECONDS ? stuck : null;
}

const lastingOf = ({ first, firstRepeat, lastRepeat }: Stall): number =>
  lastRepeat.seconds - (first ?? firstRepeat).seconds;

function lossOn(session: BgpSession, connection: BgpConnection, side: Side): Lossy | undefined {
  const { transmission } = connection.sides[side];
  if (connection.establishedAt === null || transmission === null) return undefined;
  if (isUp(session) && connection.end === null && isSlow(transmission.stuck)) return { connection, transmission };
  return isMuch(transmission) || isSlow(transmission.slowest) ? { connection, transmission } : undefined;
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

const isSlow = (waits: Stall | null): waits is Stall => waits !== null && waits.slow >= LEAST_SLOW_WAITS;

/** Of what it got over, or what it still tries to. */
const slowestOf = ({ slowest, stuck }: Transmission): Stall | null =>
  isSlow(slowest) ? slowest : isSlow(stuck) ? stuck : null;

function titleOf(transmission: Transmission, on: string, peer: string): string {
  const { repeated, segments } = transmission;
  const slowest = slowestOf(transmission);
  const share = Math.round((repeated / segments) * 100);
  const much = `${plural(repeated, 'segment')} again, where it had ${plural(segments, 'data segment')} to send${share === 0 ? '' : ` (${share} %)`}`;
  const slow =
    slowest === null
      ? ''
      : `one segment of ${plural(slowest.size, 'octet')} ${times(slowest.repeats)}, after up to ${seconds(slowest.longestWait)}`;
  const parts = [...(isMuch(transmission) ? [much] : []), ...(slowest === null ? [] : [slow])];
  return `${on} has to send ${peer} ${list(parts)}.`;
}

function evidenceOf(transmission: Transmission): Moment[] {
  const { examples } = transmission;
  const slowest = slowestOf(transmission);
  const slow = slowest === null ? [] : [slowest.first, slowest.firstRepeat, slowest.lastRepeat];
  return [...examples, ...slow].flatMap((at) => at ?? []);
}
