import type { BgpSession } from '../../model/bgp-session.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { ProbeSeen } from '../../model/probe.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { plural } from '../words.ts';
import { answerTo, type Attempts, lastAttempts, vainAttempts } from './attempts.ts';
import { defineSessionCheck, SESSION_DOWN, type SessionDraft } from './define-session-check.ts';
import { endedSo, proberOf } from './probes.ts';
import { isOpen, isUp, talksAfter } from './progress.ts';

/** A side that only dials may wait so long before it does again. */
const PATIENCE_SECONDS = 3;

const CILIUM_DOCS = 'https://docs.cilium.io/en/latest/network/bgp-control-plane/bgp-control-plane-configuration/';

export const tcpRefused: Check = defineSessionCheck({
  id: 'bgp/tcp-refused',
  severity: 'error',
  explains: SESSION_DOWN,
  docs: {
    what: 'The SYNs of the pair are answered by RST, and no connection of the pair, in either direction, is or comes up.',
    why:
      'The packets arrive, and something answers for the host: nobody listens on that port (the daemon does not run, does not listen, or listens on another port or address), ' +
      'or a firewall rejects with RST. Some routers refuse whom they have not configured. Where the pair has a connection in the other direction it is only worth knowing: ' +
      'Cilium without localPort and the native mode of MetalLB never listen, they dial. One SYN, less than 3 s before the capture ends, is a warning. ' +
      'Where no packet shows it, a probe (`--probe`) does.',
    remedy: [
      action('nothing-if-intended', { on: 'SIDE', peer: 'PEER' }),
      action('start-listening', { on: 'SIDE', peer: 'PEER' }),
      action('add-neighbor', { on: 'SIDE', peer: 'PEER' }),
      action('set-source-address', { on: 'PEER', peer: 'SIDE' }),
      action('open-firewall', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(9293, '3.5.2'), { title: 'Cilium BGP Control Plane', url: CILIUM_DOCS }],
  },
  ofProbe: { part: 'tcp', draft: ofProbe },
  judge: (session) =>
    SIDES.flatMap((from) => {
      // What nobody answers any more is no longer refused.
      if (!isUp(session) && vainAttempts(session, from, 'nothing') !== undefined) return [];
      const attempts = lastAttempts(session, from, 'refused');
      const refusal = attempts?.connection.sides[otherSide(from)].refusal;
      if (attempts === undefined || refusal === undefined || refusal === null) return [];
      const on = session[otherSide(from)].address;
      const peer = session[from].address;
      const harmless =
        isUp(session) || talksAfter(session, attempts.first.seconds) || onlyDials(session, otherSide(from), attempts);
      const port = attempts.connection.ports[otherSide(from)];
      const isEarly = attempts.count === 1 && session.captureEnd - attempts.first.seconds < PATIENCE_SECONDS;
      return [
        {
          title: `${on} answers ${plural(attempts.count, 'SYN')} of ${peer} to port ${port} with RST${harmless ? '; the pair has another connection' : ''}.`,
          cause: harmless
            ? `That side does not listen on port ${port} (RFC 9293 §3.5.2), or not for ${peer}; it need not, as long as it dials.`
            : `${causeOf(on, `listens elsewhere or refuses ${peer}`)}${isEarly ? TOO_EARLY : ''}`,
          remedy: harmless ? [action('nothing-if-intended', { on, peer })] : stepsOf(on, peer),
          evidence: [attempts.syn.at, refusal],
          blame: on,
          ...(isEarly && { severity: 'warning' as const }),
          ...(harmless && { severity: 'info' as const, isAside: true }),
        },
      ];
    }),
});

const TOO_EARLY = ' Or it is about to start, or to dial itself: the capture ends too early to tell.';

const causeOf = (on: string, instead: string): string =>
  `A host answers so where nobody listens on the port (RFC 9293 §3.5.2). Inferred: the BGP daemon of ${on} does not run, ${instead}, or a firewall rejects with RST.`;

/** Each connection so far it opened itself, and it goes on dialling, or it is too early to tell. */
function onlyDials({ connections, captureEnd }: BgpSession, side: Side, { first }: Attempts): boolean {
  const open = connections.filter(isOpen);
  if (open.length === 0 || open.some(({ openedBy }) => openedBy !== side)) return false;
  const last = connections.findLast(({ openedBy }) => openedBy === side);
  const dials = last !== undefined && last.first.seconds > first.seconds && answerTo(last) !== 'refused';
  return dials || captureEnd - first.seconds < PATIENCE_SECONDS;
}

const stepsOf = (on: string, peer: string): readonly Action[] => [
  action('start-listening', { on, peer }),
  action('add-neighbor', { on, peer }),
  action('set-source-address', { on: peer, peer: on }),
  action('open-firewall', { on, peer }),
];

function ofProbe(probe: ProbeSeen): SessionDraft | null {
  const refused = endedSo(probe, 'refused');
  if (refused === null) return null;
  const [on, peer] = [probe.peer, proberOf(probe)];
  return {
    title: `${on} answers a probe of ${peer} to port ${refused.port} with RST.`,
    cause: causeOf(on, `listens elsewhere, only dials or refuses ${peer}`),
    remedy: stepsOf(on, peer),
    evidence: [refused.at],
    blame: on,
  };
}
