import type { BgpConnection, BgpSession, IcmpError } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Stall, Transmission } from '../../model/transmission.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural, seconds, times } from '../words.ts';
import { proberOf } from './probes.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, type SessionDraft } from './define-session-check.ts';

type Largest = NonNullable<Transmission['largest']>;

/** Segments of one side that are too large for the path. */
interface Hole {
  readonly connection: BgpConnection;
  /** Captured before they are dropped, or behind the place where they are. */
  readonly stuck: Stall | null;
  readonly lost: Transmission['lost'];
  readonly largest: Largest;
  /** The last one that tells the sender so. */
  readonly icmp: IcmpError | undefined;
}

/** Two repeats may get lost by chance. */
const REPEATS = 3;
/** In so long a timer has run out four times, doubled each time (RFC 6298 §5.5). */
const LOST_SECONDS = 3;
/** TCP options take up to so many octets of a segment that is full (RFC 9293 §3.1). */
const MAX_OPTIONS = 40;
/** Where no SYN tells the MSS: every path takes packets of 1280 octets with IPv6, nearly all do with IPv4. */
const LARGE = 1200;

export const mtuBlackHole: Check = defineSessionCheck({
  id: 'bgp/mtu-black-hole',
  severity: 'error',
  explains: [...AFTER_NOTIFICATION, 'bgp/hold-timer-expired', 'bgp/send-hold-timer-expired', 'bgp/packet-loss'],
  docs: {
    what: 'Full-size TCP segments are sent again and again and never acknowledged, while small packets of the same side get through.',
    why:
      'Something on the way takes only smaller packets, and the sender never learns it: the ICMP error “fragmentation needed” (ICMPv6 “packet too big”) that path MTU discovery waits for is filtered, or never sent. OPEN and KEEPALIVE are small, so the session comes up; ' +
      'the first full UPDATE hangs, nothing behind it is delivered, and the hold timer ends the session, again and again. With few routes it works, which misleads. The finding names the largest segment that was acknowledged and the smallest that was not, in octets of TCP payload: ' +
      'the limit lies between them. That small packets get through meanwhile shows in selective acknowledgements of what was sent behind, or in a peer that goes on talking and repeats nothing. Segments that are captured larger than the MSS are cut after the capture (offload) and prove nothing. ' +
      'Pings of `--probe` find the limit too; many routers drop large pings, so alone they are worth knowing only.',
    remedy: [
      action('fix-mtu', { on: 'SIDE', peer: 'PEER' }),
      action('let-icmp-through', { on: 'SIDE', peer: 'PEER' }),
      action('clamp-mss', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(2923, '2.1'), rfc(1191, '3'), rfc(8201, '4'), rfc(4821, '1')],
  },
  ofProbe: { part: 'path', draft: ofProbe, isNews: (session, probe) => !isRefuted(session, probe) },
  judge: (session) =>
    SIDES.flatMap((side): SessionDraft[] => {
      const holes = session.connections.flatMap((connection) => holeOn(session, connection, side) ?? []);
      const last = holes.at(-1);
      if (last === undefined) return [];
      const on = session[side].address;
      const peer = session[otherSide(side)].address;
      const { connection, stuck, lost, largest, icmp } = last;
      const octets = stuck === null ? undefined : stuck.size;
      return [
        {
          title: `${titleOf(last, on, peer)}${holes.length === 1 ? '' : ` So on ${plural(holes.length, 'connection')}.`}`,
          cause: `${causeOf(last, on, peer)}${whereOf(last, side, peer)}`,
          remedy: [
            action('fix-mtu', { on, peer, ...(octets !== undefined && { octets }) }),
            action('let-icmp-through', { on, peer }),
            action('clamp-mss', { on, peer }),
          ],
          evidence: [
            largest.sent,
            largest.acknowledged,
            stuck?.first,
            stuck?.firstRepeat,
            stuck?.passed,
            stuck?.lastRepeat,
            lost?.since,
            lost?.until,
            icmp?.at,
            connection.end?.at,
          ].flatMap((at) => at ?? []),
          blame: null,
        },
      ];
    }),
});

function holeOn({ icmp }: BgpSession, connection: BgpConnection, side: Side): Hole | undefined {
  const { transmission } = connection.sides[side];
  if (transmission === null || transmission.largest === null) return undefined;
  const { largest } = transmission;
  const told = icmp.findLast(
    ({ kind, quotes, at }) => kind === 'too-big' && quotes === side && at.seconds >= connection.first.seconds,
  );
  const stuck = stuckOf(transmission, largest, told);
  const lost = stuck === null ? lostOf(transmission, largest) : null;
  return stuck === null && lost === null ? undefined : { connection, stuck, lost, largest, icmp: told };
}

function stuckOf(transmission: Transmission, largest: Largest, icmp: IcmpError | undefined): Stall | null {
  const { stuck } = transmission;
  if (stuck === null || stuck.repeats < REPEATS || stuck.size <= largest.size) return null;
  return icmp !== undefined || (stuck.passed !== null && isFull(transmission, stuck.size)) ? stuck : null;
}

const isFull = ({ mss }: Transmission, size: number): boolean =>
  mss === null ? size >= LARGE : size <= mss && size >= mss - MAX_OPTIONS;

/** What follows came through, and so do acknowledgements: only what fills whole segments does not. */
function lostOf({ lost, mss }: Transmission, largest: Largest): Transmission['lost'] {
  if (lost === null || mss === null) return null;
  const isWhole = lost.octets >= mss - MAX_OPTIONS && largest.size < mss - MAX_OPTIONS;
  return isWhole && lost.until.seconds - lost.since.seconds >= LOST_SECONDS ? lost : null;
}

function whereOf({ connection }: Hole, side: Side, peer: string): string {
  const { reach } = connection.sides[side];
  if (reach === undefined || reach.lost === 0) return '';
  return ` What is dropped is dropped between the two captures: ${plural(reach.lost, 'octet')} never come to ${peer}, ${reach.source} lacks them.`;
}

function titleOf({ stuck, lost, largest, icmp }: Hole, on: string, peer: string): string {
  const told =
    icmp === undefined
      ? 'no ICMP error about it was captured'
      : `${icmp.sender} answers with ICMP “${icmp.name}”${icmp.mtu === null ? '' : `, MTU ${icmp.mtu}`}`;
  const most = `the largest that was acknowledged has ${largest.size}, and ${told}.`;
  if (stuck !== null) {
    const span = seconds(stuck.lastRepeat.seconds - (stuck.first ?? stuck.firstRepeat).seconds);
    return `${on} sends ${peer} a segment of ${plural(stuck.size, 'octet')} again ${times(stuck.repeats)} in ${span}, never acknowledged; ${most}`;
  }
  if (lost === null) return '';
  const span = seconds(lost.until.seconds - lost.since.seconds);
  return `${plural(lost.octets, 'octet')} of ${on} to ${peer} never show, and ${peer} acknowledges nothing behind them, while for ${span} smaller packets come; of segments ${most}`;
}

function causeOf(hole: Hole, on: string, peer: string): string {
  const { connection, stuck, largest, icmp } = hole;
  const { mss } = connection.sides.local.transmission ?? connection.sides.remote.transmission ?? { mss: null };
  const agreed = mss === null ? '' : ` (the MSS is ${mss})`;
  const not = stuck === null ? ', and no full segment' : `, and not ${stuck.size}`;
  const limit = `Inferred: on the way from ${on} to ${peer} the MTU is smaller than both ends believe${agreed}: it lets ${largest.size} octets of TCP payload pass${not}`;
  const passed =
    stuck === null || stuck.passed === null
      ? ''
      : ` That small packets passed meanwhile shows in frame ${stuck.passed.frame}, which ${stuck.passed.text}.`;
  return icmp === undefined
    ? `${limit}. What should tell ${on} so is filtered or never sent (RFC 2923 §2.1).${passed}`
    : `${limit}. ${icmp.sender} says so, and ${on} goes on with segments as large: the ICMP error gets as far as the capture and not into its TCP (RFC 1191 §3); a firewall behind it, most likely its own, drops it.${passed}`;
}

/** Many routers drop large pings, or all but few: alone they are worth knowing, no more. */
function ofProbe(probe: ProbeSeen): SessionDraft | null {
  const { path, peer } = probe;
  if (path === null || path.silent === null || path.answered === null) return null;
  const on = proberOf(probe);
  return {
    severity: 'info',
    title: `Pings of ${on} to ${peer} are answered up to packets of ${path.answered} octets, of ${path.silent} none, and no ICMP error says so.`,
    cause: `Inferred: the MTU on the way is ${path.answered}, and what should tell ${on} so is filtered or never sent (RFC 2923 §2.1); or something on the way drops large pings alone. The first UPDATE that fills a segment would show which.`,
    remedy: [
      action('fix-mtu', { on, peer }),
      action('let-icmp-through', { on, peer }),
      action('clamp-mss', { on, peer }),
    ],
    evidence: [path.at],
    blame: null,
  };
}

/** Of IPv4 and TCP without options. */
const LEAST_HEADERS = 40;

/** A larger segment was acknowledged: then what is dropped are pings. */
function isRefuted({ connections }: BgpSession, { path }: ProbeSeen): boolean {
  const silent = path?.silent ?? Number.POSITIVE_INFINITY;
  return connections.some(({ sides }) =>
    SIDES.some((side) => (sides[side].transmission?.largest?.size ?? 0) + LEAST_HEADERS >= silent),
  );
}
