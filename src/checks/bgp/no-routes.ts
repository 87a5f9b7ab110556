import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list, seconds } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';
import { hasGap, lastEstablished, untilOf } from './progress.ts';

/** Longer than any daemon waits before it announces. */
const ENOUGH_SECONDS = 30;
/** A route may follow close behind the End-of-RIB of an empty table. */
const AFTER_END_OF_RIB_SECONDS = 2;

export const noRoutes: Check = defineSessionCheck({
  id: 'bgp/no-routes',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'The session has been up for 30 s, or End-of-RIB was sent, and the cluster side has announced no route in any family. The silence of the router is only worth knowing, as is any where the capture does not tell which side is the cluster.',
    why:
      'The session is fine and nothing is reachable by it. On the cluster side nothing is selected for announcement: a CiliumBGPAdvertisement without `selector`, or whose labels the peer config does not select; no BGPAdvertisement for the ' +
      "address pool; a BGPFilter that rejects all; or, on FRR, eBGP without a policy, which sends and accepts nothing (RFC 8212; FRR shows `(Policy)`, which the other side's capture cannot); or, on BIRD, a graceful restart that waits for a neighbour that is gone (`birdc show status` says so). " +
      'A router that announces nothing to a cluster is normal: most clusters use its address as default gateway and import no route.',
    remedy: [
      action('announce-routes', { on: 'SIDE', peer: 'PEER' }),
      action('allow-by-policy', { on: 'SIDE', peer: 'PEER' }),
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '9.2'), rfc(8212, '2'), rfc(4724, '2')],
  },
  judge(session) {
    const up = lastEstablished(session);
    if (up === undefined || up.opens.local === null || up.opens.remote === null || hasGap(up)) return [];
    return SIDES.flatMap((side) => judgeSide(session, up, side));
  },
});

function judgeSide(session: BgpSession, connection: BgpConnection, side: Side): SessionDraft[] {
  const { opens, establishedAt, sides } = connection;
  const { routes, lastUpdate, carried } = sides[side];
  const announced = [...routes.values()].some((counts) => counts.announced > 0);
  if (establishedAt === null || (announced && !carried.onlyReturns)) return [];
  const until = connection.end === null ? session.captureEnd : untilOf(connection).seconds;
  const up = until - establishedAt.seconds;
  const ended = [...routes].flatMap(([family, { endOfRib }]) => (endOfRib ? [family] : []));
  const isOver = ended.length > 0 && lastUpdate !== null && until - lastUpdate.seconds >= AFTER_END_OF_RIB_SECONDS;
  if (up < ENOUGH_SECONDS && !isOver) return [];
  const on = session[side].address;
  const peer = session[otherSide(side)].address;
  const isCluster = side === 'local' && !session.localInferred;
  const nothing = announced ? `no route but those of ${peer} itself` : 'no route';
  const silence = isOver ? `End-of-RIB for ${list(ended)} and ${nothing}` : nothing;
  return [
    {
      title: `${on} sends ${peer} ${silence} in the ${seconds(up)} since the session came up.`,
      cause: causeOf(session, side, on),
      remedy: isCluster ? announce(on, peer) : [action('nothing-if-intended', { on, peer }), ...announce(on, peer)],
      evidence: [opens[side]?.at, establishedAt, isOver ? { ...lastUpdate, text: 'End-of-RIB' } : null].flatMap(
        (at) => at ?? [],
      ),
      blame: isCluster ? on : null,
      severity: isCluster ? 'warning' : 'info',
    },
  ];
}

const announce = (on: string, peer: string): Action[] => [
  action('announce-routes', { on, peer }),
  action('allow-by-policy', { on, peer }),
];

function causeOf({ localInferred }: BgpSession, side: Side, on: string): string {
  if (localInferred)
    return `Inferred: nothing is selected for announcement, or a policy holds it back (RFC 8212 §2: eBGP without one sends nothing). The capture does not tell which side is the cluster's: of a router this is normal.`;
  if (side === 'remote')
    return 'A router that announces nothing to a cluster is normal, unless the cluster imports routes.';
  return `Inferred: nothing is selected for announcement on ${on}, or a policy holds it back (RFC 8212 §2: eBGP without one sends nothing).`;
}
