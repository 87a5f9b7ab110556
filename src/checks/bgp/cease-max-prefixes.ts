import { familyName } from '../../decoders/bgp/families.ts';
import { CeaseSubcode, ErrorCode } from '../../decoders/bgp/registry/notifications.ts';
import type { NotificationDetail } from '../../model/messages-seen.ts';
import { otherSide } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural } from '../words.ts';
import { defineNotificationCheck, titleOf } from './define-notification-check.ts';
import { AFTER_GOODBYE } from './define-session-check.ts';

export const ceaseMaxPrefixes: Check = defineNotificationCheck({
  id: 'bgp/cease-max-prefixes',
  severity: 'error',
  explains: AFTER_GOODBYE,
  docs: {
    what: 'A side sends NOTIFICATION 6/1 (Maximum Number of Prefixes Reached).',
    why:
      'The neighbour announced more prefixes than the sender is configured to take. Many routers then stay down until an operator clears the session (FRR and GoBGP show `Idle (PfxCt)`), and some providers allow as few as ten. ' +
      'On Kubernetes the number grows with nodes, address blocks and services of type LoadBalancer. The data may say which family and which limit.',
    remedy: [
      action('raise-max-prefixes', { on: 'SENDER', peer: 'RECEIVER' }),
      action('announce-less', { on: 'RECEIVER', peer: 'SENDER' }),
      action('restart-session', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(4486, '4'), rfc(4271, '6.7')],
  },
  isIt: ({ code, subcode }) => code === ErrorCode.Cease && subcode === CeaseSubcode.MaximumNumberOfPrefixesReached,
  judge(sent) {
    const { connection, notification, sender, receiver } = sent;
    const family = familyOf(notification.detail);
    const { limit } = notification.detail;
    const routes = connection.sides[otherSide(notification.from)].routes;
    const announced = [...routes].reduce(
      (sum, [name, counts]) => (family === null || name === family ? sum + counts.announced : sum),
      0,
    );
    return {
      title: `${titleOf(sent, sent.times).replace(/\.$/, '')}${limit === undefined ? '' : `: limit ${limit}`}${family === null ? '' : ` for ${family}`}; ${receiver} announced ${plural(announced, 'prefix', 'prefixes')} on that connection.`,
      cause: `${receiver} announces more prefixes than ${sender} is configured to accept (RFC 4486 §4).`,
      remedy: [
        action('raise-max-prefixes', { on: sender, peer: receiver, ...(limit !== undefined && { limit }) }),
        action('announce-less', { on: receiver, peer: sender }),
        action('restart-session', { on: sender, peer: receiver }),
      ],
      blame: null,
    };
  },
});

const familyOf = ({ afi, safi }: NotificationDetail): string | null =>
  afi === undefined || safi === undefined ? null : familyName(afi, safi);
