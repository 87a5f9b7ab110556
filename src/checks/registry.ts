import type { Check } from './define-check.ts';
import { addressFamilyMismatch } from './bgp/address-family-mismatch.ts';
import { asPathLoop } from './bgp/as-path-loop.ts';
import { badBgpId } from './bgp/bad-bgp-id.ts';
import { badHoldTime } from './bgp/bad-hold-time.ts';
import { badPeerAs } from './bgp/bad-peer-as.ts';
import { capabilityAsymmetry } from './bgp/capability-asymmetry.ts';
import { capabilityUnsupported } from './bgp/capability-unsupported.ts';
import { ceaseHardReset } from './bgp/cease-hard-reset.ts';
import { ceaseMaxPrefixes } from './bgp/cease-max-prefixes.ts';
import { closedBeforeEstablished } from './bgp/closed-before-established.ts';
import { closedBeforeOpen } from './bgp/closed-before-open.ts';
import { connectionCollision } from './bgp/connection-collision.ts';
import { duplicateSpeaker } from './bgp/duplicate-speaker.ts';
import { fourOctetAsUnsupported } from './bgp/four-octet-as-unsupported.ts';
import { gracefulRestartDefeated } from './bgp/graceful-restart-defeated.ts';
import { headerError } from './bgp/header-error.ts';
import { holdTimerExpired } from './bgp/hold-timer-expired.ts';
import { localPrefOnEbgp } from './bgp/local-pref-on-ebgp.ts';
import { malformedMessage } from './bgp/malformed-message.ts';
import { mpBgpUnsupported } from './bgp/mp-bgp-unsupported.ts';
import { lostOnTheWay } from './bgp/lost-on-the-way.ts';
import { mtuBlackHole } from './bgp/mtu-black-hole.ts';
import { nextHopInvalid } from './bgp/next-hop-invalid.ts';
import { noCommonAddressFamily } from './bgp/no-common-address-family.ts';
import { noEndOfRib } from './bgp/no-end-of-rib.ts';
import { noOpen } from './bgp/no-open.ts';
import { noRoutes } from './bgp/no-routes.ts';
import { nonstandardPort } from './bgp/nonstandard-port.ts';
import { notificationChecks } from './bgp/notifications.ts';
import { optionalParameterUnsupported } from './bgp/optional-parameter-unsupported.ts';
import { packetLoss } from './bgp/packet-loss.ts';
import { reservedAs } from './bgp/reserved-as.ts';
import { reservedCommunity } from './bgp/reserved-community.ts';
import { routeFlapping } from './bgp/route-flapping.ts';
import { routeWithdrawn } from './bgp/route-withdrawn.ts';
import { sendHoldTimerExpired } from './bgp/send-hold-timer-expired.ts';
import { sessionAborted } from './bgp/session-aborted.ts';
import { sessionFlapping } from './bgp/session-flapping.ts';
import { tcpAuthMismatch } from './bgp/tcp-auth-mismatch.ts';
import { tcpNoAnswer } from './bgp/tcp-no-answer.ts';
import { tcpRefused } from './bgp/tcp-refused.ts';
import { tcpUnreachable } from './bgp/tcp-unreachable.ts';
import { ttlMismatch } from './bgp/ttl-mismatch.ts';
import { updateError } from './bgp/update-error.ts';
import { zeroWindow } from './bgp/zero-window.ts';
import { captureEmpty } from './capture/empty.ts';
import { captureGaps } from './capture/gaps.ts';
import { captureMidstream } from './capture/midstream.ts';
import { captureOneWay } from './capture/one-way.ts';
import { captureTimeGoesBack } from './capture/time-goes-back.ts';
import { captureTruncated } from './capture/truncated.ts';
import { cidrOverlap } from './network/cidr-overlap.ts';
import { nodeAddressMismatch } from './network/node-address-mismatch.ts';
import { publicServiceCidr } from './network/public-service-cidr.ts';
import { birdNotRunning } from './calico/bird-not-running.ts';
import { waitingForGracefulRestart } from './calico/waiting-for-graceful-restart.ts';
import { bfdDown } from './node/bfd-down.ts';
import { firewallDropsBgp } from './node/firewall-drops-bgp.ts';
import { firewallDropsPods } from './node/firewall-drops-pods.ts';
import { podsUnreachable } from './node/pods-unreachable.ts';
import { port179Conflict } from './node/port-179-conflict.ts';
import { routerIdInvalid } from './node/router-id-invalid.ts';
import { tcpMd5Unsupported } from './node/tcp-md5-unsupported.ts';
import { blackhole } from './route/blackhole.ts';
import { bgpRouteMissing } from './route/bgp-route-missing.ts';
import { foreignManager } from './route/foreign-manager.ts';
import { ecmpIncomplete } from './route/ecmp-incomplete.ts';
import { nextHopUnreachable } from './route/next-hop-unreachable.ts';
import { peerUnreachable } from './route/peer-unreachable.ts';
import { podCidrMissing } from './route/pod-cidr-missing.ts';
import { shadowed } from './route/shadowed.ts';
import { acceptRaWithForwarding } from './sysctl/accept-ra-with-forwarding.ts';
import { bridgeNfDisabled } from './sysctl/bridge-nf-disabled.ts';
import { drift } from './sysctl/drift.ts';
import { ecmpHashL3Only } from './sysctl/ecmp-hash-l3-only.ts';
import { interfaceForwardingDisabled } from './sysctl/interface-forwarding-disabled.ts';
import { ipForwardDisabled } from './sysctl/ip-forward-disabled.ts';
import { ipv6Disabled } from './sysctl/ipv6-disabled.ts';
import { ipv6ForwardingDisabled } from './sysctl/ipv6-forwarding-disabled.ts';
import { conntrackNearLimit, neighbourTableNearLimit } from './sysctl/near-limits.ts';
import { notPersistent } from './sysctl/not-persistent.ts';
import { rpFilterStrict } from './sysctl/rp-filter-strict.ts';
import { policyMissing } from './status/policy-missing.ts';
import { calicoPeer, ciliumPeer, kubeRouterPeer, metallbSession, nodePeer } from './status/peer-not-established.ts';

