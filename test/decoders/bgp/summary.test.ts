import { expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { messageSummary } from '../../../src/decoders/bgp/summary.ts';
import {
  asPath4,
  attribute,
  capability,
  FOUR_OCTET,
  hex,
  MANDATORY,
  message,
  notification,
  open,
  ORIGIN,
  parameter,
  prefix,
  update,
} from './encode.ts';

const REACH = attribute(0x80, 14, hex('0002 01 10 20010db8000000000000000000000001 00 20 20010db8'));
const FLOWSPEC = attribute(0x80, 14, hex('0001 85 00 00 05 01 18 0a0001'));
const SEGMENT = attribute(
  0x80,
  14,
  hex(`0019 46 04 0a000001 00 04 17 0000000000000001 ${'00'.repeat(10)} 20 0a000001`),
);
const MUP = attribute(
  0x80,
  14,
  hex('0001 55 04 0a000001 00 01 0003 17 0000fc0000000064 20 c0a80001 00003039 09 20 0a000001'),
);
const NODE = attribute(
  0x80,
  14,
  hex(
    `4004 47 04 0a000001 00 0001 0027 03 0000000000000001 0100 001a 0200 0004 0000fc00 0201 0004 0a000001 0203 0006 ${'010203040506'}`,
  ),
);
const MDT = attribute(0x80, 15, hex('0001 42 0311'));

test.each([
  [
    'OPEN AS 64512, hold time 90 s, id 10.0.0.1, 2 capabilities: multiprotocol ipv6-unicast, route-refresh',
    open(parameter(2, capability(1, hex('00020001')), capability(2))),
  ],
  ['OPEN version 3, AS 64512, hold time 90 s, id 10.0.0.1, no capabilities', open([], { version: 3 })],
  ['OPEN malformed at octet 16: length 28, minimum of type 1 is 29', message(1, Array<number>(9).fill(0))],
  ['NOTIFICATION 2/4 OPEN Message Error / Unsupported Optional Parameter', notification(2, 4)],
  ['NOTIFICATION 6/2 Cease / Administrative Shutdown: “bye”', notification(6, 2, hex('03 627965'))],
  ['NOTIFICATION 6/9 Cease / Hard Reset (6/3 Cease / Peer De-configured)', notification(6, 9, [6, 3])],
  [
    'UPDATE announces 10.0.0.0/8, next hop 10.0.0.1, path 64512, withdraws 0.0.0.0/0',
    update({ withdrawn: [0], attributes: MANDATORY, nlri: prefix('10.0.0.0/8') }),
  ],
  [
    'UPDATE announces 2001:db8::/32, next hop 2001:db8::1, path 64512, withdraws ipv4-mdt 2 octets',
    update({ attributes: [...MANDATORY, ...REACH, ...MDT] }),
  ],
  [
    'UPDATE announces ipv4-flowspec dst 10.0.1.0/24, path 64512',
    update({ attributes: [...ORIGIN, ...asPath4(64_512), ...FLOWSPEC] }),
  ],
  [
    'UPDATE announces l2vpn-evpn [Ethernet Segment] 0:1 10.0.0.1, next hop 10.0.0.1, path 64512',
    update({ attributes: [...ORIGIN, ...asPath4(64_512), ...SEGMENT] }),
  ],
  [
    'UPDATE announces ipv4-mup [Type 1 Session Transformed] 64512:100 192.168.0.1/32 (teid 12345, qfi 9, endpoint 10.0.0.1), next hop 10.0.0.1, path 64512',
    update({ attributes: [...ORIGIN, ...asPath4(64_512), ...MUP] }),
  ],
  [
    'UPDATE announces bgp-ls-link-state [Node] protocol id 3, protocol OSPFv2, identifier 1, descriptors (type 256, name Local Node Descript…), next hop 10.0.0.1, path 64512',
    update({ attributes: [...ORIGIN, ...asPath4(64_512), ...NODE] }),
  ],
  ['UPDATE End-of-RIB ipv4-unicast', update({})],
  [
    'UPDATE announces 10.0.0.0/8, next hop 10.0.0.1, path 64512, malformed at octet 23: ORIGIN is missing (treat-as-withdraw)',
    update({ attributes: MANDATORY.slice(4), nlri: prefix('10.0.0.0/8') }),
  ],
  ['UPDATE no routes, path 64512', update({ attributes: MANDATORY })],
  ['KEEPALIVE', message(4)],
  ['ROUTE-REFRESH ipv4-unicast', message(5, hex('00010001'))],
  ['ROUTE-REFRESH ipv6-unicast, begin', message(5, hex('00020101'))],
  ['UNKNOWN type 9, malformed at octet 18: type 9, known are 1 to 5', message(9)],
])('%s', (text, bytes) => {
  expect(messageSummary(decodeMessage(bytes, FOUR_OCTET))).toBe(text);
});
