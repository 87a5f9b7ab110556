/**
 * D-PATH (draft-ietf-bess-evpn-ipvpn-interworking §4): the domains that a route has passed, the last first, in segments.
 *
 *   +----------+----------------------------------------------------+
 *   | Number   | as many domains: Global Administrator (4 octets),  |
 *   | 1 octet  | Local Administrator (2), ISF_SAFI_TYPE (1)         |
 *   +----------+----------------------------------------------------+
 */
import { type ByteReader, DecodeError } from '../../../bytes/reader.ts';

export interface Domain {
  /** `65000:1`. */
  readonly domainId: string;
  /** SAFI by which the route came into the domain; 0 of a local one. */
  readonly safi: number;
}

/** By segment. */
export function decodeDPath(reader: ByteReader): readonly (readonly Domain[])[] {
  const segments: (readonly Domain[])[] = [];
  do {
    const { offset } = reader;
    const count = reader.u8('domainSegmentLength');
    if (count === 0) throw new DecodeError('bgp.dPath', 'domainSegmentLength', offset, 'is 0');
    segments.push(Array.from({ length: count }, () => decodeDomain(reader)));
  } while (reader.remaining > 0);
  return segments;
}

function decodeDomain(reader: ByteReader): Domain {
  const domainId = `${reader.u32('globalAdministrator')}:${reader.u16('localAdministrator')}`;
  return { domainId, safi: reader.u8('isfSafiType') };
}
