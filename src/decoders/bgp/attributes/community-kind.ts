import type { ByteReader } from '../../../bytes/reader.ts';

export type CommunityFields = Readonly<Record<string, unknown>>;

/** What the Type and Sub-Type of an extended community say of it. */
export interface CommunityKind {
  readonly type: string;
  /** Of the six octets of the value. */
  readonly decode: (reader: ByteReader) => CommunityFields;
}
