import { ErrorCode, HeaderSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { MalformedSeen } from '../../model/messages-seen.ts';
import { otherSide } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { defineNotificationCheck, titleOf } from './define-notification-check.ts';
import type { Sent } from './sent.ts';

const NOT_ACCEPTED =
  'The sender met a message header that it cannot accept: a marker that is not all ones, a length or a type that it does not know (RFC 4271 §6.1).';

export const headerError: Check = defineNotificationCheck({
  id: 'bgp/header-error',
  severity: 'error',
  docs: {
    what: 'A side sends NOTIFICATION 1 (Message Header Error), whatever the subcode.',
    why:
      'A header that breaks the format is told as bgp/malformed-message. Here the capture shows none: the two lost step in the byte stream, something between them changes it, or the other side uses an extension that was not negotiated. ' +
      'A message of a type that is not assigned is shown where it was captured.',
    remedy: [
      action('fix-the-sender', { on: 'RECEIVER', peer: 'SENDER' }),
      action('check-path', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(4271, '6.1'), rfc(8654, '4')],
  },
  isIt: ({ code }) => code === ErrorCode.MessageHeaderError,
  judge(sent) {
    const { sender: on, receiver, times } = sent;
    const unknown = unknownType(sent);
    const fix = action('fix-the-sender', { on: receiver, peer: on });
    if (unknown === undefined) {
      return {
        cause: `${NOT_ACCEPTED} Inferred: the two lost step in the byte stream, the other side uses an extension that was not negotiated, or something between them changes the stream.`,
        remedy: [fix, action('check-path', { on, peer: receiver })],
        blame: null,
      };
    }
    return {
      title: `${receiver} sends ${on} a message that is of no known type (${unknown.reason}). ${titleOf(sent, times)}`,
      cause: `A speaker refuses a message type that it does not know (RFC 4271 §6.1). Inferred: ${receiver} uses an extension that was not negotiated, or has a fault.`,
      remedy: [fix],
      evidence: [unknown.at],
      blame: null,
    };
  },
});

/** What the NOTIFICATION answers, where it was captured. */
function unknownType({ connection, notification: { from, at } }: Sent): MalformedSeen | undefined {
  return connection.sides[otherSide(from)].malformed.findLast(
    ({ answer, at: met }) =>
      answer.code === ErrorCode.MessageHeaderError &&
      answer.subcode === HeaderSubcode.BadMessageType &&
      met.seconds <= at.seconds,
  );
}
