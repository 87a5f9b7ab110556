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

/** Of one list. A message holds thousands of empty TLVs, and an error costs as much as a hundred of them. */
const MAX_ERRORS = 16;

/** Every TLV to the end of `reader`. A length that reaches over it throws DecodeError. */
export function decodeTlvs(reader: ByteReader, table: TlvTable): readonly Tlv[] {
  const tlvs: Tlv[] = [];
  let errors = 0;
  while (reader.remaining > 0) {
    const tlv = reader.group('tlv', () => decodeTlv(reader, table, errors < MAX_ERRORS));
    if (tlv.error !== undefined) errors += 1;
    tlvs.push(tlv);
  }
  return tlvs;
}

/** `tries`: a value that may be kept with its error is read at all. */
function decodeTlv(reader: ByteReader, table: TlvTable, tries: boolean): Tlv {
  const { type, length } = table.header(reader);
  const name = table.names[type] ?? unknownName(type);
  try {
    const inner = reader.sub(length, name);
    const decode = table.values[type] ?? decodeRaw;
    const keepsBad = table.keepsBad?.(type) === true;
    if (keepsBad && !tries && decode !== decodeRaw)
      return {
        type,
        name,
        value: decodeRaw(inner),
        error: `not read: ${MAX_ERRORS} others before it break the format`,
      };
    return { type, name, ...decodeValue(inner, decode, keepsBad) };
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
