import { be16, type Octets } from '../../net/encode.ts';

export function udp(destinationPort: number, payload: Octets, sourcePort = 50_000): Octets {
  return [...be16(sourcePort), ...be16(destinationPort), ...be16(8 + payload.length), 0, 0, ...payload];
}

export function vxlan(frame: Octets, port = 8472): Octets {
  return udp(port, [0x08, 0, 0, 0, 0, 0, 1, 0, ...frame]);
}

export function geneve(etherType: number, packet: Octets, options: Octets = []): Octets {
  return udp(6081, [options.length / 4, 0, ...be16(etherType), 0, 0, 1, 0, ...options, ...packet]);
}

/** With those of checksum, key and sequence number that `flags` says. */
export function gre(etherType: number, packet: Octets, flags = 0): Octets {
  const fields = [0x8000, 0x2000, 0x1000].filter((flag) => flags & flag).flatMap(() => [9, 9, 9, 9]);
  return [...be16(flags), ...be16(etherType), ...fields, ...packet];
}
