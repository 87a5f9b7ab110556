/** The segments of an SR Policy's segment list, by sub-TLV type: A and B are RFC 9830 §2.4.4.2, C to K are RFC 9831 §2. */
import type { ByteReader } from '../../../bytes/reader.ts';
import { readIpv4, readIpv6, readLabelEntry } from '../read-fields.ts';
import { endpointBehaviorName } from '../registry/srv6.ts';
import type { ValueDecoder } from '../tlv.ts';

type Fields = Readonly<Record<string, unknown>>;

export const SEGMENTS: Readonly<Record<number, ValueDecoder>> = {
  1: (reader) => ({ ...head(reader), ...readLabelEntry(reader, 'sid') }),
  3: (reader) => ({ ...headWithAlgorithm(reader), node: readIpv4(reader, 'node'), ...mplsSid(reader) }),
  4: (reader) => ({ ...headWithAlgorithm(reader), node: readIpv6(reader, 'node'), ...mplsSid(reader) }),
  5: (reader) => ({
    ...head(reader),
    localInterface: reader.u32('localInterface'),
    node: readIpv4(reader, 'node'),
    ...mplsSid(reader),
  }),
  6: (reader) => ({
    ...head(reader),
    local: readIpv4(reader, 'local'),
    remote: readIpv4(reader, 'remote'),
    ...mplsSid(reader),
  }),
  7: (reader) => ({ ...head(reader), ...interfaces(reader), ...mplsSid(reader) }),
  8: (reader) => ({
    ...head(reader),
    local: readIpv6(reader, 'local'),
    remote: readIpv6(reader, 'remote'),
    ...mplsSid(reader),
  }),
  13: (reader) => ({ ...head(reader), sid: readIpv6(reader, 'sid'), ...readBehaviorAndStructure(reader) }),
  14: (reader) => ({ ...headWithAlgorithm(reader), node: readIpv6(reader, 'node'), ...srv6Sid(reader) }),
  15: (reader) => ({ ...headWithAlgorithm(reader), ...interfaces(reader), ...srv6Sid(reader) }),
  16: (reader) => ({
    ...headWithAlgorithm(reader),
    local: readIpv6(reader, 'local'),
    remote: readIpv6(reader, 'remote'),
    ...srv6Sid(reader),
  }),
};

function head(reader: ByteReader): Fields {
  const flags = reader.u8('flags');
  reader.u8('reserved');
  return { flags };
}

function headWithAlgorithm(reader: ByteReader): Fields {
  return { flags: reader.u8('flags'), algorithm: reader.u8('algorithm') };
}

function interfaces(reader: ByteReader): Fields {
  return {
    localInterface: reader.u32('localInterface'),
    local: readIpv6(reader, 'local'),
    remoteInterface: reader.u32('remoteInterface'),
    remote: readIpv6(reader, 'remote'),
  };
}

/** Optional. */
function mplsSid(reader: ByteReader): Fields {
  return reader.remaining === 0 ? {} : { sid: readLabelEntry(reader, 'sid').label };
}

/** Optional, as what follows it is. */
function srv6Sid(reader: ByteReader): Fields {
  return reader.remaining === 0 ? {} : { sid: readIpv6(reader, 'sid'), ...readBehaviorAndStructure(reader) };
}

/** RFC 9830 §2.4.4.2.4, optional: the SRv6 endpoint behavior, and how many bits of the SID are what. */
export function readBehaviorAndStructure(reader: ByteReader): Fields {
  if (reader.remaining === 0) return {};
  const endpointBehavior = reader.u16('endpointBehavior');
  reader.u16('reserved');
  return {
    endpointBehavior,
    endpointBehaviorName: endpointBehaviorName(endpointBehavior),
    locatorBlockLength: reader.u8('locatorBlockLength'),
    locatorNodeLength: reader.u8('locatorNodeLength'),
    functionLength: reader.u8('functionLength'),
    argumentLength: reader.u8('argumentLength'),
  };
}
