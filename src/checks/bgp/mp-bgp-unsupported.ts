import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { otherSide } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { AFTER_NOTIFICATION, defineSessionCheck } from './define-session-check.ts';
import { lastRefusal, offers, type Refusal } from './refused-open.ts';

export const mpBgpUnsupported: Check = defineSessionCheck({
  id: 'bgp/mp-bgp-unsupported',
  severity: 'error',
  explains: [
    'bgp/four-octet-as-unsupported',
    'bgp/address-family-mismatch',
    'bgp/capability-asymmetry',
    ...AFTER_NOTIFICATION,
  ],
  docs: {
    what: 'A peer answers an OPEN that offers Multiprotocol Extensions with NOTIFICATION 2/4, and no later connection of the pair is established.',
    why:
      'The speakers of Kubernetes offer Multiprotocol Extensions by default, in the optional parameter that carries capabilities. An old router or a firewall that ' +
      'knows no capabilities refuses that parameter as a whole. FRR, BIRD and OpenBGPD can do without; GoBGP, and so Cilium, cannot, and tries the same for ever: ' +
      'telnet to port 179 works, the session never comes up. The proof is the refused OPEN and the NOTIFICATION that answers it.',
    remedy: [
      action('upgrade-router', { on: 'ROUTER', peer: 'SPEAKER' }),
      action('send-no-capabilities', { on: 'SPEAKER', peer: 'ROUTER' }),
      action('put-a-capable-router-between', { on: 'ROUTER', peer: 'SPEAKER' }),
    ],
    references: [rfc(4271, '6.2'), rfc(4760, '8'), rfc(5492, '3')],
  },
  judge(session) {
    const refusal = lastRefusal(session, (open) => open !== null && offers(open, CapabilityCode.MULTIPROTOCOL));
    if (refusal === undefined || refusal.open === null) return [];
    const { open, notification, later, times } = refusal;
    const router = session[notification.from].address;
    const speaker = session[otherSide(notification.from)].address;
    const count = times === 1 ? '' : ` (${times} times)`;
    return [
      {
        title: `${router} answers the OPEN of ${speaker} (AS ${open.as}) with NOTIFICATION 2/4 (Unsupported Optional Parameter)${count}${sequel(refusal)}.`,
        cause:
          `Capabilities travel in optional parameter 2, and ${router} refuses it as a whole. Inferred: it lacks ` +
          'capability advertisement (RFC 5492 §3), and so MP-BGP, which is offered there (RFC 4760 §8).',
        remedy: [
          action('upgrade-router', { on: router, peer: speaker }),
          action('send-no-capabilities', { on: speaker, peer: router }),
          action('put-a-capable-router-between', { on: router, peer: speaker }),
        ],
        evidence: [open.at, notification.at],
        blame: router,
        ...(later !== undefined && { severity: 'info' }),
      },
    ];
  },
});

function sequel({ later, notification }: Refusal): string {
  if (later === undefined) return '';
  return later.opens[otherSide(notification.from)]?.capabilities.length === 0
    ? '; without capabilities it came up: IPv4 unicast only, 2-octet AS numbers'
    : '; a later connection came up';
}
