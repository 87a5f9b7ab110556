/** What a line of `decode --format jsonl` says of the message itself; frame, time and addresses stand before it. */
import { familyNameOf } from './families.ts';
import { toHex } from './hex.ts';
import type { MessageFault } from './fault.ts';
import type { BgpMessage, BgpNotification, BgpOpen, BgpUpdate, DecodeContext } from './message.ts';

export type JsonFields = Readonly<Record<string, unknown>>;

/** `type`, `length`, then `open`, `update`, `notification` or `routeRefresh` as far as it could be read, and `error` if it breaks the format. */
export function messageToJson(message: BgpMessage): JsonFields {
  const { type, length, fault } = message;
  const typeCode = type === 'UNKNOWN' ? { typeCode: message.typeCode } : {};
  return { type, ...typeCode, length, ...bodyToJson(message), ...(fault !== null && { error: errorToJson(fault) }) };
}

/** Of an UPDATE whose session's OPENs are not there: `inferred` says how it was read. */
export function inferredToJson(context: DecodeContext | null): JsonFields {
  if (context === null) return {};
  return { inferred: { fourOctetAs: context.fourOctetAs, addPath: [...context.addPath].map(familyNameOf) } };
}

function bodyToJson(message: BgpMessage): JsonFields {
  switch (message.type) {
    case 'OPEN':
      return message.open === null ? {} : { open: openToJson(message.open) };
    case 'UPDATE':
      return { update: updateToJson(message.update) };
    case 'NOTIFICATION':
      return message.notification === null ? {} : { notification: notificationToJson(message.notification) };
    case 'ROUTE-REFRESH':
      return message.routeRefresh === null ? {} : { routeRefresh: message.routeRefresh };
    case 'KEEPALIVE':
    case 'UNKNOWN':
      return {};
  }
}

function openToJson({ otherParameters, ...open }: BgpOpen): JsonFields {
  return { ...open, ...(otherParameters.length > 0 && { otherParameters }) };
}

function updateToJson({ withdrawn, nlri, attributes, endOfRib, ...merged }: BgpUpdate): JsonFields {
  return {
    withdrawn,
    nlri,
    attributes,
    ...merged,
    ...(endOfRib !== undefined && { endOfRib: familyNameOf(endOfRib) }),
  };
}

function notificationToJson({ code, subcode, name, data, shutdownText, detail }: BgpNotification): JsonFields {
  return {
    code,
    subcode,
    name,
    data: toHex(data),
    ...(shutdownText !== null && { text: shutdownText }),
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}

function errorToJson({ offset, reason, treatment, answer }: MessageFault): JsonFields {
  return { offset, reason, ...(treatment !== null && { treatment }), answer };
}
