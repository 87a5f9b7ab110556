import type { Daemon } from '../../model/peer-status.ts';
import type { Check } from '../define-check.ts';
import { rfc } from '../rfc.ts';
import { definePeerCheck } from './define-peer-check.ts';

const STATES = rfc(4271, '8.2.2');
const OWN_CHECKS: ReadonlySet<Daemon> = new Set(['calico', 'cilium', 'kube-router', 'metallb']);

export const calicoPeer: Check = definePeerCheck({
  id: 'calico/peer-not-established',
  what: 'Calico’s BIRD (`calico node status`, `birdcl`) shows a peer that is not Established.',
  why:
    'Calico lets BIRD speak BGP, and Info is BIRD’s: a word of its state machine, then the last error. “Received:” means that the peer sent a NOTIFICATION, so it refuses us; “BGP Error:” that we refuse the peer; “Socket:” is what the system says about TCP; “Error:” ' +
    'is BIRD’s own. In a mesh only one side of each pair dials, and the other is Passive: Passive here and Connect there means that SYNs do not arrive in the one direction that is used. A status has the last error alone; a capture shows which message of whom.',
  references: [
    STATES,
    { title: 'calicoctl node status', url: 'https://docs.tigera.io/calico/latest/reference/calicoctl/node/status' },
  ],
  isMine: (daemon) => daemon === 'calico',
});

export const ciliumPeer: Check = definePeerCheck({
  id: 'cilium/peer-not-established',
  what: 'Cilium (`cilium bgp peers`) shows a session that is not established.',
  why:
    'Cilium shows the state of its GoBGP sessions and no reason in any release: the reason is in the agent’s log (`reason=`), on the router, or in a capture. Routes that it counts as advertised while a session is down are none that a router has. ' +
    'Mind that Cilium does not listen unless localPort is set: then the router must be passive, and the agent needs the right to bind a port below 1024.',
  references: [
    STATES,
    { title: 'Cilium BGP control plane', url: 'https://docs.cilium.io/en/stable/network/bgp-control-plane/' },
  ],
  isMine: (daemon) => daemon === 'cilium',
});

export const kubeRouterPeer: Check = definePeerCheck({
  id: 'kube-router/peer-not-established',
  what: 'GoBGP of kube-router shows a neighbour that is not established.',
  why:
    'kube-router runs GoBGP, whose table shows states and no reason; its log has one. On nodes with several addresses the connection may leave from another one than the peer has configured (`kube-router.io/peer.localips`). ' +
    '“Idle(Admin)” is shut on purpose, “Idle(PfxCt)” got more prefixes than it may.',
  references: [STATES, { title: 'kube-router BGP', url: 'https://www.kube-router.io/docs/bgp/' }],
  isMine: (daemon) => daemon === 'kube-router',
});

export const metallbSession: Check = definePeerCheck({
  id: 'metallb/session-down',
  what: 'MetalLB’s metrics, its log, or a BGPSessionState say that a session is down.',
  why:
    'metallb_bgp_session_up and frrk8s_bgp_session_up are 0 while a session is not established; BGPSessionState names its state. Only the speaker’s log of native mode tells why: “got BGP notification code 0x0202” is a NOTIFICATION of the router, its code and subcode in hexadecimal. ' +
    'In FRR mode ask FRR itself (`show bgp summary failed`).',
  references: [STATES, { title: 'MetalLB troubleshooting', url: 'https://metallb.universe.tf/troubleshooting/' }],
  isMine: (daemon) => daemon === 'metallb',
});

export const nodePeer: Check = definePeerCheck({
  id: 'node/peer-not-established',
  what: 'A daemon that belongs to no CNI (FRR, BIRD, GoBGP, OpenBGPD, ExaBGP, a router) shows a session that is not Established.',
  why:
    'FRR says of NOTIFICATIONs who sent the last one: “Notification received” means that the peer refuses us. “Waiting for NHT” and “No path to specified Neighbor” mean that FRR has no route to the peer that it accepts, and sends nothing at all; “Waiting for peer OPEN” that TCP did not come up, or no OPEN came. ' +
    'Tables of other routers have a state alone, which says how far a session came (RFC 4271 §8.2.2). “(Admin)” was shut on purpose and is worth knowing only.',
  references: [STATES],
  isMine: (daemon) => !OWN_CHECKS.has(daemon),
});
