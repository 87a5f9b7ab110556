const OPEN = 1;
const UPDATE = 2;
const NOTIFICATION = 3;
const KEEPALIVE = 4;

export const IPV4_UNICAST = [1, 1];
export const IPV6_UNICAST = [2, 1];

const TRANSITIVE = 0x40;
const OPTIONAL = 0x80;

export function keepalive() {
  return message(KEEPALIVE, []);
}

/** One optional parameter with multiprotocol, route refresh and 4-octet AS numbers. */
export function open({ as, holdTime, bgpId, families }) {
  const multiprotocol = families.flatMap(([afi, safi]) => [1, 4, 0, afi, 0, safi]);
  const routeRefresh = [2, 0];
  const fourOctetAs = [65, 4, ...u32(as)];
  const capabilities = [...multiprotocol, ...routeRefresh, ...fourOctetAs];
  const myAs = as > 0xffff ? 23_456 : as;
  const parameters = [2, capabilities.length, ...capabilities];
  return message(OPEN, [4, ...u16(myAs), ...u16(holdTime), ...bgpId, parameters.length, ...parameters]);
}

export function notification(code, subcode, data = []) {
  return message(NOTIFICATION, [code, subcode, ...data]);
}

export function update({ withdrawn = [], attributes = [], nlri = [] }) {
  return message(UPDATE, [...u16(withdrawn.length), ...withdrawn, ...u16(attributes.length), ...attributes, ...nlri]);
}

export function endOfRib([afi, safi]) {
  return afi === 1 ? update({}) : update({ attributes: attribute(OPTIONAL, 15, [0, afi, safi]) });
}

export const origin = (value) => attribute(TRANSITIVE, 1, [value]);
export const asPath = (asns) => attribute(TRANSITIVE, 2, [2, asns.length, ...asns.flatMap(u32)]);
export const nextHop = (address) => attribute(TRANSITIVE, 3, address);
export const med = (value) => attribute(OPTIONAL, 4, u32(value));
export const communities = (values) => attribute(OPTIONAL | TRANSITIVE, 8, values.flatMap(u32));
export const mpReachIpv6 = (address, nlri) => attribute(OPTIONAL, 14, [0, 2, 1, 16, ...address, 0, ...nlri]);

/** The length in bits and as many octets of the address as that needs. */
export function prefix(address, length) {
  return [length, ...address.slice(0, (length + 7) >> 3)];
}

export function u32(value) {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function u16(value) {
  return [value >> 8, value & 0xff];
}

function attribute(flags, type, value) {
  return [flags, type, value.length, ...value];
}

function message(type, body) {
  const bytes = new Uint8Array(19 + body.length).fill(0xff, 0, 16);
  bytes[16] = bytes.length >> 8;
  bytes[17] = bytes.length;
  bytes[18] = type;
  bytes.set(body, 19);
  return bytes;
}
