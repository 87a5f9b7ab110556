/** A route of each kind, its octets put together by the RFC's picture. */
import { hex, type Octets } from '../encode.ts';

interface Route {
  readonly name: string;
  /** AFI × 256 + SAFI. */
  readonly family: number;
  readonly octets: Octets;
  readonly value: Readonly<Record<string, unknown>>;
}

/** 64512:100. */
export const RD = '0000 fc00 00000064';
const rd = '64512:100';
const ESI = '01 020000000001 0064 00';
const esi = '01:02:00:00:00:00:01:00:64:00';
const IPV6 = '20010db8000000000000000000000001';

const route = (name: string, afi: number, safi: number, octets: string, value: Route['value']): Route => ({
  name,
  family: afi * 256 + safi,
  octets: hex(octets),
  value,
});

/** Puts type and length before the value. */
const typed = (type: string, value: string): string =>
  `${type} ${(value.replaceAll(' ', '').length / 2).toString(16).padStart(2, '0')} ${value}`;

const evpn = (routeType: number, name: string, octets: string, value: Route['value']): Route =>
  route(`EVPN ${name}`, 25, 70, typed(routeType.toString(16).padStart(2, '0'), octets), {
    kind: 'evpn',
    routeType,
    name,
    ...value,
  });

const mcastVpn = (afi: number, routeType: number, name: string, octets: string, value: Route['value']): Route =>
  route(`MCAST-VPN ${name}, AFI ${afi}`, afi, 5, typed(`0${routeType}`, octets), {
    kind: 'mcast-vpn',
    routeType,
    name,
    ...value,
  });

const mup = (afi: number, routeType: number, name: string, octets: string, value: Route['value']): Route =>
  route(`MUP ${name}, AFI ${afi}`, afi, 85, typed(`01 000${routeType}`, octets), {
    kind: 'mup',
    architectureType: 1,
    routeType,
    name,
    ...value,
  });

const LABELED: readonly Route[] = [
  route('labelled IPv4', 1, 4, '30 000641 0af401', { prefix: '10.244.1.0/24', labels: [100] }),
  route('labelled IPv4 with two labels', 1, 4, '46 000640 000c81 0af407', {
    prefix: '10.244.4.0/22',
    labels: [100, 200],
  }),
  route('labelled default route', 1, 4, '18 000031', { prefix: '0.0.0.0/0', labels: [3] }),
  route('labelled IPv6', 2, 4, '58 000641 fd00024400030000', { prefix: 'fd00:244:3::/64', labels: [100] }),
  route('VPNv4', 1, 128, `70 000101 ${RD} 0af401`, { prefix: '10.244.1.0/24', rd, labels: [16] }),
  route('VPNv4, RD with an address', 1, 128, '58 000101 0001 0a00000b 0064', {
    prefix: '0.0.0.0/0',
    rd: '10.0.0.11:100',
    labels: [16],
  }),
  route('VPNv4, RD with a 4-octet AS', 1, 128, '58 000101 0002 fa56ea01 0064', {
    prefix: '0.0.0.0/0',
    rd: '4200000001:100',
    labels: [16],
  }),
  route('VPNv4, RD of an unknown type', 1, 128, '58 000101 0003 fa56ea01 0064', {
    prefix: '0.0.0.0/0',
    rd: '0003fa56ea010064',
    labels: [16],
  }),
  route('VPNv6', 2, 128, `98 000101 ${RD} fd00024400030000`, { prefix: 'fd00:244:3::/64', rd, labels: [16] }),
  route('VPN multicast, IPv4', 1, 129, `70 000101 ${RD} 0af401`, { prefix: '10.244.1.0/24', rd, labels: [16] }),
  route('VPN multicast, IPv6', 2, 129, `98 000101 ${RD} fd00024400030000`, {
    prefix: 'fd00:244:3::/64',
    rd,
    labels: [16],
  }),
];

const FLOW = '20 0a000001 20 e8010101';
const flow = { source: '10.0.0.1', group: '232.1.1.1' };
const ORIGINATOR = '20 0a00000b';
const originatingRouterIp = '10.0.0.11';

