import { ErrorCode, HeaderSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpSession } from '../../model/bgp-session.ts';
import type { MalformedSeen } from '../../model/messages-seen.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, type SessionDraft } from './define-session-check.ts';

const SHOWN = 4;

export const malformedMessage: Check = defineSessionCheck({
  id: 'bgp/malformed-message',
  severity: 'error',
  explains: ['bgp/update-error', 'bgp/header-error', ...AFTER_NOTIFICATION],
  docs: {
    what: 'A message breaks the format: bad marker, length, attribute flags or attribute lengths.',
    why:
      'What the receiver does depends on its age: RFC 4271 has it reset the session, RFC 7606 has it treat the routes of a broken UPDATE as withdrawn, or drop the one attribute, and only reset where the NLRI cannot be found any more. ' +
      'The finding names that class and the octet. The sender has a fault, or something rewrote the TCP stream on the way; two sides that negotiated different things (4-octet AS, ADD-PATH) look the same. ' +
      'Where the first octets that a side ever sends are no BGP message, something else answers on the port: a web server, a proxy, a load balancer.',
    remedy: [
      action('start-listening', { on: 'SIDE', peer: 'PEER' }),
      action('fix-the-sender', { on: 'SIDE', peer: 'PEER' }),
      action('upgrade-for-rfc-7606', { on: 'PEER', peer: 'SIDE' }),
    ],
    references: [rfc(4271, '6'), rfc(7606, '2'), rfc(7606, '5')],
  },
  judge: (session) =>
    SIDES.flatMap((from): SessionDraft[] => {
      const all = session.connections.flatMap(({ sides }) => sides[from].malformed).filter(breaksFormat);
      const [first] = all;
      if (first === undefined) return [];
      const on = session[from].address;
      const peer = session[otherSide(from)].address;
      const isOther = speaksSomethingElse(session, from);
      return [
        {
          title: `${on} sends ${peer} ${all.length === 1 ? 'a malformed message' : `${all.length} malformed messages; the first`}, ${first.type} in frame ${first.at.frame}, at octet ${first.offset}: ${first.reason}.`,
          cause: isOther
            ? `Each message begins with a marker of ones (RFC 4271 §4.1). Inferred: what answers on that port of ${on} is no BGP speaker, but a web server, a proxy or a load balancer.`
            : `${treatmentOf(first)} A receiver that sends a NOTIFICATION sends ${first.answer.code}/${first.answer.subcode} (RFC 4271 §6).`,
          remedy: isOther
            ? [action('start-listening', { on, peer })]
            : [action('fix-the-sender', { on, peer }), action('upgrade-for-rfc-7606', { on: peer, peer: on })],
          evidence: all.slice(0, SHOWN).map(({ at }) => at),
          blame: on,
          ...(isNoSpeaker(session) && { severity: 'info' }),
        },
      ];
    }),
});

/** It has sent other octets than BGP's, and was hung up on: HTTP, TLS or a person at the keyboard. */
const isNoSpeaker = ({ state, messages }: BgpSession): boolean =>
  state === 'unknown' && Object.values(messages).every((count) => count === 0);

/** It was dialled, and never sent a message: what it says begins with no marker. */
const speaksSomethingElse = ({ connections }: BgpSession, from: Side): boolean =>
  connections.every(({ openedBy, sides }) => {
    const { malformed, messages } = sides[from];
    const isSilent = Object.values(messages).every((count) => count === 0);
    return isSilent && openedBy === otherSide(from) && malformed.every(isNoMarker);
  });

const isNoMarker = ({ answer }: MalformedSeen): boolean =>
  answer.code === ErrorCode.MessageHeaderError && answer.subcode === HeaderSubcode.ConnectionNotSynchronized;

/** A type that the receiver does not know is for it to refuse (1/3): bgp/header-error. */
const breaksFormat = ({ answer }: MalformedSeen): boolean =>
  answer.code !== ErrorCode.MessageHeaderError || answer.subcode !== HeaderSubcode.BadMessageType;

function treatmentOf({ treatment }: MalformedSeen): string {
  switch (treatment) {
    case 'treat-as-withdraw':
      return 'RFC 7606 §2 class: treat-as-withdraw, its routes are taken for withdrawn and the session stays.';
    case 'attribute-discard':
      return 'RFC 7606 §2 class: attribute discard, the attribute is dropped and the routes stay.';
    case 'nlri-discard':
      return 'RFC 9552 §8.2.2: NLRI discard, that one route is dropped and the session stays.';
    case 'afi-safi-disable':
      return 'RFC 7606 §2 class: AFI/SAFI disable, the session carries no more routes of that family, or is reset.';
    case 'session-reset':
      return 'RFC 7606 §2 class: session reset, for the routes in it cannot be known.';
    case null:
      return 'The session cannot go on after it.';
  }
}
