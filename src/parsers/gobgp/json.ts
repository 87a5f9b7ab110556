/** `gobgp neighbor -j` of GoBGP 2 to 4: protobuf's JSON, where zero and false are left out. */
import {
  FSM_STATES,
  type PeerStatus,
  type PrefixCounts,
  type Reason,
  ReasonKind,
  type Since,
} from '../../model/peer-status.ts';
import { createLineFinder, type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../fields.ts';
import type { JsonFormat, JsonSection } from '../format.ts';
import { ADMIN_DOWN, bracketReason } from '../frr/reset-words.ts';
import { ownerOf } from '../owner.ts';
import { counts, passive, toPeerStatus } from '../peer.ts';
import { toState } from '../values.ts';

export const gobgpNeighborJson: JsonFormat = {
  name: 'gobgp neighbor -j',
  recognises: (value) => neighbors(value).length > 0,
  parse(value, section) {
    const find = createLineFinder(section.lines);
    return { peers: neighbors(value).map((one) => toPeer(one, section, find)) };
  },
};

function neighbors(value: unknown): readonly Fields[] {
  const all = Array.isArray(value) ? listOf(value) : [value];
  return all
    .filter(isFields)
    .filter((one) => isFields(one['conf']) && isFields(one['state']) && 'neighbor_address' in one['conf']);
}

function toPeer(neighbor: Fields, section: JsonSection, find: (text: string) => number): PeerStatus {
  const conf = fieldsOf(neighbor['conf']);
  const state = fieldsOf(neighbor['state']);
  const timers = fieldsOf(fieldsOf(neighbor['timers'])['state']);
  const address = textOf(state['neighbor_address']) ?? textOf(conf['neighbor_address']) ?? '';
  const told = state['session_state'];
  const fsm = typeof told === 'number' ? (FSM_STATES[told - 1] ?? null) : toState(textOf(told) ?? '');
  const transport = fieldsOf(neighbor['transport']);
  const isPassive = transport['passive_mode'] === true;
  return toPeerStatus(
    {
      daemon: ownerOf(section, 'gobgp'),
      local: {
        address: textOf(transport['local_address']),
        as: asOf(state, 'local') ?? asOf(conf, 'local'),
      },
      address,
      name: textOf(conf['description']),
      as: asOf(state, 'peer') ?? asOf(conf, 'peer'),
      bgpId: textOf(state['router_id']),
      state: fsm,
      printed: fsm ?? (told === undefined ? '' : String(told)),
      since: toSince(timers[fsm === 'Established' ? 'uptime' : 'downtime']),
      prefixes: listOf(neighbor['afi_safis']).flatMap(toCounts),
      reason: fsm === 'Established' ? null : (toReason(state, conf) ?? (isPassive ? passive('passive_mode') : null)),
    },
    section,
    find(`"${address}"`),
  );
}

/** GoBGP 2 says `peer_as`, later ones `peer_asn`. */
const asOf = (fields: Fields, side: 'local' | 'peer'): number | null =>
  numberOf(fields[`${side}_asn`]) ?? numberOf(fields[`${side}_as`]);

/** Seconds since the epoch, as a number or, as protobuf's JSON has 64 bits, a text. */
function toSince(value: unknown): Since | null {
  const seconds = Number(fieldsOf(value)['seconds'] ?? Number.NaN);
  return seconds > 0 && seconds < 1e11
    ? { text: new Date(seconds * 1000).toISOString().replace('.000', ''), seconds: null }
    : null;
}

const AFIS: Readonly<Record<number, string>> = { 1: 'ipv4', 2: 'ipv6', 25: 'l2vpn' };
const SAFIS: Readonly<Record<number, string>> = {
  1: 'unicast',
  2: 'multicast',
  4: 'labeled-unicast',
  70: 'evpn',
  128: 'vpn',
};

function toCounts(value: unknown): PrefixCounts[] {
  const state = fieldsOf(fieldsOf(value)['state']);
  const { afi, safi } = fieldsOf(state['family'] ?? fieldsOf(fieldsOf(value)['config'])['family']);
  const [first, second] = [AFIS[numberOf(afi) ?? 0], SAFIS[numberOf(safi) ?? 0]];
  const family = first === undefined || second === undefined ? null : `${first}-${second}`;
  const all = [state['received'], state['accepted'], state['advertised']];
  if (all.every((count) => count === undefined)) return family === null ? [] : [counts(family, null, null, null)];
  const [received = 0, accepted = 0, advertised = 0] = all.map((count) => Number(count ?? 0));
  return [counts(family, received, accepted, advertised)];
}

/** DisconnectReason of GoBGP 4's gobgp.proto, by number. */
const REASONS: readonly string[] = [
  'unspecified',
  'admin-down',
  'hold-timer-expired',
  'notification-sent',
  'notification-received',
  'read-failed',
  'write-failed',
  'idle-timer-expired',
  'restart-timer-expired',
  'graceful-restart',
  'invalid-msg',
  'hard-reset',
  'deconfigured',
  'bad-peer-as',
];

const MEANS: Readonly<Record<string, readonly [kind: ReasonKind, code: string | null, means: string]>> = {
  'admin-down': [ReasonKind.Admin, 'shut', 'it is shut down in this speaker’s configuration'],
  'hold-timer-expired': [ReasonKind.Network, '4/0', 'nothing was heard from the peer for a whole hold time'],
  'read-failed': [ReasonKind.Network, 'closed', 'the peer closed or reset the connection without a NOTIFICATION'],
  'write-failed': [ReasonKind.Network, 'closed', 'the connection broke while a message was sent'],
  'restart-timer-expired': [ReasonKind.Network, null, 'the peer did not come back within its graceful restart time'],
  'invalid-msg': [ReasonKind.Sent, null, 'a message of the peer was invalid'],
  'bad-peer-as': [
    ReasonKind.Sent,
    '2/2',
    'this speaker closed the session: the AS number in the OPEN is not the one that is configured for that neighbour (NOTIFICATION 2/2)',
  ],
  deconfigured: [ReasonKind.Local, 'configured', 'the neighbour was taken out of the configuration'],
};

function toReason(state: Fields, conf: Fields): Reason | null {
  const admin = state['admin_state'];
  if (admin === 2 || admin === 'DOWN' || conf['admin_down'] === true) return ADMIN_DOWN;
  if (admin === 3 || admin === 'PFX_CT') return bracketReason('(PfxCt)');
  const told = state['disconnect_reason'];
  const name =
    typeof told === 'number'
      ? REASONS[told]
      : textOf(told)
          ?.toLowerCase()
          .replace(/^disconnect_reason_/, '')
          .replaceAll('_', '-');
  if (name === undefined || name === 'unspecified') return null;
  const message = textOf(state['disconnect_message']);
  const [kind, code, means] = MEANS[name] ?? [ReasonKind.Other, null, null];
  return { text: message === null ? name : `${name}: ${message}`, kind, code, means };
}
