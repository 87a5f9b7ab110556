/**
 * BGPsec_Path (RFC 8205 §3): a Secure_Path and one or two Signature_Blocks; both lengths count themselves.
 *
 *   +------------------+------------------------------------------+
 *   | Secure_Path      | pCount, flags (1 octet each) and AS      |
 *   | Length, 2 octets | (4 octets), once for each AS             |
 *   +------------------+-----------------+------------------------+
 *   | Signature_Block  | Algorithm Suite | SKI (20 octets), length|
 *   | Length, 2 octets | 1 octet         | (2), signature; as many|
 *   +------------------+-----------------+------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';
import { toHex } from '../hex.ts';

export interface BgpsecPath {
  readonly securePath: readonly SecurePathSegment[];
  readonly signatureBlocks: readonly SignatureBlock[];
}
interface SecurePathSegment {
  readonly pCount: number;
  readonly flags: number;
  readonly as: number;
}
interface SignatureBlock {
  readonly algorithmSuite: number;
  readonly signatures: readonly { readonly ski: string; readonly signature: string }[];
}

const MAX_BLOCKS = 2;
const SKI_LENGTH = 20;

export function decodeBgpsecPath(reader: ByteReader): BgpsecPath {
  const securePath: SecurePathSegment[] = [];
  const segments = subOfWhole(reader, 'securePath');
  while (segments.remaining > 0) {
    securePath.push({ pCount: segments.u8('pCount'), flags: segments.u8('flags'), as: segments.u32('as') });
  }
  const signatureBlocks: SignatureBlock[] = [];
  do {
    const { offset } = reader;
    const block = decodeSignatureBlock(reader);
    const count = block.signatures.length;
    // RFC 8205 §5.2: one signature for each segment.
    if (count !== securePath.length) {
      const reason = `has ${count} signatures for ${securePath.length} segments`;
      throw new DecodeError('bgp.bgpsecPath', 'signatureBlock', offset, reason);
    }
    signatureBlocks.push(block);
  } while (reader.remaining > 0 && signatureBlocks.length < MAX_BLOCKS);
  return { securePath, signatureBlocks };
}

function decodeSignatureBlock(reader: ByteReader): SignatureBlock {
  const block = subOfWhole(reader, 'signatureBlock');
  const algorithmSuite = block.u8('algorithmSuiteIdentifier');
  const signatures: { ski: string; signature: string }[] = [];
  while (block.remaining > 0) {
    const ski = toHex(block.bytes(SKI_LENGTH, 'subjectKeyIdentifier'));
    signatures.push({ ski, signature: toHex(block.bytes(block.u16('signatureLength'), 'signature')) });
  }
  return { algorithmSuite, signatures };
}

/** What follows a length of two octets that counts itself. */
function subOfWhole(reader: ByteReader, name: string): ByteReader {
  const { offset } = reader;
  const length = reader.u16(`${name}Length`);
  if (length < 2) throw new DecodeError('bgp.bgpsecPath', `${name}Length`, offset, `is ${length}, minimum 2`);
  return reader.sub(length - 2, name);
}