const EVPN: readonly Route[] = [
  evpn(1, 'Ethernet Auto-Discovery', `${RD} ${ESI} 00000064 000c81`, {
    rd,
    esi,
    ethernetTag: 100,
    labels: [200],
    vnis: [3201],
  }),
  evpn(2, 'MAC/IP Advertisement', `${RD} ${ESI} 00000000 30 0242ac110002 00 000064`, {
    rd,
    esi,
    ethernetTag: 0,
    mac: '02:42:ac:11:00:02',
    ip: null,
    labels: [6],
    vnis: [100],
  }),
  evpn(2, 'MAC/IP Advertisement', `${RD} ${ESI} 00000007 30 0242ac110002 80 ${IPV6} 000064 0000c8`, {
    ethernetTag: 7,
    ip: '2001:db8::1',
    labels: [6, 12],
    vnis: [100, 200],
  }),
  evpn(3, 'Inclusive Multicast Ethernet Tag', `${RD} 00000000 ${ORIGINATOR}`, {
    rd,
    ethernetTag: 0,
    originatingRouterIp,
  }),
  evpn(4, 'Ethernet Segment', `${RD} ${ESI} 80 ${IPV6}`, { rd, esi, originatingRouterIp: '2001:db8::1' }),
  evpn(5, 'IP Prefix', `${RD} ${ESI} 00000000 18 0af40300 0a00000b 000064`, {
    rd,
    esi,
    ethernetTag: 0,
    prefix: '10.244.3.0/24',
    gatewayIp: '10.0.0.11',
    vnis: [100],
  }),
  evpn(5, 'IP Prefix', `${RD} ${ESI} 00000000 20 ${IPV6} ${IPV6} 000064`, {
    prefix: '2001:db8::/32',
    gatewayIp: '2001:db8::1',
  }),
  evpn(6, 'Selective Multicast Ethernet Tag', `${RD} 00000000 00 20 e8010101 ${ORIGINATOR} 04`, {
    rd,
    ethernetTag: 0,
    source: null,
    group: '232.1.1.1',
    originatingRouterIp,
    flags: 4,
  }),
  evpn(7, 'Multicast Membership Report Synch', `${RD} ${ESI} 00000000 ${FLOW} ${ORIGINATOR} 04`, {
    rd,
    esi,
    ethernetTag: 0,
    ...flow,
    originatingRouterIp,
    flags: 4,
  }),
  evpn(8, 'Multicast Leave Synch', `${RD} ${ESI} 00000000 ${FLOW} ${ORIGINATOR} 00000000 0a 04`, {
    rd,
    esi,
    ...flow,
    originatingRouterIp,
    maximumResponseTime: 10,
    flags: 4,
  }),
  evpn(9, 'Per-Region I-PMSI A-D', `${RD} 00000000 0009fc0000000000`, {
    rd,
    ethernetTag: 0,
    regionId: '0009fc0000000000',
  }),
  evpn(10, 'S-PMSI A-D', `${RD} 00000000 ${FLOW} ${ORIGINATOR}`, { rd, ethernetTag: 0, ...flow, originatingRouterIp }),
  evpn(11, 'Leaf A-D', `03 11 ${RD} 00000000 20 0a000001 ${ORIGINATOR}`, {
    routeKey: '03110000fc000000006400000000200a000001',
    originatingRouterIp,
  }),
  evpn(77, 'unknown (77 / 0x4d)', '0102', { value: '0102' }),
];

const MCAST_VPN: readonly Route[] = [
  mcastVpn(1, 1, 'Intra-AS I-PMSI A-D', `${RD} 0a00000b`, { rd, originatingRouterIp }),
  mcastVpn(2, 1, 'Intra-AS I-PMSI A-D', `${RD} ${IPV6}`, { rd, originatingRouterIp: '2001:db8::1' }),
  mcastVpn(1, 2, 'Inter-AS I-PMSI A-D', `${RD} 0000fc00`, { rd, sourceAs: 64_512 }),
  mcastVpn(1, 3, 'S-PMSI A-D', `${RD} ${FLOW} 0a00000b`, { rd, ...flow, originatingRouterIp }),
  mcastVpn(1, 3, 'S-PMSI A-D', `${RD} 00 00 0a00000b`, { rd, source: null, group: null, originatingRouterIp }),
  mcastVpn(1, 4, 'Leaf A-D', `02 0c ${RD} 0000fc00 0a00000b`, {
    routeKey: '020c0000fc00000000640000fc00',
    originatingRouterIp,
  }),
  mcastVpn(1, 5, 'Source Active A-D', `${RD} ${FLOW}`, { rd, ...flow }),
  mcastVpn(1, 6, 'Shared Tree Join', `${RD} 0000fc00 ${FLOW}`, { rd, sourceAs: 64_512, ...flow }),
  mcastVpn(2, 7, 'Source Tree Join', `${RD} 0000fc00 80 ${IPV6} 80 ${IPV6}`, {
    rd,
    sourceAs: 64_512,
    source: '2001:db8::1',
    group: '2001:db8::1',
  }),
  mcastVpn(1, 8, 'unknown (8 / 0x08)', '0102', { value: '0102' }),
];

