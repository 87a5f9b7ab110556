import { type Reason, ReasonKind } from '../model/peer-status.ts';

/** What an error code and subcode say of the side that gets them (RFC 4271 §4.5, RFC 4486, RFC 9003, RFC 5492, RFC 9234, RFC 8538). */
const MEANS: Readonly<Record<string, string>> = {
  '1/0': 'a message header is invalid',
  '1/1': 'the octets of the stream are out of step: a marker was expected',
  '1/2': 'a message has a length that its type cannot have',
  '1/3': 'a message has a type that is unknown',
  '2/0': 'the OPEN is invalid',
  '2/1': 'the OPEN has another BGP version than 4',
  '2/2': 'the AS number in the OPEN is not the one that is configured for that neighbour',
  '2/3': 'the BGP identifier in the OPEN is invalid, or the same as that of the speaker that objects',
  '2/4':
    'the OPEN has an optional parameter that is not supported; a router without capabilities (RFC 5492) objects so',
  '2/5': 'authentication failed',
  '2/6': 'the hold time in the OPEN is not accepted',
  '2/7': 'the OPEN lacks a capability that is required, mostly an address family in common (RFC 5492 §5)',
  '2/8': 'the OPEN has no address family that is supported',
  '2/11': 'the BGP roles of the two sides do not fit together (RFC 9234)',
  '3/0': 'an UPDATE is invalid',
  '3/1': 'the attributes of an UPDATE are malformed',
  '3/2': 'an UPDATE has a well-known attribute that is not recognised',
  '3/3': 'an UPDATE lacks a mandatory attribute',
  '3/4': 'an attribute of an UPDATE has wrong flags',
  '3/5': 'an attribute of an UPDATE has a wrong length',
  '3/6': 'the ORIGIN of an UPDATE is invalid',
  '3/7': 'an UPDATE came back to where it began',
  '3/8': 'the NEXT_HOP of an UPDATE is invalid',
  '3/9': 'an optional attribute of an UPDATE is invalid',
  '3/10': 'a prefix in an UPDATE is invalid',
  '3/11': 'the AS_PATH of an UPDATE is malformed',
  '4/0': 'nothing was heard for a whole hold time: messages are lost, or the other side stands still',
  '5/0': 'a message came that the state of the session does not allow',
  '5/1': 'a message came that is not allowed in OpenSent',
  '5/2': 'a message came that is not allowed in OpenConfirm',
  '5/3': 'a message came that is not allowed in Established',
  '6/0': 'the session was closed, no reason given',
  '6/1': 'more prefixes came than the configured maximum',
  '6/2': 'an operator has shut the session down',
  '6/3': 'the neighbour was taken out of the configuration',
  '6/4': 'an operator has reset the session',
  '6/5': 'the connection was rejected: no such neighbour is configured there, or it may not connect now',
  '6/6': 'the configuration was changed',
  '6/7': 'two connections were opened at once, and this is the one too many',
  '6/8': 'that side is out of resources',
  '6/9': 'the session was reset for good, without graceful restart (RFC 8538)',
  '6/10': 'BFD says that the path is down (RFC 9384)',
  '7/0': 'a ROUTE-REFRESH is invalid',
  '7/1': 'a ROUTE-REFRESH has a wrong length',
  '8/0': 'what was sent was not taken for a whole send hold time (RFC 9687)',
};

/** Names as daemons print them, without case and punctuation. */
const NAMES: Readonly<Record<string, string>> = Object.fromEntries(
  `1/0 invalid message header|message header error
1/1 connection not synchronized
1/2 bad message length
1/3 bad message type
2/0 invalid open message|open message error
2/1 unsupported version number|unsupported version
2/2 bad peer as|bad peer as number
2/3 bad bgp identifier|bad bgp id
2/4 unsupported optional parameter
2/5 authentication failure
2/6 unacceptable hold time
2/7 required capability missing|unsupported capability
2/8 no supported afi safi
2/11 role mismatch
3/0 invalid update message|update message error
3/1 malformed attribute list|malformed attr list
3/2 unrecognized well known attribute
3/3 missing mandatory attribute|missing well known attribute
3/4 invalid attribute flags|attribute flags error
3/5 invalid attribute length|attribute length error
3/6 invalid origin attribute
3/7 as routing loop
3/8 invalid next hop attribute
3/9 optional attribute error
3/10 invalid network field
3/11 malformed as path
4/0 hold timer expired|hold time expired|hold timer expired error
5/0 finite state machine error|fsm error|neighbor events error
5/1 unexpected message in opensent state
5/2 unexpected message in openconfirm state
5/3 unexpected message in established state
6/0 cease
6/1 maximum number of prefixes reached
6/2 administrative shutdown|administratively shutdown
6/3 peer de configured|peer unconfigured
6/4 administrative reset|administratively reset
6/5 connection rejected
6/6 other configuration change
6/7 connection collision resolution|connection collision
6/8 out of resources
6/9 hard reset
6/10 bfd down
7/0 invalid route refresh message
7/1 invalid route refresh message length
8/0 send hold timer expired`
    .split('\n')
    .flatMap((row) => {
      const [code = '', names = ''] = [row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1)];
      return names.split('|').map((name) => [name, code]);
    }),
);
const ALL_NAMES = Object.keys(NAMES);

/**
 * Code and subcode of a name such as `Bad peer AS` or `OPEN Message Error/Bad Peer AS`, as `2/2`; null if it is none.
 * A name that a table cut off is known where only one begins so.
 */
export function notificationOf(name: string): string | null {
  const whole = fold(name);
  const last = fold(name.slice(name.lastIndexOf('/') + 1));
  const known = NAMES[whole] ?? NAMES[last];
  if (known !== undefined) return known;
  const begun = last.length < 8 ? [] : ALL_NAMES.filter((one) => one.startsWith(last));
  const [code, ...others] = new Set(begun.map((one) => NAMES[one]));
  return code === undefined || others.length > 0 ? null : code;
}

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim();

/** A NOTIFICATION as a reason; `sender` null where nothing says which side sent it. `code` is `2/2`. */
export function notificationReason(text: string, sender: 'peer' | 'speaker' | null, code: string | null): Reason {
  const means = code === null ? undefined : MEANS[code];
  return {
    text,
    kind: KINDS[sender ?? 'other'],
    code,
    means: means === undefined ? null : `${CLOSED[sender ?? 'other']}: ${means} (NOTIFICATION ${code})`,
  };
}

const KINDS = { peer: ReasonKind.Received, speaker: ReasonKind.Sent, other: ReasonKind.Other } as const;
const CLOSED = {
  peer: 'the peer closed the session',
  speaker: 'this speaker closed the session',
  other: 'one side closed the session',
} as const;