/** Every check. Where two findings explain each other, the earlier one is the cause. */
export const CHECKS: readonly Check[] = [
  captureEmpty,
  captureTruncated,
  captureTimeGoesBack,
  captureOneWay,
  captureGaps,
  captureMidstream,
  tcpAuthMismatch,
  ttlMismatch,
  tcpUnreachable,
  tcpRefused,
  lostOnTheWay,
  tcpNoAnswer,
  closedBeforeOpen,
  noOpen,
  mpBgpUnsupported,
  optionalParameterUnsupported,
  noCommonAddressFamily,
  capabilityUnsupported,
  badPeerAs,
  badBgpId,
  badHoldTime,
  duplicateSpeaker,
  malformedMessage,
  nextHopInvalid,
  asPathLoop,
  ceaseMaxPrefixes,
  ceaseHardReset,
  updateError,
  headerError,
  ...notificationChecks,
  mtuBlackHole,
  zeroWindow,
  packetLoss,
  sendHoldTimerExpired,
  holdTimerExpired,
  closedBeforeEstablished,
  sessionAborted,
  sessionFlapping,
  connectionCollision,
  addressFamilyMismatch,
  fourOctetAsUnsupported,
  capabilityAsymmetry,
  gracefulRestartDefeated,
  noRoutes,
  noEndOfRib,
  routeFlapping,
  routeWithdrawn,
  localPrefOnEbgp,
  reservedAs,
  reservedCommunity,
  nonstandardPort,
  ipForwardDisabled,
  interfaceForwardingDisabled,
  ipv6ForwardingDisabled,
  ipv6Disabled,
  rpFilterStrict,
  bridgeNfDisabled,
  acceptRaWithForwarding,
  conntrackNearLimit,
  neighbourTableNearLimit,
  notPersistent,
  drift,
  ecmpHashL3Only,
  nextHopUnreachable,
  peerUnreachable,
  blackhole,
  bgpRouteMissing,
  ecmpIncomplete,
  podCidrMissing,
  podsUnreachable,
  shadowed,
  foreignManager,
  cidrOverlap,
  publicServiceCidr,
  nodeAddressMismatch,
  firewallDropsBgp,
  firewallDropsPods,
  port179Conflict,
  birdNotRunning,
  waitingForGracefulRestart,
  policyMissing,
  tcpMd5Unsupported,
  routerIdInvalid,
  bfdDown,
  calicoPeer,
  ciliumPeer,
  kubeRouterPeer,
  metallbSession,
  nodePeer,
];
