import type { Dissected } from '../decoders/dissected.ts';

/** The fields of a packet that matter to a connection; `bytes` are only read during the call. */
export type Segment = Pick<
  Dissected,
  | 'bytes'
  | 'sequence'
  | 'acknowledgement'
  | 'flags'
  | 'window'
  | 'mss'
  | 'timestamp'
  | 'ipId'
  | 'auth'
  | 'signature'
  | 'ttl'
  | 'optionsStart'
  | 'payloadStart'
  | 'payloadEnd'
  | 'payloadLength'
>;
