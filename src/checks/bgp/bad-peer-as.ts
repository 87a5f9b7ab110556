import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { otherSide } from '../../model/moment.ts';
import { AS_TRANS } from '../../net/asn.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineNotificationCheck, titleOf } from './define-notification-check.ts';
import { offers } from './refused-open.ts';

const MOST_IN_TWO_OCTETS = 65_535;

export const badPeerAs: Check = defineNotificationCheck({
  id: 'bgp/bad-peer-as',
  severity: 'error',
  docs: {
    what: 'A side sends NOTIFICATION 2/2 (Bad Peer AS).',
    why:
      'The AS number in the OPEN is not the one that the objecting side is configured to expect of this neighbour. Which of the two is wrong the capture cannot know: it shows both numbers as sent, and who objects. ' +
      'On Calico mind that the asNumber of a BGPPeer is the *remote* one; the own one stands in BGPConfiguration or on the Node. AS 23456 (AS_TRANS) stands for a number that does not fit into two octets, ' +
      'from a speaker that has not sent capability 65.',
    remedy: [
      action('set-peer-as', { on: 'SENDER', peer: 'RECEIVER' }),
      action('set-local-as', { on: 'RECEIVER', peer: 'SENDER' }),
    ],
    references: [rfc(4271, '6.2'), rfc(6793, '4.2')],
  },
  isIt: ({ code, subcode }) => code === ErrorCode.OpenMessageError && subcode === OpenSubcode.BadPeerAs,
  judge(sent) {
    const { connection, notification, sender, receiver } = sent;
    const refused = connection.opens[otherSide(notification.from)];
    const own = connection.opens[notification.from];
    const as = refused?.as ?? notification.detail.as;
    return {
      title: `${titleOf({ ...sent, sender: named(sender, own?.as), receiver: named(receiver, as) }, sent.times)}`,
      cause:
        `${sender} expects another AS number of ${receiver} than ${as ?? 'the one that it sends'} (RFC 4271 §6.2).` +
        (refused !== null && isTrans(refused)
          ? ` 23456 (AS_TRANS) stands for a 4-octet number: ${receiver} sends no capability 65, so its own number is lost (RFC 6793 §4.2).`
          : '') +
        (own !== null && as !== undefined && as > MOST_IN_TWO_OCTETS && !offers(own, CapabilityCode.FOUR_OCTET_AS)
          ? ` ${sender} does not announce 4-octet AS numbers: if it does not know them, it reads ${AS_TRANS} (AS_TRANS), and that is what to configure there (RFC 6793 §9).`
          : ''),
      remedy: [
        action('set-peer-as', { on: sender, peer: receiver, ...(as !== undefined && { as }) }),
        action('set-local-as', { on: receiver, peer: sender }),
      ],
      evidence: [own, refused].flatMap((open) => open?.at ?? []),
      blame: null,
    };
  },
});

const named = (address: string, as: number | undefined): string =>
  as === undefined ? address : `${address} (AS ${as})`;

const isTrans = (open: OpenSeen): boolean => open.as === AS_TRANS && !offers(open, CapabilityCode.FOUR_OCTET_AS);
