import type { ByteReader } from '../../../bytes/reader.ts';
import { communityName } from '../registry/communities.ts';

/** COMMUNITIES (RFC 1997): `64512:100`. */
export function decodeCommunities(reader: ByteReader): readonly string[] {
  const communities: string[] = [];
  while (reader.remaining > 0) communities.push(`${reader.u16('community')}:${reader.u16('community')}`);
  return communities;
}

/** The well-known ones of a decoded value by name: `{"65535:65281": "NO_EXPORT"}`; nothing where there are none. */
export function communityNames(value: unknown): { readonly names?: Readonly<Record<string, string>> } {
  if (!Array.isArray(value)) return {};
  const names = value.flatMap((community) => {
    const name = communityName(String(community));
    return name === undefined ? [] : [[String(community), name]];
  });
  return names.length === 0 ? {} : { names: Object.fromEntries(names) };
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
