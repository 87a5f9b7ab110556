import type { BgpConnection, BgpSession } from '../../model/bgp-session.ts';
import type { Moment } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { times } from '../words.ts';
import { defineSessionCheck } from './define-session-check.ts';
import { isCollision, overlap } from './progress.ts';

export const connectionCollision: Check = defineSessionCheck({
  id: 'bgp/connection-collision',
  severity: 'info',
  explains: [],
  docs: {
    what: 'NOTIFICATION 6/7 (Connection Collision Resolution), or two connections of one pair overlap.',
    why:
      'Both sides dialled at the same time; one connection is closed and the other goes on. That is normal, as it happens once and the session comes up. When it repeats while the session is up, look for a second speaker behind the ' +
      'same address (MetalLB beside Calico): bgp/duplicate-speaker.',
    remedy: [action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(4271, '6.8'), rfc(4486, '4')],
  },
  judge(session) {
    const refused = session.connections.flatMap(({ notifications }) => notifications.filter(isCollision));
    const pairs = overlaps(session);
    const evidence: readonly Moment[] =
      refused.length > 0 ? refused.map(({ at }) => at) : pairs.flat().map(({ openedAt, first }) => openedAt ?? first);
    if (evidence.length === 0) return [];
    const on = session.local.address;
    const peer = session.remote.address;
    const said =
      refused.length === 0 ? '' : `; NOTIFICATION 6/7 (Connection Collision Resolution) ${times(refused.length)}`;
    return [
      {
        title: `${on} and ${peer} have two connections at the same time${pairs.length < 2 ? '' : `, ${times(pairs.length)}`}${said}.`,
        cause:
          'Both dialled, and one of the two connections is closed: the one whose opener has the lower BGP identifier (RFC 4271 §6.8).',
        remedy: [action('nothing-if-intended', { on, peer })],
        evidence,
        blame: null,
      },
    ];
  },
});

/** Each connection with the one opened before it. */
function overlaps({ connections }: BgpSession): (readonly [BgpConnection, BgpConnection])[] {
  return connections.flatMap((connection, index) => {
    const earlier = connections.slice(0, index).findLast((other) => overlap(other, connection));
    return earlier === undefined ? [] : [[earlier, connection] as const];
  });
}
