import { CeaseSubcode, ErrorCode, OpenSubcode } from '../../decoders/bgp/registry/notifications.ts';
import type { BgpSession } from '../../model/bgp-session.ts';
import type { Check } from '../define-check.ts';
import { type Action, action } from '../remedies/actions.ts';
import { defineNotificationCheck, titleWithOpens } from './define-notification-check.ts';
import { type Row, ROWS } from './notification-rows.ts';
import type { Sent } from './sent.ts';

/** One decision of one daemon, on two connections. */
const SEQUEL_SECONDS = 1;

/** Subcodes that are judged in files of their own, beside the rows. */
const ELSEWHERE: Readonly<Record<number, readonly number[]>> = {
  [ErrorCode.OpenMessageError]: [
    OpenSubcode.BadPeerAs,
    OpenSubcode.BadBgpIdentifier,
    OpenSubcode.UnsupportedOptionalParameter,
    OpenSubcode.UnacceptableHoldTime,
    OpenSubcode.UnsupportedCapability,
  ],
  [ErrorCode.Cease]: [
    CeaseSubcode.MaximumNumberOfPrefixesReached,
    CeaseSubcode.ConnectionCollisionResolution,
    CeaseSubcode.HardReset,
  ],
};

export const notificationChecks: readonly Check[] = ROWS.map((row) =>
  defineNotificationCheck({
    id: row.id,
    severity: row.severity,
    ...(row.explains !== undefined && { explains: row.explains }),
    docs: {
      what: `A side sends NOTIFICATION ${codeText(row)}.`,
      why: row.why === undefined ? row.cause : `${row.cause} ${row.why}`,
      remedy: remedyOf(row, 'SENDER', 'RECEIVER'),
      references: row.references,
    },
    isIt: (sent, session) =>
      sent.code === row.code && isOfRow(row, sent.subcode) && !isStumble(sent, session) && !isSequel(sent, session),
    judge: (sent) => ({
      ...(row.named !== undefined && titleWithOpens(sent, row.named)),
      cause: row.cause,
      remedy: remedyOf(row, sent.sender, sent.receiver),
      blame: row.blame === null ? null : sent.sender,
    }),
  }),
);

/**
 * FRR, when TCP opens while its state machine is elsewhere, sends 5/0 before anyone has said a word, and its OPEN the next
 * time: what keeps the session down shows on the other connections.
 */
function isStumble({ code, notification, connection }: Sent, { connections }: BgpSession): boolean {
  const { from, answers } = notification;
  if (code !== ErrorCode.FiniteStateMachineError || answers !== null || connection.midstream) return false;
  return connection.opens[from] === null && connections.some(({ opens }) => opens[from] !== null);
}

/**
 * Whoever has just refused, or was refused, may end by 6/0 what is left in the same moment: BIRD does so with the other
 * connection of a collision, and where it speaks with itself.
 */
function isSequel({ code, subcode, notification, connection }: Sent, { connections }: BgpSession): boolean {
  if (code !== ErrorCode.Cease || subcode !== 0 || connection.establishedAt !== null) return false;
  return connections.some(({ notifications }) =>
    notifications.some(({ code: cause, at }) => {
      const after = notification.at.seconds - at.seconds;
      return cause !== ErrorCode.Cease && after >= 0 && after < SEQUEL_SECONDS;
    }),
  );
}

function remedyOf({ remedy }: Row, sender: string, receiver: string): Action[] {
  return remedy.map(([who, id]) =>
    who === 'sender' ? action(id, { on: sender, peer: receiver }) : action(id, { on: receiver, peer: sender }),
  );
}

function isOfRow(row: Row, subcode: number): boolean {
  if (row.subcode === 'any') return true;
  if (row.subcode !== 'others') return subcode === row.subcode;
  const named = ROWS.flatMap((other) => (other.code === row.code ? other.subcode : []));
  return !named.includes(subcode) && ELSEWHERE[row.code]?.includes(subcode) !== true;
}

function codeText({ code, subcode }: Row): string {
  if (subcode === 'any') return `${code}, whatever the subcode`;
  return subcode === 'others' ? `${code} with any other subcode` : `${code}/${subcode}`;
}
