import { defineSessionCheck } from '../bgp/define-session-check.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural } from '../words.ts';

export const captureMidstream: Check = defineSessionCheck({
  id: 'capture/midstream',
  severity: 'info',
  explains: [],
  docs: {
    what: "The connection's handshake, and its OPENs, lie before the capture.",
    why: 'What was negotiated is not known then: hold time, families, 4-octet AS and ADD-PATH are inferred from the UPDATEs, and checks that compare both OPENs say nothing. To have them, start the capture and then reset the session.',
    remedy: [action('capture-from-start', { on: 'SIDE', peer: 'PEER' })],
    references: [rfc(4271, '4.2')],
  },
  judge(session) {
    const midstream = session.connections.filter((connection) => connection.midstream);
    const [first] = midstream;
    if (first === undefined) return [];
    const [on, peer] = [session.local.address, session.remote.address];
    const opens = midstream.every(({ opens: { local, remote } }) => local === null && remote === null);
    return [
      {
        title: `The capture begins with ${plural(midstream.length, 'connection')} of ${on} and ${peer} already open${opens ? '; their OPENs are not in it' : ''}.`,
        cause: 'The handshake (and what both OPENs negotiated, RFC 4271 §4.2) lies before the first packet.',
        remedy: [action('capture-from-start', { on, peer })],
        evidence: midstream.map(({ first: at }) => at),
        blame: null,
      },
    ];
  },
});
