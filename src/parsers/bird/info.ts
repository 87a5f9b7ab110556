import { type FsmState, type Reason, ReasonKind } from '../../model/peer-status.ts';
import { notificationOf, notificationReason } from '../notification-words.ts';
import { passive } from '../peer.ts';
import { socketReason } from '../socket-words.ts';
import { toState } from '../values.ts';

/** What BIRD prints in the column Info: a word of its state machine, then the last error. Either may be missing. */
export interface BirdInfo {
  readonly state: FsmState | null;
  /** The word as printed. */
  readonly word: string | null;
  readonly reason: Reason | null;
}

/** @param protocolState of the column State: `up`, `start`, `down` … */
export function readBirdInfo(info: string, protocolState: string): BirdInfo {
  const [, first = ''] = /^([A-Za-z]+)(?=\s|$)/.exec(info) ?? [];
  const state = stateOf(first);
  const rest = (state === null ? info : info.slice(first.length)).trim().replaceAll(/\s+/g, ' ');
  return {
    state: state ?? (protocolState === 'down' ? 'Idle' : null),
    word: state === null ? null : first,
    reason: rest !== '' ? readReason(rest) : first === 'Passive' ? PASSIVE : protocolState === 'down' ? DISABLED : null,
  };
}

/** In `Passive` it listens, which RFC 4271 §8.2.2 calls Active; `Close` is on the way to Idle. */
function stateOf(word: string): FsmState | null {
  if (word === 'Passive') return 'Active';
  return word === 'Close' || word === 'Down' ? 'Idle' : toState(word);
}

const PASSIVE = passive('Passive');

/** A protocol that failed says so. */
const DISABLED: Reason = {
  text: 'down',
  kind: ReasonKind.Admin,
  code: 'shut',
  means: 'the protocol is disabled, and no error is given',
};

/** BIRD's classes of an error (proto/bgp/bgp.c, bgp_err_classes). */
export function readReason(text: string): Reason {
  const [, prefix = '', words = text] =
    /^(Received|BGP Error|Socket|Error|Automatic shutdown): *(.*)$/.exec(text) ?? [];
  switch (prefix) {
    case 'Received':
      return notificationReason(text, 'peer', notificationOf(words));
    case 'BGP Error':
      return notificationReason(text, 'speaker', notificationOf(words));
    case 'Socket':
      return socketReason(text, words);
    case 'Automatic shutdown':
      return {
        text,
        kind: ReasonKind.Local,
        code: '6/1',
        means: 'a limit of routes was passed: it stays down until it is enabled again',
      };
    default: {
      const [code = null, means = null] = LOCAL[words.toLowerCase()] ?? [];
      return { text, kind: ReasonKind.Local, code, means };
    }
  }
}

const LOCAL: Readonly<Record<string, readonly [code: string, means: string]>> = {
  'neighbor lost': ['unreachable', 'the neighbour is on no link of this host any more, or its link went down'],
  'invalid next hop': ['next-hop', 'no address of its own fits as next hop on the link to the peer'],
  'kernel md5 auth failed': ['md5', 'the kernel refused the TCP MD5 key: nothing was sent to the peer'],
  'no listening socket': [
    'in-use',
    'it could not listen on its port: another process holds it, or the address is not there',
  ],
  'link down': ['link', 'the link to the peer is down'],
  'bfd session down': ['bfd', 'BFD says that the path to the peer is down'],
  'graceful restart': ['restart', 'the peer restarts gracefully'],
};
