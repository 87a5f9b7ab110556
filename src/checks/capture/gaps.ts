import { SIDES } from '../../model/moment.ts';
import { defineSessionCheck } from '../bgp/define-session-check.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural } from '../words.ts';
import { TCPDUMP } from './references.ts';

export const captureGaps: Check = defineSessionCheck({
  id: 'capture/gaps',
  severity: 'warning',
  explains: [],
  docs: {
    what: 'Octets of a connection were acknowledged but are not in the capture.',
    why:
      'The receiver had them, so nothing was lost on the network: the capture lost them. The kernel drops packets for a capture that is read too slowly (“dropped by kernel”), a mirror port drops under load, or the packets went another way. ' +
      'Messages in the gap are unknown, so findings that rest on a message that was *not* sent are held back for that connection.',
    remedy: [action('capture-without-loss', { on: 'SIDE', peer: 'PEER' })],
    references: [TCPDUMP, rfc(9293, '3.4')],
  },
  judge(session) {
    const gaps = session.connections.flatMap(({ sides }) => SIDES.flatMap((side) => sides[side].missing ?? []));
    const [first] = gaps;
    if (first === undefined) return [];
    const bytes = gaps.reduce((sum, gap) => sum + gap.bytes, 0);
    const [on, peer] = [session.local.address, session.remote.address];
    return [
      {
        title: `${plural(bytes, 'octet')} between ${on} and ${peer} were acknowledged and are not in the capture, from frame ${first.at.frame} on.`,
        cause: 'TCP acknowledges only what arrived (RFC 9293 §3.4), so the capture lost packets and not the network.',
        remedy: [action('capture-without-loss', { on, peer })],
        evidence: gaps.map(({ at }) => at),
        blame: null,
      },
    ];
  },
});
