import { ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpConnection } from '../../model/bgp-session.ts';
import type { NotificationSeen, OpenSeen } from '../../model/messages-seen.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { AFTER_NOTIFICATION, defineSessionCheck } from './define-session-check.ts';
import { shareNoFamily } from './families.ts';

export const noCommonAddressFamily: Check = defineSessionCheck({
  id: 'bgp/no-common-address-family',
  severity: 'error',
  explains: [
    'bgp/capability-unsupported',
    'bgp/open-rejected',
    'bgp/address-family-mismatch',
    'bgp/update-error',
    ...AFTER_NOTIFICATION,
  ],
  docs: {
    what: 'Both OPENs are seen and have no address family (AFI/SAFI) in common.',
    why:
      'Each side announces its families by Multiprotocol Extensions; an OPEN that announces none means IPv4 unicast. Without a common one there is nothing to exchange: FRR and BIRD refuse with 2/7 ' +
      '(some routers with 2/8), others come up and carry no route. Typical: an IPv6-only neighbour on one side and the default family on the other, or a family that is not activated.',
    remedy: [
      action('activate-families', { on: 'PEER', peer: 'SIDE' }),
      action('activate-families', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4760, '8'), rfc(5492, '3')],
  },
  judge({ connections, ...session }) {
    const at = connections.findLastIndex((connection) => disjoint(connection) !== undefined);
    const connection = connections[at];
    const opens = connection && disjoint(connection);
    if (opens === undefined || connection === undefined) return [];
    const { local, remote } = opens;
    const on = session.local.address;
    const peer = session.remote.address;
    const later = connections.slice(at + 1).some(({ establishedAt }) => establishedAt !== null);
    return [
      {
        title: `The OPENs of ${on} (AS ${local.as}: ${list(local.families)}) and ${peer} (AS ${remote.as}: ${list(remote.families)}) have no address family in common.`,
        cause: 'Routes can only be exchanged in families that both sides announce (RFC 4760 §8).',
        remedy: [
          action('activate-families', { on: peer, peer: on, families: local.families }),
          action('activate-families', { on, peer, families: remote.families }),
        ],
        evidence: [local.at, remote.at, ...connection.notifications.filter(isAboutIt).map(({ at: moment }) => moment)],
        blame: null,
        ...(later && { severity: 'info' }),
      },
    ];
  },
});

function disjoint({ opens: { local, remote } }: BgpConnection): Record<'local' | 'remote', OpenSeen> | undefined {
  return local !== null && remote !== null && shareNoFamily(local, remote) ? { local, remote } : undefined;
}

const isAboutIt = ({ code, subcode }: NotificationSeen): boolean =>
  code === ErrorCode.OpenMessageError &&
  (subcode === OpenSubcode.UnsupportedCapability || subcode === OpenSubcode.NoSupportedAfiSafi);
