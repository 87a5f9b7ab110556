/** The log of MetalLB's speaker in native mode: what it last says of each peer. */
import { type PeerStatus, type Reason, ReasonKind } from '../../model/peer-status.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import type { Output, Section, TextFormat } from '../format.ts';
import { notificationReason } from '../notification-words.ts';
import { toPeerStatus } from '../peer.ts';
import { socketReason } from '../socket-words.ts';
import { withoutPort } from '../values.ts';

export const metallbLogs: TextFormat = {
  name: 'log of MetalLB’s speaker',
  starts: (line) => line.startsWith('{"') && line.endsWith('}') && WORDS.test(line),
  parse,
};

/** What only the speaker of native mode says. */
const WORDS =
  /"(?:msg|event)":"(?:BGP session (?:established|down)|failed to connect to peer|peer sent notification, closing session|sessionUp|sessionDown|peerNotification)"/;

interface Told {
  readonly at: number;
  readonly event: Fields;
  readonly isUp: boolean;
  /** The last one, also where the session came up since. */
  readonly reason: Reason | null;
}

function parse(section: Section): Output {
  const last = new Map<string, Told>();
  for (const [at, raw] of section.lines.entries()) {
    const event = WORDS.test(raw) ? toFields(raw) : {};
    const peer = textOf(event['peer']);
    if (peer === null) continue;
    const error = textOf(event['error']);
    const isUp = /established/.test(textOf(event['msg']) ?? '');
    const before = last.get(peer);
    // "BGP session down" follows what says why, and sometimes a short life between the two.
    const reason = error === null ? (before?.reason ?? null) : readError(error);
    last.set(peer, { at, event, isUp, reason });
  }
  return { peers: [...last].map(([peer, told]) => toPeer(peer, told, section)) };
}

function toFields(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line.trim());
    return fieldsOf(value);
  } catch {
    return {};
  }
}

function toPeer(peer: string, { at, event, isUp, reason }: Told, section: Section): PeerStatus {
  const time = textOf(event['ts']);
  return toPeerStatus(
    {
      daemon: 'metallb',
      local: { as: numberOf(event['localASN']) },
      address: withoutPort(peer),
      as: numberOf(event['peerASN']),
      state: isUp ? 'Established' : null,
      established: isUp,
      printed: textOf(event['msg']) ?? '',
      since: time === null ? null : { text: time, seconds: null },
      reason: isUp ? null : reason,
    },
    section,
    at,
  );
}

/** `got BGP notification code 0x0202 (Bad peer AS)`, `dial "10.0.0.1:179": … connection refused`, `read OPEN from …: EOF`. */
function readError(text: string): Reason {
  const [, code, subcode] = /^got BGP notification code 0x([\da-f]{2})([\da-f]{2})/i.exec(text) ?? [];
  if (code !== undefined && subcode !== undefined) {
    return notificationReason(text, 'peer', `${Number.parseInt(code, 16)}/${Number.parseInt(subcode, 16)}`);
  }
  const [, own = null, means] = OWN.find(([pattern]) => pattern.test(text)) ?? [];
  if (means !== undefined) return { text, kind: ReasonKind.Sent, code: own, means };
  if (/ doesn't exist on this host/.test(text)) {
    return {
      text,
      kind: ReasonKind.Local,
      code: 'no-address',
      means: 'the speaker’s own address is on no interface of this node',
    };
  }
  return socketReason(text, text);
}

/** What it closes the session for without a word to the peer (internal/bgp/native). */
const OWN: readonly (readonly [pattern: RegExp, code: string | null, means: string])[] = [
  [
    /unexpected peer ASN/,
    '2/2',
    'this speaker closed the session: the peer’s OPEN has another AS number than is configured for it',
  ],
  [/does not support 4-byte ASNs/, null, 'this speaker closed the session: the peer has no 4-octet AS numbers'],
  [/wrong BGP version/, '2/1', 'this speaker closed the session: the peer speaks another BGP version than 4'],
  [/invalid hold time/, '2/6', 'this speaker closed the session: the peer’s hold time is neither 0 nor 3 s or more'],
  [
    /message type is not OPEN, got 3/,
    null,
    'the peer answered with a NOTIFICATION instead of an OPEN: it refused the session',
  ],
];
