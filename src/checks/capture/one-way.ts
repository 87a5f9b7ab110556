import { otherSide, SIDES } from '../../model/moment.ts';
import { defineSessionCheck } from '../bgp/define-session-check.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural } from '../words.ts';
import { TCPDUMP } from './references.ts';

export const captureOneWay: Check = defineSessionCheck({
  id: 'capture/one-way',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Only one direction of a connection is visible.',
    why:
      'The visible side acknowledges octets of the other, so both talk, and the capture sees only one of them: the packets come and go by different interfaces (capture with `-i any`), the filter names one direction, a mirror port copies ' +
      'one direction, or routing is asymmetric and this is not a place where both pass. Nothing is said of what the unseen side sent, or did not.',
    remedy: [action('capture-at-speaker', { on: 'PEER', peer: 'SIDE' })],
    references: [TCPDUMP, rfc(9293, '3.4')],
  },
  judge: (session) =>
    SIDES.flatMap((side) => {
      // Packets that repeat and acknowledge nothing new are no such case: there nobody answers.
      const unseen = session.connections.filter(({ sides }) => sides[side].unseen);
      const last = unseen.at(-1);
      if (last === undefined) return [];
      const [on, peer] = [session[side].address, session[otherSide(side)].address];
      const shown = last.sides[otherSide(side)];
      return [
        {
          title: `Only packets of ${peer} are in the capture, none of ${on}, though the two talk, on ${plural(unseen.length, 'connection')}.`,
          cause: `${peer} acknowledges what ${on} sent (RFC 9293 §3.4), so it was on the wire, but not where the capture was taken.`,
          remedy: [action('capture-at-speaker', { on: peer, peer: on })],
          evidence: [last.first, ...(shown.lastPacket === null ? [] : [shown.lastPacket])],
          blame: null,
        },
      ];
    }),
});
