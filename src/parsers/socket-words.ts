import { type Reason, ReasonKind } from '../model/peer-status.ts';

/** What strerror (glibc, musl) and Go print for an errno, and what a BGP speaker met where it is printed. */
const MEANS: readonly (readonly [words: RegExp, code: string, means: string])[] = [
  [
    /connection refused/i,
    'refused',
    'the peer’s host answers and nothing accepts BGP there: its daemon is down, or does not listen for this speaker',
  ],
  [/connection reset/i, 'closed', 'the peer’s host reset the connection'],
  [/connection closed|\bEOF\b/i, 'closed', 'the peer closed the connection without a NOTIFICATION'],
  [
    /host is unreachable|no route to host/i,
    'unreachable',
    'no way to the peer: its address is not answered on the link, a router or a firewall says so, or there is no route',
  ],
  [/network (?:is )?unreachable/i, 'unreachable', 'there is no route to the peer'],
  [
    /(?:connection|operation) timed out|i\/o timeout|deadline exceeded/i,
    'no-answer',
    'no answer from the peer: it is not there, or packets are dropped on the way',
  ],
  [/address (?:already )?in use/i, 'in-use', 'another process holds the port and address'],
  [
    /cannot assign requested address|address not available/i,
    'no-address',
    'the speaker’s own address is on no interface of this host',
  ],
  [/protocol not available/i, 'md5', 'the kernel cannot do what was asked: TCP MD5 is not built in'],
  [
    /permission denied|operation not permitted/i,
    'denied',
    'the kernel did not let it: a capability is missing, or a firewall drops what it sends',
  ],
];

/** A failure of TCP or IP. `words` is what the system says, `text` all of it as printed. */
export function socketReason(text: string, words: string): Reason {
  const [, code = null, means = null] = MEANS.find(([pattern]) => pattern.test(words)) ?? [];
  const isOwn = code === 'in-use' || code === 'no-address' || code === 'md5' || code === 'denied';
  return { text, kind: code === null ? ReasonKind.Other : isOwn ? ReasonKind.Local : ReasonKind.Network, code, means };
}
