/** `show bgp summary json`, also of all VRFs and of failed neighbours, and `show bgp neighbors json`. */
import type { PeerStatus, Reason } from '../../model/peer-status.ts';
import { children, createLineFinder, type Fields, isFields, numberOf, textOf } from '../fields.ts';
import type { JsonFormat, Output, JsonSection } from '../format.ts';
import { notificationReason } from '../notification-words.ts';
import { ownerOf } from '../owner.ts';
import { counts, toFamily, toPeerStatus } from '../peer.ts';
import { forDuration, toState } from '../values.ts';
import { bracketReason, NO_POLICY, resetReason } from './reset-words.ts';

export const frrSummaryJson: JsonFormat = {
  name: 'show bgp summary json',
  recognises: (value) => tables(value).length > 0,
  parse: parseSummary,
};

export const frrNeighborsJson: JsonFormat = {
  name: 'show bgp neighbors json',
  recognises: (value) => neighbors(value).length > 0,
  parse: (value, section) => {
    const find = createLineFinder(section.lines);
    return { peers: neighbors(value).map(([key, fields]) => toNeighbor(key, fields, section, find(`"${key}"`))) };
  },
};

/** The tables of a family, wherever they stand: below a VRF, or alone. */
function tables(value: unknown): readonly (readonly [family: string | null, table: Fields])[] {
  return isFields(value) && isTable(value) ? [[null, value]] : oneOrTwoDown(value, isTable);
}

const isTable = (one: Fields): boolean =>
  isFields(one['peers']) && ('routerId' in one || 'as' in one || 'peerCount' in one);

const neighbors = (value: unknown): ReturnType<typeof children> => oneOrTwoDown(value, isNeighbor);

const isNeighbor = (one: Fields): boolean => 'bgpState' in one && ('remoteAs' in one || 'bgpVersion' in one);

/** Of several VRFs, each has its own. */
function oneOrTwoDown(value: unknown, isIt: (fields: Fields) => boolean): ReturnType<typeof children> {
  const below = children(value);
  const direct = below.filter(([, one]) => isIt(one));
  return direct.length > 0 ? direct : below.flatMap(([, one]) => children(one).filter(([, inner]) => isIt(inner)));
}

function parseSummary(value: unknown, section: JsonSection): Output {
  const find = createLineFinder(section.lines);
  const peers: PeerStatus[] = [];
  for (const [family, table] of tables(value)) {
    const local = { as: numberOf(table['as']), bgpId: textOf(table['routerId']) };
    for (const [key, peer] of children(table['peers'])) {
      const printed = textOf(peer['state']) ?? 'failed';
      const state = toState(printed.replace(/\s*\(.*/, ''));
      const detail = textOf(peer['peerState']);
      const received = numberOf(peer['pfxRcd']) ?? numberOf(peer['prefixReceivedCount']);
      const advertised = numberOf(peer['pfxSnt']);
      const isUp = state === 'Established';
      const told = toReason(peer) ?? bracketReason(printed) ?? (detail === null ? null : bracketReason(`(${detail})`));
      peers.push(
        toPeerStatus(
          {
            daemon: ownerOf(section, 'frr'),
            local: { ...local, as: numberOf(peer['localAs']) ?? local.as },
            address: key,
            name: textOf(peer['desc']),
            as: numberOf(peer['remoteAs']),
            state,
            established: isUp,
            printed,
            since: forDuration(textOf(peer['peerUptime']) ?? undefined),
            prefixes:
              received === null ? [] : [counts(family === null ? null : toFamily(family), received, null, advertised)],
            reason: isUp ? (detail === 'Policy' ? NO_POLICY : null) : told,
          },
          section,
          find(`"${key}"`),
        ),
      );
    }
  }
  return { peers };
}

function toNeighbor(key: string, fields: Fields, section: JsonSection, at: number): PeerStatus {
  const printed = textOf(fields['bgpState']) ?? '';
  const state = toState(printed);
  return toPeerStatus(
    {
      daemon: ownerOf(section, 'frr'),
      local: {
        address: textOf(fields['hostLocal']),
        as: numberOf(fields['localAs']),
        bgpId: textOf(fields['localRouterId']),
      },
      address: textOf(fields['bgpNeighborAddr']) ?? textOf(fields['neighborAddr']) ?? key,
      name: textOf(fields['nbrDesc']),
      as: numberOf(fields['remoteAs']),
      bgpId: textOf(fields['remoteRouterId']),
      state,
      printed,
      since: forDuration(textOf(fields['bgpTimerUpString']) ?? undefined),
      prefixes: children(fields['addressFamilyInfo']).map(([family, info]) =>
        counts(toFamily(family), null, numberOf(info['acceptedPrefixCounter']), numberOf(info['sentPrefixCounter'])),
      ),
      reason: state === 'Established' ? null : toReason(fields),
    },
    section,
    at,
  );
}

/** `lastErrorCodeSubcode` is hexadecimal, `0202`; it is of a NOTIFICATION of either direction. */
function toReason(fields: Fields): Reason | null {
  const due = textOf(fields['lastResetDueTo']);
  if (fields['adminShutDown'] === true) return bracketReason('(Admin)');
  if (due === null || due === 'never') return null;
  const [, code, subcode] = /^([\da-f]{2})([\da-f]{2})$/i.exec(textOf(fields['lastErrorCodeSubcode']) ?? '') ?? [];
  const sender = /^BGP Notification received/i.test(due)
    ? 'peer'
    : /^BGP Notification (?:send|sent)/i.test(due)
      ? 'speaker'
      : null;
  if (sender === null || code === undefined || subcode === undefined) return resetReason(due);
  const name = textOf(fields['lastNotificationReason']);
  const text = name === null ? due : `${due} (${name})`;
  return notificationReason(text, sender, `${Number.parseInt(code, 16)}/${Number.parseInt(subcode, 16)}`);
}
