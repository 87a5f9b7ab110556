import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { otherSide } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { times } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck } from './define-session-check.ts';
import { lastRefusal, offers } from './refused-open.ts';

const AUTHENTICATION = 1; // RFC 4271 appendix: deprecated

export const optionalParameterUnsupported: Check = defineSessionCheck({
  id: 'bgp/optional-parameter-unsupported',
  severity: 'error',
  explains: AFTER_NOTIFICATION,
  docs: {
    what: 'NOTIFICATION 2/4 answers an OPEN that carries no multiprotocol capability, or that is not in the capture.',
    why:
      'A parameter of the OPEN is unknown to the one who receives it. If it was the capabilities (parameter 2), the router knows none at all; if it was the authentication parameter (1), the sender is ' +
      'configured with a method that is deprecated for decades; any other is not assigned. Without the OPEN in the capture it stays open which; start the capture before the session.',
    remedy: [
      action('send-no-such-parameter', { on: 'SPEAKER', peer: 'ROUTER' }),
      action('upgrade-router', { on: 'ROUTER', peer: 'SPEAKER' }),
      action('send-no-capabilities', { on: 'SPEAKER', peer: 'ROUTER' }),
    ],
    references: [rfc(4271, '6.2'), rfc(5492, '3')],
  },
  judge(session) {
    const refusal = lastRefusal(session, (open) => open === null || !offers(open, CapabilityCode.MULTIPROTOCOL));
    if (refusal === undefined) return [];
    const { open, notification, later, times: count } = refusal;
    const router = session[notification.from].address;
    const speaker = session[otherSide(notification.from)].address;
    const other = open?.otherParameters[0];
    const capable = open !== null && open.capabilities.length > 0;
    return [
      {
        title: `${router} answers the OPEN of ${speaker}${open === null ? '' : ` (AS ${open.as})`} with NOTIFICATION 2/4 (Unsupported Optional Parameter), ${times(count)}${later === undefined ? '' : '; a later connection came up'}.`,
        cause: causeOf(other, capable, router, speaker),
        remedy:
          other !== undefined
            ? [action('send-no-such-parameter', { on: speaker, peer: router })]
            : [
                action('upgrade-router', { on: router, peer: speaker }),
                action('send-no-capabilities', { on: speaker, peer: router }),
              ],
        evidence: [...(open === null ? [] : [open.at]), notification.at],
        blame: blameOf(other, capable, router, speaker),
        ...(later !== undefined && { severity: 'info' }),
      },
    ];
  },
});

function causeOf(other: number | undefined, capable: boolean, router: string, speaker: string): string {
  if (other === AUTHENTICATION)
    return `The OPEN of ${speaker} carries the authentication parameter (1), which is deprecated and which ${router} does not support (RFC 4271 §6.2).`;
  if (other !== undefined)
    return `The OPEN of ${speaker} carries optional parameter ${other}, which is not assigned and which ${router} does not support (RFC 4271 §6.2).`;
  if (capable)
    return `The OPEN carries capabilities in optional parameter 2. Inferred: ${router} lacks capability advertisement (RFC 5492 §3).`;
  return `${router} does not support an optional parameter of the OPEN (RFC 4271 §6.2), which the capture does not show. Mostly it is 2, the capabilities (RFC 5492 §3).`;
}

function blameOf(other: number | undefined, capable: boolean, router: string, speaker: string): string | null {
  if (other !== undefined) return speaker;
  return capable ? router : null;
}
