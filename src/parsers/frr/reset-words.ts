import { type Reason, ReasonKind } from '../../model/peer-status.ts';
import { notificationOf, notificationReason } from '../notification-words.ts';
import { socketReason } from '../socket-words.ts';

/** What FRR gives as the cause of the last reset (bgp_fsm.c, peer_down_str), by its words: the numbers change with releases. */
const MEANS: Readonly<Record<string, readonly [kind: ReasonKind, code: string, means: string]>> = {
  'waiting for peer open': [
    ReasonKind.Network,
    'no-answer',
    'no OPEN has come from the peer yet: TCP does not come up, or the peer says nothing',
  ],
  'waiting for nht': [
    ReasonKind.Local,
    'no-route',
    'no route to the peer that FRR accepts: it resolves no peer by the default route unless told, and sends no SYN',
  ],
  'no path to specified neighbor': [
    ReasonKind.Local,
    'no-route',
    'no route to the peer that FRR accepts: it sends no SYN',
  ],
  'no afi/safi activated for peer': [
    ReasonKind.Local,
    'no-family',
    'no address family is activated for this neighbour, or it is shut down',
  ],
  'peer closed the session': [ReasonKind.Network, 'closed', 'the peer closed the connection without a NOTIFICATION'],
  // Cisco's.
  'peer closing down the session': [
    ReasonKind.Network,
    'closed',
    'the peer closed the connection without a NOTIFICATION',
  ],
  'holdtimer expired error': [ReasonKind.Network, '4/0', 'nothing was heard from the peer for a whole hold time'],
  'interface down': [ReasonKind.Local, 'link', 'the link to the peer went down'],
  'neighbor address lost': [ReasonKind.Local, 'no-address', 'the address that the session used is gone'],
  'admin. shutdown': [ReasonKind.Admin, 'shut', 'it is shut down in this router’s configuration'],
  'admin. shutdown (rtt)': [ReasonKind.Admin, 'shut', 'it was shut down since the round trip took too long'],
  'user reset': [ReasonKind.Admin, 'shut', 'an operator cleared the session'],
  'bfd down initiated': [ReasonKind.Network, 'bfd', 'BFD says that the path to the peer is down'],
  'router id is missing': [
    ReasonKind.Local,
    'no-id',
    'this router has no router ID: no IPv4 address, and none is configured',
  ],
  'password config change': [ReasonKind.Local, 'configured', 'the password was changed'],
  'reached received prefix count': [ReasonKind.Local, '6/1', 'more prefixes came than the configured maximum'],
  'waiting for peer address': [
    ReasonKind.Local,
    'unreachable',
    'the neighbour on that interface has not been found yet',
  ],
  'waiting for vrf to be initialized': [ReasonKind.Local, 'configured', 'its VRF is not there yet'],
};

/** `Notification sent (OPEN Message Error/Bad Peer AS)`, `Waiting for peer OPEN`, Cisco's `due to BGP Notification received …`. */
export function resetReason(text: string): Reason {
  const words = text.replace(/^due to\s+/i, '').trim();
  const [, direction, name = ''] = /^(?:BGP )?Notification (sent|send|received)\b\s*\(?([^)]*)\)?/i.exec(words) ?? [];
  if (direction !== undefined) {
    return notificationReason(
      words,
      direction === 'received' ? 'peer' : 'speaker',
      name === '' ? null : notificationOf(name),
    );
  }
  const [kind, code, means] = MEANS[words.toLowerCase()] ?? [];
  return kind === undefined || code === undefined || means === undefined
    ? socketReason(words, words)
    : { text: words, kind, code, means };
}

/** FRR and others hold an eBGP session without a policy up and let no route pass. */
export const NO_POLICY: Reason = {
  text: '(Policy)',
  kind: ReasonKind.Local,
  code: 'policy',
  means: 'no route passes: an eBGP session needs a policy for each direction (RFC 8212)',
};

export const ADMIN_DOWN: Reason = {
  text: 'Admin',
  kind: ReasonKind.Admin,
  code: 'shut',
  means: 'it is shut down in this speaker’s configuration',
};

/** What stands in brackets behind a state: `Idle (Admin)`, `Idle(PfxCt)`. */
export function bracketReason(text: string): Reason | null {
  if (/\(Admin/i.test(text)) return { ...ADMIN_DOWN, text };
  if (/\(PfxCt|\(PfxRcd/i.test(text)) {
    const means = 'more prefixes came than the configured maximum: it stays down until it is cleared';
    return { text, kind: ReasonKind.Local, code: '6/1', means };
  }
  return /\(NoIf/i.test(text)
    ? { text, kind: ReasonKind.Local, code: 'link', means: 'no interface leads to the peer' }
    : null;
}
