import type { ByteReader } from '../../../bytes/reader.ts';

/** COMMUNITIES (RFC 1997): `64512:100`. */
export function decodeCommunities(reader: ByteReader): readonly string[] {
  const communities: string[] = [];
  while (reader.remaining > 0) communities.push(`${reader.u16('community')}:${reader.u16('community')}`);
  return communities;
}

/** LARGE_COMMUNITY (RFC 8092 §3), 32: `64512:1:2`. */
export function decodeLargeCommunities(reader: ByteReader): readonly string[] {
  const communities: string[] = [];
  while (reader.remaining > 0) {
    const administrator = reader.u32('globalAdministrator');
    communities.push(`${administrator}:${reader.u32('localData1')}:${reader.u32('localData2')}`);
  }
  return communities;
}
