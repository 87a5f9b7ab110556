/** An address with its MAC; the counter is the IPv4 identification of the next packet that it sends. */
export function ipv4Host(a, b, c, d) {
  return {
    mac: Uint8Array.of(0x02, 0x42, a, b, c, d),
    address: Uint8Array.of(a, b, c, d),
    counter: { id: (c << 8) | d },
  };
}

/** @param {readonly number[]} groups eight 16-bit groups */
export function ipv6Host(groups) {
  const address = Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
  return { mac: Uint8Array.of(0x02, 0x06, ...address.subarray(12)), address, counter: { id: 0 } };
}

export function withPort(host, port) {
  return { ...host, port };
}