const MUP: readonly Route[] = [
  mup(1, 1, 'Interwork Segment Discovery', `${RD} 18 0a0000`, { rd, prefix: '10.0.0.0/24' }),
  mup(2, 2, 'Direct Segment Discovery', `${RD} ${IPV6}`, { rd, address: '2001:db8::1' }),
  mup(1, 3, 'Type 1 Session Transformed', `${RD} 20 c0a80001 00003039 09 20 0a000001`, {
    rd,
    prefix: '192.168.0.1/32',
    teid: 12_345,
    qfi: 9,
    endpoint: '10.0.0.1',
    source: null,
  }),
  mup(1, 3, 'Type 1 Session Transformed', `${RD} 20 c0a80001 00003039 09 20 0a000001 20 0a000002`, {
    source: '10.0.0.2',
  }),
  mup(1, 4, 'Type 2 Session Transformed', `${RD} 40 0a000001 00003039`, {
    rd,
    endpoint: '10.0.0.1',
    teid: 12_345,
    teidBits: 32,
  }),
  mup(2, 4, 'Type 2 Session Transformed', `${RD} 8c ${IPV6} ff10`, {
    rd,
    endpoint: '2001:db8::1',
    teid: 0xff10_0000,
    teidBits: 12,
  }),
  route('MUP of another architecture', 1, 85, '02 0001 02 0102', {
    kind: 'mup',
    architectureType: 2,
    routeType: 1,
    name: 'unknown (1 / 0x01)',
    value: '0102',
  }),
];

const OTHERS: readonly Route[] = [
  route('VPLS', 25, 65, `0011 ${RD} 0005 0001 0008 029ce1`, {
    kind: 'vpls',
    rd,
    veId: 5,
    veBlockOffset: 1,
    veBlockSize: 8,
    labelBase: 10_702,
  }),
  route('VPLS with TLVs', 25, 65, `0015 ${RD} 0005 0001 0008 029ce1 01000180`, { kind: 'vpls', tlvs: '01000180' }),
  route('VPLS auto-discovery', 25, 65, `000c ${RD} 0a00000b`, { kind: 'vpls-ad', rd, peAddress: '10.0.0.11' }),
  route('VPLS auto-discovery, length in bits', 25, 65, `60 ${RD} 0a00000b`, {
    kind: 'vpls-ad',
    rd,
    peAddress: '10.0.0.11',
  }),
  route('route target', 1, 132, '60 0000fc00 0002 fc00 00000064', {
    kind: 'route-target',
    length: 96,
    originAs: 64_512,
    routeTarget: '64512:100',
  }),
  route('route target with an address', 1, 132, '60 0000fc00 0102 0a00000b 0064', { routeTarget: '10.0.0.11:100' }),
  route('route target of another type', 1, 132, '60 0000fc00 0602 0a00000b 0064', { routeTarget: '06020a00000b0064' }),
  route('route targets of an AS', 1, 132, '20 0000fc00', { length: 32, originAs: 64_512, routeTarget: null }),
  route('route targets that begin so', 1, 132, '30 0000fc00 0002', { length: 48, routeTarget: '0002' }),
  route('all route targets', 1, 132, '00', { length: 0, originAs: null, routeTarget: null }),
];

export const ROUTES: readonly Route[] = [...LABELED, ...EVPN, ...MCAST_VPN, ...MUP, ...OTHERS];
