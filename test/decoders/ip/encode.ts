import { address, be16, be32, type Octets } from '../../net/encode.ts';

export interface IpFields {
  readonly source?: string;
  readonly destination?: string;
  readonly ttl?: number;
  readonly id?: number;
  readonly options?: Octets;
  /** Instead of the true one. */
  readonly totalLength?: number;
  /** In octets. */
  readonly offset?: number;
  readonly more?: boolean;
}

export function ipv4(protocol: number, payload: Octets, fields: IpFields = {}): Octets {
  const { source = '10.0.0.1', destination = '10.0.0.2', ttl = 64, id = 7, options = [], offset = 0, more } = fields;
  const header = 20 + options.length;
  const { totalLength = header + payload.length } = fields;
  return [
    [0x40 + header / 4, 0xc0, be16(totalLength)],
    [be16(id), be16((more ? 0x2000 : 0) + offset / 8)],
    [ttl, protocol, 0, 0],
    [address(source), address(destination), options, payload],
  ].flat(2);
}

export function ipv6(next: number, payload: Octets, fields: IpFields = {}): Octets {
  const { source = '2001:db8::1', destination = '2001:db8::2', ttl = 64, totalLength = payload.length } = fields;
  return [0x60, 0, 0, 0, be16(totalLength), next, ttl, address(source), address(destination), payload].flat();
}

/** Hop-by-hop options, destination options or routing: `units` of 8 octets behind the first. */
export function extension(next: number, payload: Octets, units = 0): Octets {
  return [next, units, ...Array.from({ length: 6 + 8 * units }, () => 1), ...payload];
}

export function authentication(next: number, payload: Octets): Octets {
  return [next, 4, ...Array.from({ length: 22 }, () => 0xaa), ...payload];
}

export function fragmentHeader(next: number, offset: number, more: boolean, id: number, payload: Octets): Octets {
  return [next, 0, ...be16(offset + (more ? 1 : 0)), ...be32(id), ...payload];
}

/** Destination Unreachable and its like: `rest` are the four octets before the quote. */
export function icmp(type: number, code: number, quote: Octets, rest: Octets = [0, 0, 0, 0]): Octets {
  return [type, code, 0, 0, ...rest, ...quote];
}
