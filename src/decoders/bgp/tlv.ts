/** Type-length-value lists, as path attributes 23, 29 and 40 and link-state NLRI hold them. */
import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { type Treatment, TreatedError } from './fault.ts';
import { toHex } from './hex.ts';
import { unknownName } from './registry/unknown.ts';

export interface Tlv {
  readonly type: number;
  readonly name: string;
  /** Decoded by its type; lower-case hex where it is kept raw, or breaks the format. */
  readonly value: unknown;
  /** Why it could not be read, where the list is one that keeps such values. */
  readonly error?: string;
}

/** Reads a value to the end of `reader`; throws DecodeError at what it cannot read. */
export type ValueDecoder = (reader: ByteReader) => unknown;

export interface TlvTable {
  /** Reads type and length. */
  readonly header: (reader: ByteReader) => { readonly type: number; readonly length: number };
  readonly names: Readonly<Record<number, string>>;
  /** Types that are not here are kept raw. */
  readonly values: Readonly<Record<number, ValueDecoder>>;
  /** Whether a value of the type that breaks the format is kept with its error; otherwise it is thrown. */
  readonly keepsBad?: (type: number) => boolean;
  /** Of types whose document asks for another treatment than the rest of the list gets. */
  readonly treatments?: Readonly<Record<number, Treatment>>;
}

/** Type and length of two octets each. */
export const type2Length2: TlvTable['header'] = (reader) => ({
  type: reader.u16('type'),
  length: reader.u16('length'),
});
export const type1Length2: TlvTable['header'] = (reader) => ({ type: reader.u8('type'), length: reader.u16('length') });
export const type1Length1: TlvTable['header'] = (reader) => ({ type: reader.u8('type'), length: reader.u8('length') });

/** Every TLV to the end of `reader`. A length that reaches over it throws DecodeError. */
export function decodeTlvs(reader: ByteReader, table: TlvTable): readonly Tlv[] {
  const tlvs: Tlv[] = [];
  while (reader.remaining > 0) tlvs.push(reader.group('tlv', () => decodeTlv(reader, table)));
  return tlvs;
}

function decodeTlv(reader: ByteReader, table: TlvTable): Tlv {
  const { type, length } = table.header(reader);
  const name = table.names[type] ?? unknownName(type);
  try {
    const inner = reader.sub(length, name);
    return { type, name, ...decodeValue(inner, table.values[type] ?? decodeRaw, table.keepsBad?.(type) === true) };
  } catch (error) {
    const treatment = table.treatments?.[type];
    if (treatment === undefined || !(error instanceof DecodeError)) throw error;
    throw new TreatedError(error, treatment);
  }
}

function decodeValue(reader: ByteReader, decode: ValueDecoder, keepsBad: boolean): Pick<Tlv, 'value' | 'error'> {
  try {
    return { value: decodeWhole(reader, decode) };
  } catch (error) {
    if (!keepsBad || !(error instanceof DecodeError)) throw error;
    return { value: toHex(reader.octets), error: `${error.field}: ${error.reason}` };
  }
}

/** `decode` has to read all of `reader`. */
export function decodeWhole<T>(reader: ByteReader, decode: (reader: ByteReader) => T): T {
  const value = decode(reader);
  if (reader.remaining > 0) throw tooLong(reader);
  return value;
}

export function decodeRaw(reader: ByteReader): string {
  return toHex(reader.bytes(reader.remaining, 'value'));
}

function tooLong(reader: ByteReader): DecodeError {
  return new DecodeError(reader.layer, 'length', reader.offset, `${reader.remaining} octets too many`);
}
