import type { BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { CommunitySeen } from '../../model/routes.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';

/** Below it the first half is 0. */
const FIRST_OF_AS_1 = 0x1_0000;

export const reservedCommunity: Check = defineSessionCheck({
  id: 'bgp/reserved-community',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'A route carries a community of 65535:* that is no registered well-known one. One of 0:* is only worth knowing.',
    why:
      'The ranges 0:* and 65535:* belong to nobody’s AS. 65535:* holds the well-known communities (NO_EXPORT, BLACKHOLE …), to which more are added: what means nothing today may black-hole the route tomorrow. 0:* is used by ' +
      'internet exchanges (0:AS is “not to that AS”), so it may be meant. The first half of a community should be the AS that defines it. Large communities are never judged.',
    remedy: [action('use-own-community', { on: 'SENDER', peer: 'RECEIVER' })],
    references: [
      rfc(1997, '2'),
      {
        title: 'IANA: BGP Well-known Communities',
        url: 'https://www.iana.org/assignments/bgp-well-known-communities',
      },
    ],
  },
  judge: (session) => SIDES.flatMap((from) => judgeSide(session, from)),
});

function judgeSide(session: BgpSession, from: Side): SessionDraft[] {
  const all = session.connections.flatMap(({ sides }) => sides[from].carried.communities);
  const high = all.filter(({ community }) => community >= FIRST_OF_AS_1);
  const shown = firstOfEach(high.length > 0 ? high : all);
  if (shown.length === 0) return [];
  const on = session[from].address;
  const peer = session[otherSide(from)].address;
  return [
    {
      title: `${on} sends ${peer} ${shown.length === 1 ? 'community' : 'communities'} ${list(shown.map(textOf))}, first with ${shown[0]?.prefix}.`,
      cause:
        high.length > 0
          ? 'The range 65535:* is reserved for well-known communities, and this one is not registered (RFC 1997 §2).'
          : 'The range 0:* is reserved (RFC 1997 §2); some networks use it by agreement.',
      remedy: [action('use-own-community', { on, peer })],
      evidence: shown.map(({ at }) => at),
      blame: on,
      ...(high.length === 0 && { severity: 'info' }),
    },
  ];
}

const textOf = ({ community }: CommunitySeen): string => `${community >>> 16}:${community & 0xffff}`;

const firstOfEach = (seen: readonly CommunitySeen[]): CommunitySeen[] =>
  seen.filter(({ community }, at) => seen.findIndex((other) => other.community === community) === at);
