import { attributeName } from '../../decoders/bgp/registry/attributes.ts';
import { ErrorCode, UpdateSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { NotificationSeen } from '../../model/evidence.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineNotificationCheck, titleOf } from './define-notification-check.ts';

export const updateError: Check = defineNotificationCheck({
  id: 'bgp/update-error',
  severity: 'error',
  docs: {
    what: 'A side sends NOTIFICATION 3/x (UPDATE Message Error).',
    why:
      'The sender met an UPDATE that it cannot take, and ended the whole session for it; newer speakers drop only the routes concerned (RFC 7606). The finding points at the message before it, and at the attribute that the ' +
      'data quotes. A path of 4-octet AS numbers sent to a speaker that did not announce capability 65 gives 3/11, as does an AS_SET that it does not want. The session mostly comes back and falls again over the same UPDATE.',
    remedy: [
      action('filter-the-route', { on: 'RECEIVER', peer: 'SENDER' }),
      action('fix-the-sender', { on: 'RECEIVER', peer: 'SENDER' }),
      action('upgrade-for-rfc-7606', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(4271, '6.3'), rfc(7606, '2'), rfc(6793, '4.2.2')],
  },
  isIt: ({ code }) => code === ErrorCode.UpdateMessageError,
  judge(sent) {
    const { notification, sender, receiver, subcode } = sent;
    const attribute = attributeOf(notification);
    const update = notification.answers;
    const about = attribute === null ? '' : ` about attribute ${attribute} (${attributeName(attribute)})`;
    const after = update === null ? '' : `, after the message of ${receiver} in frame ${update.frame}`;
    return {
      title: `${titleOf(sent, sent.times).replace(/\.$/, '')}${about}${after}.`,
      cause: `${REASONS[subcode] ?? 'The sender does not accept an UPDATE.'} (RFC 4271 §6.3)`,
      remedy: [
        action('filter-the-route', { on: receiver, peer: sender }),
        action('fix-the-sender', { on: receiver, peer: sender }),
        action('upgrade-for-rfc-7606', { on: sender, peer: receiver }),
      ],
      evidence: update === null ? [] : [update],
      blame: null,
    };
  },
});

const REASONS: Readonly<Record<number, string>> = {
  [UpdateSubcode.MalformedAttributeList]:
    'The lengths of the UPDATE do not add up, or an attribute stands there twice.',
  [UpdateSubcode.UnrecognizedWellKnownAttribute]:
    'An attribute is marked as well-known and the sender does not know it.',
  [UpdateSubcode.MissingWellKnownAttribute]: 'ORIGIN, AS_PATH or NEXT_HOP is missing, or LOCAL_PREF in iBGP.',
  [UpdateSubcode.AttributeFlagsError]: "An attribute's flags do not fit its type.",
  [UpdateSubcode.AttributeLengthError]: "An attribute's length does not fit its type.",
  [UpdateSubcode.InvalidOriginAttribute]: 'ORIGIN is none of IGP, EGP and INCOMPLETE.',
  [UpdateSubcode.InvalidNextHopAttribute]:
    'NEXT_HOP is no address that can be a next hop: loopback, multicast, or of the receiver itself.',
  [UpdateSubcode.OptionalAttributeError]:
    'An optional attribute, often MP_REACH_NLRI of a family that was not negotiated, has a value that does not fit.',
  [UpdateSubcode.InvalidNetworkField]:
    'A prefix is longer than its family allows, or cannot be read: ADD-PATH or a family that only one side uses looks so.',
  [UpdateSubcode.MalformedAsPath]:
    'AS_PATH cannot be read, or its first AS is not the neighbour. Inferred where only one side announced capability 65: its numbers have the wrong width (RFC 6793 §4.2.2).',
};

/** Its type, from the data: the attribute from its flags on, or of a missing one only the type (RFC 4271 §6.3). */
function attributeOf({ subcode, data }: NotificationSeen): number | null {
  const at = subcode === UpdateSubcode.MissingWellKnownAttribute ? 0 : 1;
  return data[at] ?? null;
}
