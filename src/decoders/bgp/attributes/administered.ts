/** Six octets of an extended community that are an administrator and a number that it assigned (RFC 4360 §3, RFC 5668 §2). */
import type { ByteReader } from '../../../bytes/reader.ts';
import { readIpv4 } from '../read-fields.ts';

/** `64512:100`, `192.0.2.1:100`. */
type Administered = Readonly<Record<'value', string>>;

export const administered2 = (reader: ByteReader): Administered => ({
  value: `${reader.u16('globalAdministrator')}:${reader.u32('localAdministrator')}`,
});

export const administered4 = (reader: ByteReader): Administered => ({
  value: `${reader.u32('globalAdministrator')}:${reader.u16('localAdministrator')}`,
});

export const administeredIpv4 = (reader: ByteReader): Administered => ({
  value: `${readIpv4(reader, 'globalAdministrator')}:${reader.u16('localAdministrator')}`,
});
