import type { PeerStatus } from './peer-status.ts';

/** What became of a session between one look at it and the next. */
export interface PeerChange {
  readonly kind: ChangeKind;
  /** As it is now; of one that is gone, as it was. */
  readonly peer: PeerStatus;
  /** Null of one that was not told of before. */
  readonly before: PeerStatus | null;
}

export type ChangeKind =
  /** It was there at the first look. */
  | 'first'
  /** It is told of now, and was not before. */
  | 'new'
  /** Nothing tells of it any more. */
  | 'gone'
  /** It came up. */
  | 'up'
  /** It went down, or it is not told any more that it is up. */
  | 'down'
  /** It is as much down as before, and in another state, or for another reason. */
  | 'state'
  /** It is up as before, and not since so long: it was down in between. */
  | 'restarted';
