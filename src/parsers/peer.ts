import {
  type Daemon,
  type FsmState,
  type PeerStatus,
  type PrefixCounts,
  type ProcessStatus,
  type Reason,
  ReasonKind,
  type Since,
} from '../model/peer-status.ts';
import { type AnySection, quote } from './format.ts';
import { toAddress } from './values.ts';

/** What an output says of a session; what it leaves out is not known. */
export interface Told {
  readonly daemon: Daemon;
  readonly node?: string | null;
  readonly local?: { readonly address?: string | null; readonly as?: number | null; readonly bgpId?: string | null };
  readonly address: string | null;
  readonly name?: string | null;
  readonly as?: number | null;
  readonly bgpId?: string | null;
  readonly state: FsmState | null;
  /** Where the state is not known, and whether it is up is. */
  readonly established?: boolean;
  readonly printed: string;
  readonly since?: Since | null;
  readonly prefixes?: readonly PrefixCounts[];
  /** Of a session that is up, only what still bears on it. */
  readonly reason?: Reason | null;
}

/** @param at index of its row in the section */
export function toPeerStatus(told: Told, section: AnySection, at: number): PeerStatus {
  const { source, node, line } = section;
  const {
    daemon,
    local = {},
    name = null,
    as = null,
    state,
    printed,
    since = null,
    prefixes = [],
    reason = null,
  } = told;
  const owner = told.node ?? node;
  const bgpId = known(local.bgpId);
  return {
    speaker: {
      daemon,
      node: owner,
      label: owner ?? bgpId ?? '', // evidence/statuses.ts has a label for those without a name
      address: known(local.address),
      as: local.as ?? null,
      bgpId,
    },
    peer: { address: known(told.address), name, as, bgpId: known(told.bgpId) },
    state,
    established: told.established ?? (state === null ? null : state === 'Established'),
    printed,
    since,
    prefixes,
    reason,
    otherEnd: null,
    source,
    line: line + at,
    text: quote(section, at, () => `${told.address ?? name ?? ''}${as === null ? '' : `, AS ${as}`}: ${printed}`),
  };
}

/** Many print an address of zeros for one that they do not know. */
function known(address: string | null | undefined): string | null {
  if (address === null || address === undefined) return null;
  const canonical = toAddress(address);
  return /^(?:0\.0\.0\.0|::|<nil>|n\/a|unknown|unspecified|)$/i.test(canonical) ? null : canonical;
}

export const counts = (
  family: string | null,
  received: number | null,
  accepted: number | null,
  advertised: number | null,
): PrefixCounts => ({ family, received, accepted, advertised });

/** Why a session that is down stays so where its speaker only listens, in the speaker's own word for that. */
export const passive = (text: string): Reason => ({
  text,
  kind: ReasonKind.Other,
  code: 'passive',
  means: 'it opens no connection itself and waits for the peer to open one',
});

/** `IPv4 Unicast`, `ipv4/unicast`, `ipv4_unicast`, `ipv4Unicast`, BIRD's `ipv4`, Junos's `inet.0`: `ipv4-unicast`. */
export function toFamily(text: string): string {
  const [, table] = /(?:^|\.)(inet6?)\.\d+$/.exec(text) ?? [];
  if (table !== undefined) return table === 'inet' ? 'ipv4-unicast' : 'ipv6-unicast';
  if (text === 'bgp.evpn.0') return 'l2vpn-evpn';
  const plain = text
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[\s/_]+/g, '-');
  return /^ipv[46]$/.test(plain) ? `${plain}-unicast` : plain;
}

/** A speaker that runs and shows a table without a session. @param at the line that says so, from 0 */
export function toIdle({ source, node, line, lines }: AnySection, daemon: Daemon, at: number): ProcessStatus {
  return { daemon, node, state: 'no-session', source, line: line + at, text: (lines.at(at) ?? '').trim() };
}
