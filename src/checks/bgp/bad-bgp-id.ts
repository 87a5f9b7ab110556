import { ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpSession } from '../../model/bgp-session.ts';
import type { OpenSeen } from '../../model/messages-seen.ts';
import { otherSide, type Side, SIDES } from '../../model/moment.ts';
import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { AFTER_NOTIFICATION, defineSessionCheck, mergeDrafts, type SessionDraft } from './define-session-check.ts';
import { titleOf } from './define-notification-check.ts';
import { lastOpens } from './progress.ts';
import { notificationsOf } from './sent.ts';

const FIRST_MULTICAST_OCTET = 224;

export const badBgpId: Check = defineSessionCheck({
  id: 'bgp/bad-bgp-id',
  severity: 'error',
  explains: AFTER_NOTIFICATION,
  docs: {
    what: 'A side sends NOTIFICATION 2/3 (Bad BGP Identifier), or an OPEN carries identifier 0.0.0.0, or both OPENs of one AS carry the same.',
    why:
      'The identifier (router ID) must be unique within an AS and not zero. Two nodes with the same one come from a cloned configuration, or from a speaker that peers with itself. On IPv6-only nodes it cannot be ' +
      'derived from an address, so it has to be set; one that is hashed may fall into 224.0.0.0/3, which many routers refuse. Between different ASes equal identifiers are legal since RFC 6286, so then ' +
      'it is only worth knowing, unless it was refused.',
    remedy: [
      action('set-router-id', { on: 'RECEIVER', peer: 'SENDER' }),
      action('set-router-id', { on: 'SENDER', peer: 'RECEIVER' }),
      action('set-router-id', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '6.2'), rfc(6286, '2')],
  },
  judge(session) {
    const refusals = SIDES.flatMap((side) => refused(session, side));
    if (refusals.length > 0) return refusals.some(({ blame }) => blame !== null) ? refusals : merge(refusals);
    return [...SIDES.flatMap((side) => zero(session, side)), ...equal(session)];
  },
});

/** That both carry one identifier is said once. */
function merge(refusals: readonly SessionDraft[]): SessionDraft[] {
  const [first, second] = refusals;
  if (first === undefined || second === undefined) return [...refusals];
  const begin = 'Both OPENs carry BGP identifier';
  const title = second.title.startsWith(begin) ? second.title.replace(/^.*?: /, '') : second.title;
  return mergeDrafts([first, { ...second, title }]);
}

/** The OPEN of `side` was refused. */
function refused(session: BgpSession, side: Side): SessionDraft[] {
  const sent = notificationsOf(session).filter(
    ({ notification, code, subcode }) =>
      notification.from === otherSide(side) &&
      code === ErrorCode.OpenMessageError &&
      subcode === OpenSubcode.BadBgpIdentifier,
  );
  const last = sent.at(-1);
  if (last === undefined) return [];
  const { sender, receiver, connection } = last;
  const open = connection.opens[side];
  const same = connection.opens.local?.bgpId === connection.opens.remote?.bgpId && open !== null;
  const invalid = open !== null && isInvalid(open);
  const id = open === null ? '' : ` (${open.bgpId})`;
  const said = titleOf(last, sent.length);
  return [
    {
      title: same
        ? `Both OPENs carry BGP identifier ${open.bgpId}: ${said}`
        : `The identifier of ${receiver}${id} is refused: ${said}`,
      cause: causeOf(same, invalid),
      remedy: [
        action('set-router-id', { on: receiver, peer: sender }),
        ...(invalid && !same ? [] : [action('set-router-id', { on: sender, peer: receiver })]),
      ],
      evidence: [connection.opens.local?.at, connection.opens.remote?.at, last.notification.at].flatMap(
        (at) => at ?? [],
      ),
      blame: invalid && !same ? receiver : null,
    },
  ];
}

function causeOf(same: boolean, invalid: boolean): string {
  if (same) return 'Both sides have the same BGP identifier, or one peers with itself (RFC 4271 §6.2, RFC 6286 §2.2).';
  if (invalid) return 'A BGP identifier is no unicast address if it is zero or lies in 224.0.0.0/3 (RFC 4271 §6.2).';
  return 'Inferred: the identifier is the one of the refusing side itself or of another neighbour of it (RFC 4271 §6.2, RFC 6286 §2.2).';
}

function zero(session: BgpSession, side: Side): SessionDraft[] {
  const open = session.connections.flatMap(({ opens }) => opens[side] ?? []).at(-1);
  if (open?.bgpId !== '0.0.0.0') return [];
  const on = session[side].address;
  return [
    {
      title: `The OPEN of ${on} (AS ${open.as}) carries BGP identifier 0.0.0.0.`,
      cause:
        'A BGP identifier must not be zero (RFC 6286 §2.1). Inferred: the speaker has no IPv4 address to take it from, and none is configured.',
      remedy: [action('set-router-id', { on, peer: session[otherSide(side)].address })],
      evidence: [open.at],
      blame: on,
    },
  ];
}

function equal(session: BgpSession): SessionDraft[] {
  const opens = lastOpens(session)?.opens;
  if (opens === undefined || opens.local.bgpId !== opens.remote.bgpId || opens.local.bgpId === '0.0.0.0') return [];
  const { local, remote } = opens;
  const oneAs = local.as === remote.as;
  return [
    {
      title: `Both OPENs carry BGP identifier ${local.bgpId} (AS ${local.as} and AS ${remote.as}).`,
      cause: oneAs
        ? 'Within an AS it must be unique (RFC 6286 §2.1).'
        : 'Between different ASes this is legal (RFC 6286 §2.1); older routers refuse it, and it confuses people.',
      remedy: [action('set-router-id', { on: session.local.address, peer: session.remote.address })],
      evidence: [local.at, remote.at],
      blame: null,
      ...(!oneAs && { severity: 'info' }),
    },
  ];
}

const isInvalid = ({ bgpId }: OpenSeen): boolean =>
  bgpId === '0.0.0.0' || Number(bgpId.split('.')[0]) >= FIRST_MULTICAST_OCTET;
