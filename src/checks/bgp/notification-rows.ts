/** NOTIFICATIONs whose finding is their code and words. */
import { CapabilityCode } from '../../decoders/bgp/registry/capabilities.ts';
import { CeaseSubcode, ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import type { CheckId, Reference, Severity } from '../../model/report.ts';
import type { ActionId } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { list } from '../words.ts';
import { AFTER_CEASE, AFTER_GOODBYE, AFTER_NOTIFICATION } from './define-session-check.ts';

export interface Row {
  readonly id: CheckId;
  readonly code: number;
  /** `others` are those that no row and no check of its own file names. */
  readonly subcode: number | 'any' | 'others';
  readonly severity: Severity;
  readonly blame: 'sender' | null;
  readonly cause: string;
  /** What it means to a person, where the cause does not say it all. */
  readonly why?: string;
  /** Who has to do it, about the other. */
  readonly remedy: readonly (readonly ['sender' | 'receiver', ActionId])[];
  readonly explains?: readonly CheckId[];
  readonly references: readonly Reference[];
  /** What the title names of each side's OPEN. */
  readonly named?: (open: OpenSeen) => string;
}

/** Findings that are a code and words. One that has to look further (1, 2/2, 2/3, 2/4, 2/6, 2/7, 3, 4, 6/1, 6/9) has a file of its own. */
export const ROWS: readonly Row[] = [
  {
    id: 'bgp/version-mismatch',
    code: ErrorCode.OpenMessageError,
    subcode: OpenSubcode.UnsupportedVersionNumber,
    severity: 'error',
    blame: null,
    cause: 'The sender does not support the version of the OPEN that it received (RFC 4271 §6.2).',
    remedy: [['sender', 'speak-version-4']],
    references: [rfc(4271, '6.2')],
    named: ({ version }) => `BGP version ${version}`,
  },
  {
    id: 'bgp/authentication-failure',
    code: ErrorCode.OpenMessageError,
    subcode: OpenSubcode.AuthenticationFailure,
    severity: 'error',
    blame: null,
    cause:
      'The sender refuses the authentication of the OPEN. RFC 4271 §6.2 deprecates this code together with the optional parameter that it belongs to; some speakers still send it when they meet that parameter.',
    why: 'It has nothing to do with TCP-MD5: a wrong TCP key never gets as far as an OPEN.',
    remedy: [
      ['receiver', 'send-no-such-parameter'],
      ['sender', 'read-log'],
    ],
    references: [rfc(4271, '6.2')],
  },
  {
    id: 'bgp/role-mismatch',
    code: ErrorCode.OpenMessageError,
    subcode: OpenSubcode.RoleMismatch,
    severity: 'error',
    blame: null,
    cause: 'The BGP Roles of the two do not fit, or the sender is strict and received none (RFC 9234 §4.2).',
    remedy: [['sender', 'agree-on-roles']],
    references: [rfc(9234, '4.2')],
    named: rolesOf,
  },
  {
    id: 'bgp/open-rejected',
    code: ErrorCode.OpenMessageError,
    subcode: 'others',
    severity: 'error',
    blame: null,
    cause: 'The sender refuses the OPEN, for a reason that has no subcode of its own (RFC 4271 §6.2).',
    why: 'Subcode 8 is deprecated; some routers mean by it that no address family is shared.',
    remedy: [['sender', 'read-log']],
    references: [rfc(4271, '6.2')],
  },
  {
    id: 'bgp/fsm-error',
    code: ErrorCode.FiniteStateMachineError,
    subcode: 'any',
    severity: 'error',
    blame: null,
    cause:
      'The sender received a message that it does not expect in its state (RFC 4271 §6.6; the subcode names the state, RFC 6608 §3).',
    why: 'FRR answers a NOTIFICATION that it receives in OpenSent with 5/1: then the other NOTIFICATION is the fault, and this one is shown as its consequence.',
    remedy: [
      ['sender', 'read-log'],
      ['receiver', 'fix-the-sender'],
    ],
    references: [rfc(4271, '6.6'), rfc(6608, '3')],
  },
  {
    id: 'bgp/cease-admin-shutdown',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.AdministrativeShutdown,
    severity: 'warning',
    blame: 'sender',
    cause: "The sender's operator shut the session down (RFC 4486 §4). A text may say why (RFC 9003 §2).",
    remedy: [['sender', 'end-the-shutdown']],
    explains: AFTER_GOODBYE,
    references: [rfc(4486, '4'), rfc(9003, '2')],
  },
  {
    id: 'bgp/cease-peer-deconfigured',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.PeerDeconfigured,
    severity: 'error',
    blame: 'sender',
    cause:
      'The sender removed the neighbour from its configuration (RFC 4486 §4). Inferred where it starts or stops just then: GoBGP, so Cilium and kube-router too, says so when it ends; ExaBGP says so to a neighbour that it does not know.',
    why: 'The routes are withdrawn at once, graceful restart or not. A node that is drained or an agent that restarts ends its sessions so as well: then it is back soon, or meant.',
    remedy: [
      ['sender', 'restore-neighbor'],
      ['sender', 'add-neighbor'],
    ],
    explains: AFTER_GOODBYE,
    references: [rfc(4486, '4')],
  },
  {
    id: 'bgp/cease-admin-reset',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.AdministrativeReset,
    severity: 'warning',
    blame: 'sender',
    cause: "The sender's operator reset the session (RFC 4486 §4); it should come up again by itself.",
    remedy: [
      ['sender', 'nothing-if-intended'],
      ['sender', 'read-log'],
    ],
    references: [rfc(4486, '4'), rfc(9003, '2')],
  },
  {
    id: 'bgp/cease-connection-rejected',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.ConnectionRejected,
    severity: 'error',
    blame: 'sender',
    cause:
      'The sender accepted the TCP connection and then refused to speak BGP on it (RFC 4486 §4). Inferred: the address is no neighbour of it, the neighbour is disabled or idle there, or it has enough neighbours.',
    remedy: [
      ['sender', 'add-neighbor'],
      ['sender', 'read-log'],
    ],
    explains: AFTER_CEASE,
    references: [rfc(4486, '4')],
  },
  {
    id: 'bgp/cease-config-change',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.OtherConfigurationChange,
    severity: 'warning',
    blame: 'sender',
    cause: "The sender's configuration changed in a way that needs a new session (RFC 4486 §4).",
    why: 'It comes back by itself unless the change is what keeps it down, or something changes the configuration again and again.',
    remedy: [
      ['sender', 'nothing-if-intended'],
      ['sender', 'restart-session'],
    ],
    explains: AFTER_CEASE,
    references: [rfc(4486, '4')],
  },
  {
    id: 'bgp/cease-out-of-resources',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.OutOfResources,
    severity: 'error',
    blame: null,
    cause: 'The sender ran out of resources such as memory (RFC 4486 §4).',
    remedy: [['sender', 'free-resources']],
    references: [rfc(4486, '4')],
  },
  {
    id: 'bgp/cease-bfd-down',
    code: ErrorCode.Cease,
    subcode: CeaseSubcode.BfdDown,
    severity: 'error',
    blame: null,
    cause:
      'BFD found the path to the neighbour dead, and the sender ended the session for it (RFC 9384 §2). BFD packets that a firewall drops, or timers shorter than the CPU is busy, look the same as a dead path. OpenBGPD 7.7 sends the same code when it announces more prefixes than its own `max-prefix NUMBER out`.',
    why: 'BGP itself still got through: the NOTIFICATION is in the capture.',
    remedy: [
      ['sender', 'check-bfd-path'],
      ['sender', 'check-path'],
      ['sender', 'read-log'],
    ],
    references: [rfc(9384, '2'), rfc(5880, '6.8.4')],
  },
  {
    id: 'bgp/cease-other',
    code: ErrorCode.Cease,
    subcode: 'others',
    severity: 'warning',
    blame: null,
    cause: 'The sender ended the session and gave no reason that has a subcode (RFC 4486 §3).',
    why: 'BIRD sends 6/0 when BFD goes down, FRR after an error that it has just named with another code.',
    remedy: [['sender', 'read-log']],
    references: [rfc(4486, '3'), rfc(4271, '6.7')],
  },
  {
    id: 'bgp/route-refresh-error',
    code: ErrorCode.RouteRefreshMessageError,
    subcode: 'any',
    severity: 'error',
    blame: null,
    cause: 'The sender received a ROUTE-REFRESH message of a wrong length (RFC 7313 §5).',
    remedy: [['receiver', 'fix-the-sender']],
    explains: [...AFTER_NOTIFICATION, 'bgp/cease-other'],
    references: [rfc(7313, '5')],
  },
];

function rolesOf({ capabilities }: OpenSeen): string {
  const roles = capabilities.flatMap(({ code, ...value }) => (code === CapabilityCode.ROLE ? value['roleName'] : []));
  return roles.length === 0 ? 'no role' : `role ${list([...new Set(roles)].map(String))}`;
}
