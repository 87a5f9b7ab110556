import { ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { otherSide } from '../../model/moment.ts';
import type { Capability } from '../../model/session.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { defineNotificationCheck, titleOf } from './define-notification-check.ts';
import { capabilityLabel, shareNoFamily } from './families.ts';

export const capabilityUnsupported: Check = defineNotificationCheck({
  id: 'bgp/capability-unsupported',
  severity: 'error',
  docs: {
    what: 'A side sends NOTIFICATION 2/7 (Unsupported Capability), and the OPENs do share an address family.',
    why:
      'By RFC 5492 the sender wants a capability that the other side did not announce, and lists it in the data. Some daemons list those that they refused instead, or none: the finding compares the list ' +
      'with both OPENs and says which reading fits. Where the OPENs have no address family in common, that is the finding: bgp/no-common-address-family.',
    remedy: [
      action('send-fewer-capabilities', { on: 'RECEIVER', peer: 'SENDER' }),
      action('announce-capability', { on: 'RECEIVER', peer: 'SENDER' }),
      action('read-log', { on: 'SENDER', peer: 'RECEIVER' }),
    ],
    references: [rfc(5492, '3'), rfc(5492, '5')],
  },
  isIt: ({ code, subcode, connection }) =>
    code === ErrorCode.OpenMessageError &&
    subcode === OpenSubcode.UnsupportedCapability &&
    !isAboutFamilies(connection),
  judge(sent) {
    const { connection, notification, sender, receiver } = sent;
    const listed = notification.detail.capabilities ?? [];
    const names = list(listed.map(capabilityLabel));
    const own = connection.opens[notification.from];
    const other = connection.opens[otherSide(notification.from)];
    const misses = listed.length > 0 && listed.every((each) => has(own, each) && !has(other, each));
    const refuses = listed.length > 0 && listed.every((each) => has(other, each) && !has(own, each));
    return {
      title: `${titleOf(sent, sent.times).replace(/\.$/, '')}; its data lists ${names === '' ? 'nothing' : names}.`,
      cause: causeOf({ misses, refuses, names, sender, receiver }),
      remedy: [
        ...(refuses ? [action('send-fewer-capabilities', { on: receiver, peer: sender })] : []),
        ...(misses ? [action('announce-capability', { on: receiver, peer: sender })] : []),
        action('read-log', { on: sender, peer: receiver }),
      ],
      evidence: [own, other].flatMap((open) => open?.at ?? []),
      blame: null,
    };
  },
});

const isAboutFamilies = ({ opens: { local, remote } }: BgpConnection): boolean =>
  local !== null && remote !== null && shareNoFamily(local, remote);

function has(open: OpenSeen | null, { code, afi, safi }: Capability): boolean {
  return (
    open?.capabilities.some(
      (own) => own.code === code && (afi === undefined || (own['afi'] === afi && own['safi'] === safi)),
    ) === true
  );
}

interface Reading {
  readonly misses: boolean;
  readonly refuses: boolean;
  readonly names: string;
  readonly sender: string;
  readonly receiver: string;
}

function causeOf({ misses, refuses, names, sender, receiver }: Reading): string {
  if (misses) return `${sender} wants ${names}, which ${receiver} does not announce (RFC 5492 §3).`;
  if (refuses)
    return `Inferred: ${sender} lists what it refused. By RFC 5492 §3 it should list what it misses, but ${names} is what ${receiver} announces and ${sender} does not.`;
  return `${sender} misses a capability of ${receiver}, or refuses one (RFC 5492 §3); from its data and both OPENs it stays unclear which.`;
}
