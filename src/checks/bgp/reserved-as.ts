import type { AsSeen } from '../../model/bgp-session.ts';
import { otherSide, SIDES } from '../../model/moment.ts';
import { isDocumentationAs, isReservedAs } from '../../net/asn.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { defineSessionCheck, type SessionDraft } from './define-session-check.ts';

export const reservedAs: Check = defineSessionCheck({
  id: 'bgp/reserved-as',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'After merging 4-octet values, an OPEN or a path carries AS 0, 23456, 65535 or 4294967295. A documentation AS (64496 to 64511, 65536 to 65551) is only worth knowing.',
    why:
      'No speaker may have these numbers: 0 and the last ones are reserved, 23456 (AS_TRANS) stands for a number that does not fit into two octets. In the OPEN beside capability 65, or in AS_PATH beside AS4_PATH, 23456 is right and not ' +
      'reported. Routers may drop such routes at any time. Private numbers, 64512 to 65534 and 4200000000 to 4294967294, are fine.',
    remedy: [action('announce-public-as', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(7607, '2'), rfc(6793, '9'), rfc(7300, '3'), rfc(5398, '4')],
  },
  judge: (session) =>
    SIDES.flatMap((from): SessionDraft[] => {
      const seen = session.connections.flatMap(({ sides, opens }) =>
        // A route that goes back to where it came from carries the number of the other side, who is told itself.
        sides[from].reservedAs.filter(({ as }) => as !== opens[otherSide(from)]?.as),
      );
      const reserved = seen.filter(({ as }) => isReservedAs(as));
      const shown = reserved.length > 0 ? reserved : seen.filter(({ as }) => isDocumentationAs(as));
      const [first] = shown;
      if (first === undefined) return [];
      const on = session[from].address;
      const peer = session[otherSide(from)].address;
      return [
        {
          title: `${on} sends ${peer} ${list(mentions(shown))}.`,
          cause:
            reserved.length > 0
              ? 'These numbers are reserved and must not be used (RFC 7607 §2, RFC 7300 §3, RFC 6793 §9).'
              : 'These numbers are for documentation (RFC 5398 §4); routers take them, networks should not use them.',
          remedy: [action('announce-public-as', { on, peer, as: first.as })],
          evidence: firstOfEach(shown).map(({ at }) => at),
          blame: on,
          ...(reserved.length === 0 && { severity: 'info' }),
        },
      ];
    }),
});

const mentions = (seen: readonly AsSeen[]): string[] =>
  firstOfEach(seen).map(({ as, where }) => `AS ${as} in ${where}`);

const firstOfEach = (seen: readonly AsSeen[]): AsSeen[] =>
  [...new Map(seen.toReversed().map((each) => [`${each.as} ${each.where}`, each])).values()].toReversed();
