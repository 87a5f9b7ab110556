/** One speaker at several addresses of its host: where it is refused from one, its other sessions tell which is configured. */
import type { BgpSession } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { type Moment, otherSide, type Side, SIDES } from '../../model/moment.ts';
import { isUp, lastEstablished } from './progress.ts';

/** How a side dials last, in vain. */
interface Dial {
  readonly session: BgpSession;
  readonly from: string;
  readonly to: string;
  readonly open: OpenSeen | null;
  readonly at: Moment;
}

interface OtherAddress {
  readonly address: string;
  readonly at: readonly Moment[];
}

export interface Sought extends OtherAddress {
  /** Who dials it: who hangs up, or another address of its host. */
  readonly by: string;
}

const dialOf = (session: BgpSession, side: Side): Dial[] => {
  const last = session.connections.findLast(({ openedBy }) => openedBy === side);
  if (last === undefined || session.state !== 'failed') return [];
  if (session.connections.some(({ establishedAt }) => establishedAt !== null)) return [];
  const at = last.sides[side].syn?.at ?? last.first;
  return [{ session, from: session[side].address, to: session[otherSide(side)].address, open: last.opens[side], at }];
};

/** The same speaker, by AS and identifier, is up with the side that refuses it, from another address. */
export function upFrom(
  session: BgpSession,
  by: Side,
  open: OpenSeen | null,
  all: readonly BgpSession[],
): OtherAddress | null {
  if (open === null) return null;
  for (const other of all) {
    if (other === session || !isUp(other)) continue;
    for (const side of SIDES) {
      const sent = lastEstablished(other)?.opens[side];
      if (sent?.as !== open.as || sent.bgpId !== open.bgpId) continue;
      if (other[otherSide(side)].address === session[by].address)
        return { address: other[side].address, at: [sent.at] };
    }
  }
  return null;
}

/**
 * What the side that hangs up has for its neighbour: another address of the same host, which it dials in vain. That it is
 * of the same host is known where it was captured there, or where it is the identifier of who is refused.
 */
export function soughtBy(session: BgpSession, by: Side, all: readonly BgpSession[]): Sought | null {
  const others = all.filter((each) => each !== session);
  const [own] = dialOf(session, otherSide(by));
  const named = others
    .flatMap((each) => SIDES.flatMap((side) => dialOf(each, side)))
    .find((dial) => own && isSought(own, dial));
  if (named !== undefined) return { by: named.from, address: named.to, at: [named.at] };
  if (by === 'local' || session.localInferred) return null;
  const captured = others
    .filter((each) => each.remote.address === session.remote.address && !each.localInferred)
    .flatMap((each) => dialOf(each, 'remote'))
    .find(({ to }) => to !== session.local.address);
  return captured === undefined ? null : { by: captured.from, address: captured.to, at: [captured.at] };
}

/** The session whose attempts fail because the host that refuses this one dials from the wrong address. */
export function causeElsewhere(session: BgpSession, by: Side, all: readonly BgpSession[]): BgpSession | null {
  const [own] = dialOf(session, otherSide(by));
  if (own === undefined) return null;
  const cause = all
    .filter((each) => each !== session)
    .flatMap((each) => SIDES.flatMap((side) => dialOf(each, side)))
    .find((dial) => isSought(dial, own) && (!isSought(own, dial) || dial.session.id < session.id));
  return cause?.session ?? null;
}

/** `back` is dialled at the identifier of who dials `dial`, by whom that does not take it. */
function isSought(dial: Dial, back: Dial): boolean {
  return (
    dial.open?.bgpId === back.to && dial.from !== back.to && (back.from === dial.to || back.open?.bgpId === dial.to)
  );
}
