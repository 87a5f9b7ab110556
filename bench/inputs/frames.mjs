export const FIN = 0x01;
export const SYN = 0x02;
export const PSH = 0x08;
export const ACK = 0x10;

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ETHERNET = 14;

/** Every builder returns a view of this: copy it to keep it. */
const scratch = new Uint8Array(65_536);
const NOTHING = new Uint8Array(0);

export function tcpFrame(from, to, { seq, ack, flags, window, options = NOTHING, payload = NOTHING }) {
  const header = 20 + options.length;
  const at = startPacket(from, to, TCP, header + payload.length);
  put16(at, from.port);
  put16(at + 2, to.port);
  put32(at + 4, seq);
  put32(at + 8, ack);
  put16(at + 12, ((header >> 2) << 12) | flags);
  put16(at + 14, window);
  put32(at + 16, 0);
  scratch.set(options, at + 20);
  scratch.set(payload, at + header);
  const end = at + header + payload.length;
  put16(at + 16, transportChecksum(from, to, TCP, at, end));
  return scratch.subarray(0, end);
}

/** VXLAN leaves the UDP checksum out, as Linux does: `checksum: false`. */
export function udpFrame(from, to, payload, { checksum = true } = {}) {
  const at = startPacket(from, to, UDP, 8 + payload.length);
  const end = at + 8 + payload.length;
  put16(at, from.port);
  put16(at + 2, to.port);
  put16(at + 4, 8 + payload.length);
  put16(at + 6, 0);
  scratch.set(payload, at + 8);
  if (checksum) put16(at + 6, transportChecksum(from, to, UDP, at, end) || 0xffff);
  return scratch.subarray(0, end);
}

/** Echo request (8) or reply (0), IPv4. */
export function pingFrame(from, to, { type, id, sequence, payload }) {
  const at = startPacket(from, to, ICMP, 8 + payload.length);
  const end = at + 8 + payload.length;
  put32(at, type << 24);
  put16(at + 4, id);
  put16(at + 6, sequence);
  scratch.set(payload, at + 8);
  put16(at + 2, fold(sum(at, end, 0)));
  return scratch.subarray(0, end);
}

/** Who has (1) and is at (2). */
export function arpFrame(from, to, operation) {
  startEthernet(from.mac, operation === 1 ? new Uint8Array(6).fill(0xff) : to.mac, 0x0806);
  put32(14, 0x0001_0800);
  put32(18, 0x0604_0000 | operation);
  scratch.set(from.mac, 22);
  scratch.set(from.address, 28);
  if (operation === 1) scratch.fill(0, 32, 38);
  else scratch.set(to.mac, 32);
  scratch.set(to.address, 38);
  return scratch.subarray(0, 42);
}

function startEthernet(source, target, type) {
  scratch.set(target, 0);
  scratch.set(source, 6);
  put16(12, type);
}

/** Ethernet and IP headers; returns where the payload begins. */
function startPacket(from, to, protocol, length) {
  return from.address.length === 4 ? startIpv4(from, to, protocol, length) : startIpv6(from, to, protocol, length);
}

function startIpv4(from, to, protocol, length) {
  startEthernet(from.mac, to.mac, 0x0800);
  from.counter.id = (from.counter.id + 1) & 0xffff;
  put32(14, 0x4500_0000 | (20 + length));
  put16(18, from.counter.id);
  put16(20, 0x4000);
  put32(22, 0x4000_0000 | (protocol << 16));
  scratch.set(from.address, 26);
  scratch.set(to.address, 30);
  put16(24, fold(sum(ETHERNET, 34, 0)));
  return 34;
}

function startIpv6(from, to, protocol, length) {
  startEthernet(from.mac, to.mac, 0x86dd);
  put32(14, 0x6000_0000);
  put16(18, length);
  put16(20, (protocol << 8) | 64);
  scratch.set(from.address, 22);
  scratch.set(to.address, 38);
  return 54;
}

function transportChecksum(from, to, protocol, at, end) {
  const addresses = at - from.address.length * 2;
  return fold(sum(addresses, end, protocol + end - at));
}

function sum(at, end, start) {
  let total = start;
  const even = end - ((end - at) & 1);
  for (let i = at; i < even; i += 2) total += (scratch[i] << 8) | scratch[i + 1];
  return even === end ? total : total + (scratch[even] << 8);
}

function fold(total) {
  const once = (total & 0xffff) + Math.floor(total / 0x1_0000);
  return ~((once & 0xffff) + (once >>> 16)) & 0xffff;
}

function put16(at, value) {
  scratch[at] = value >>> 8;
  scratch[at + 1] = value;
}

function put32(at, value) {
  scratch[at] = value >>> 24;
  scratch[at + 1] = value >>> 16;
  scratch[at + 2] = value >>> 8;
  scratch[at + 3] = value;
}
