import type { ByteReader } from '../../../bytes/reader.ts';

/** Whose NLRI are read: the AFI says how long addresses are, and a withdrawal may leave out what an announcement needs. */
export interface NlriFamily {
  readonly afi: number;
  readonly safi: number;
  readonly withdrawn: boolean;
}

/** Reads one NLRI, which follows its path identifier if it has one. Throws DecodeError where it breaks the format. */
export type NlriDecoder<Value> = (reader: ByteReader, family: NlriFamily) => Value;
