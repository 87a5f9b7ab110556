import { TcpFlag } from '../../../src/decoders/dissected.ts';
import { be16, be32, type Octets } from '../../net/encode.ts';

export interface TcpFields {
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
  readonly window?: number;
  readonly options?: Octets;
}

/** Options are filled up to a multiple of four. */
export function tcp(payload: Octets = [], fields: TcpFields = {}): Octets {
  const { sourcePort = 40_000, destinationPort = 179, sequence = 1, acknowledgement = 0, window = 1024 } = fields;
  const { flags = TcpFlag.ACK, options = [] } = fields;
  const padded = [...options, ...Array.from({ length: (4 - (options.length % 4)) % 4 }, () => 0)];
  const offset = (5 + padded.length / 4) << 4;
  return [
    [be16(sourcePort), be16(destinationPort)],
    [be32(sequence), be32(acknowledgement)],
    [offset, flags, be16(window), 0, 0, 0, 0],
    [padded, payload],
  ].flat(2);
}
