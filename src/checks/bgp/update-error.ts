import { AttributeFlag, AttributeType, attributeName } from '../../decoders/bgp/registry/attributes.ts';
import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { ErrorCode, UpdateSubcode } from '../../decoders/bgp/registry/notifications.ts';
import { scanAsPath, WELL_FORMED } from '../../decoders/bgp/scan-as-path.ts';
import { createUpdateScan } from '../../decoders/bgp/scan-result.ts';
import type { BlamedSeen, NotificationSeen, OpenSeen } from '../../model/messages-seen.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineNotificationCheck, titleOf } from './define-notification-check.ts';
import type { Sent } from './sent.ts';

export const updateError: Check = defineNotificationCheck({
  id: 'bgp/update-error',
  severity: 'error',
  docs: {
    what: 'A side sends NOTIFICATION 3/x (UPDATE Message Error).',
    why:
      'The sender met an UPDATE that it cannot take, and ended the whole session for it; newer speakers drop only the routes concerned (RFC 7606). The finding points at the UPDATE that holds what ' +
      'the NOTIFICATION quotes, or breaks the format in that way, else at the last one before it; and at the attribute. A path of 4-octet AS numbers sent to a speaker that did not announce capability 65 gives 3/11, as does an AS_SET that it does not want. The session mostly comes back and falls again over the same UPDATE.',
    remedy: [
      action('enable-four-octet-as', { on: 'SENDER', peer: 'RECEIVER' }),
      action('fix-the-sender', { on: 'RECEIVER', peer: 'SENDER' }),
      action('upgrade-for-rfc-7606', { on: 'SENDER', peer: 'RECEIVER' }),
      action('filter-the-route', { on: 'RECEIVER', peer: 'SENDER' }),
    ],
    references: [rfc(4271, '6.3'), rfc(7606, '2'), rfc(6793, '4.2.2')],
  },
  isIt: ({ code }) => code === ErrorCode.UpdateMessageError,
  judge(sent) {
    const { notification, sender, receiver, subcode } = sent;
    const { blames } = notification;
    const attribute = attributeOf(notification);
    const about = attribute === null ? '' : ` about attribute ${attribute} (${attributeName(attribute)})`;
    const width = widthOf(sent);
    return {
      title: `${titleOf(sent, sent.times).replace(/\.$/, '')}${about}${whereIs(blames, receiver)}.`,
      cause: `${(width ?? REASONS[subcode] ?? 'The sender does not accept an UPDATE.').replace(/\.$/, '')} (RFC 4271 §6.3).`,
      remedy: [
        ...(width === null ? [] : [action('enable-four-octet-as', { on: sender, peer: receiver })]),
        action('fix-the-sender', { on: receiver, peer: sender }),
        action('upgrade-for-rfc-7606', { on: sender, peer: receiver }),
        action('filter-the-route', { on: receiver, peer: sender }),
      ],
      evidence: blames === null ? [] : [blames.at],
      blame: width === null ? null : receiver,
    };
  },
});

function whereIs(blames: BlamedSeen | null, receiver: string): string {
  if (blames === null) return '';
  if (blames.by === 'last') return `; the last UPDATE of ${receiver} before it is in frame ${blames.at.frame}`;
  return `, ${blames.by === 'quoted' ? 'which is quoted from' : 'as in'} the UPDATE of ${receiver} in frame ${blames.at.frame}`;
}

/** Where the path that is quoted reads well only with AS numbers of the width that was not negotiated; else null. */
function widthOf({ notification, connection, receiver, sender }: Sent): string | null {
  const { data, from } = notification;
  const { local, remote } = connection.opens;
  if (attributeOf(notification) !== AttributeType.AS_PATH || local === null || remote === null) return null;
  const negotiated = [local, remote].every(hasFourOctetAs) ? 4 : 2;
  const other = negotiated === 4 ? 2 : 4;
  const valueAt = ((data[0] ?? 0) & AttributeFlag.EXTENDED_LENGTH) === 0 ? 3 : 4;
  const reads = (width: 2 | 4): boolean =>
    scanAsPath(data, valueAt, data.length, width, createUpdateScan()) === WELL_FORMED;
  if (data.length <= valueAt || reads(negotiated) || !reads(other)) return null;
  const lacks = hasFourOctetAs(from === 'local' ? local : remote) ? receiver : sender;
  const why = negotiated === 4 ? 'both announced capability 65' : `${lacks} did not announce capability 65`;
  return `${receiver} sends an AS_PATH of ${other}-octet numbers, although ${why}: the session has ${negotiated}-octet ones (RFC 6793 §4.1, §4.2.2).`;
}

const hasFourOctetAs = ({ capabilities }: OpenSeen): boolean =>
  capabilities.some(({ code }) => code === CapabilityCode.FOUR_OCTET_AS);

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
