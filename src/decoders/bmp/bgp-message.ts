import { type ByteReader, DecodeError } from '../../bytes/reader.ts';
import { lengthField } from '../bgp/header.ts';
import { HEADER_LENGTH } from '../bgp/message.ts';

/** The whole BGP message that `reader` stands at; its own length field says where it ends. */
export function readBgpMessage(reader: ByteReader, field: string): Uint8Array {
  const { offset } = reader;
  const header = reader.bytes(HEADER_LENGTH, field);
  const length = lengthField(header);
  if (length < HEADER_LENGTH) {
    throw new DecodeError('bmp', field, offset, `length ${length}, the minimum is ${HEADER_LENGTH}`);
  }
  const message = new Uint8Array(length);
  message.set(header);
  message.set(reader.bytes(length - HEADER_LENGTH, field), HEADER_LENGTH);
  return message;
}
