import { type Reason, ReasonKind } from '../model/peer-status.ts';

/** What strerror (glibc, musl) and Go print for an errno, and what a BGP speaker met where it is printed. */
const MEANS: readonly (readonly [words: RegExp, means: string])[] = [
  [
    /connection refused/i,
    'the peer’s host answers and nothing accepts BGP there: its daemon is down, or does not listen for this speaker',
  ],
  [/connection reset/i, 'the peer’s host reset the connection'],
  [/connection closed|\bEOF\b/i, 'the peer closed the connection without a NOTIFICATION'],
  [
    /host is unreachable|no route to host/i,
    'no way to the peer: its address is not answered on the link, a router or a firewall says so, or there is no route',
  ],
  [/network (?:is )?unreachable/i, 'there is no route to the peer'],
  [
    /(?:connection|operation) timed out|i\/o timeout|deadline exceeded/i,
    'no answer from the peer: it is not there, or its packets or ours are dropped on the way',
  ],
  [/address (?:already )?in use/i, 'another process holds the port and address'],
  [
    /cannot assign requested address|address not available/i,
    'the speaker’s own address is on no interface of this host',
  ],
  [/protocol not available|no such file or directory/i, 'the kernel cannot do what was asked: TCP MD5 is not built in'],
  [
    /permission denied|operation not permitted/i,
    'the kernel did not let it: a capability is missing, or a firewall drops what it sends',
  ],
];

/** A failure of TCP or IP. `words` is what the system says, `text` all of it as printed. */
export function socketReason(text: string, words: string): Reason {
  const [, means = null] = MEANS.find(([pattern]) => pattern.test(words)) ?? [];
  return { text, kind: ReasonKind.Network, means };
}
