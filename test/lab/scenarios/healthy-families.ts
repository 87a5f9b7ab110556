import { startGobgp } from '../daemons/gobgp.ts';
import type { Daemon } from '../daemons/speaker.ts';
import { nodeSpeaker, record, startNode, startRouter } from '../pairing.ts';
import { sleep } from '../processes.ts';
import { NODE, type Scenario } from '../scenario.ts';
import { direct } from '../topology.ts';
import { untilSettled, withHoldTime } from './healthy.ts';

interface Families {
  readonly name: string;
  readonly about: string;
  /** Lines of GoBGP's neighbor block. */
  readonly nodeLines: readonly string[];
  readonly router: 'frr' | 'gobgp';
  /** Of its neighbor block for GoBGP, of its router block for FRR. */
  readonly routerLines: readonly string[];
  /** What GoBGP does before it dials, and what it announces: the words after `gobgp` and after `global rib add`. */
  readonly before?: readonly string[];
  readonly routes: readonly string[];
}

const gobgpFamilies = (...names: readonly string[]): string[] =>
  names.flatMap((family) => ['[[neighbors.afi-safis]]', '[neighbors.afi-safis.config]', `afi-safi-name = "${family}"`]);

/** Of FRR's router block. */
const frrFamilies = (...names: readonly string[]): string[] =>
  names.flatMap((family) => [`address-family ${family}`, ` neighbor ${NODE} activate`, 'exit-address-family']);

const addPathFamilies = (...names: readonly string[]): string[] =>
  names.flatMap((family) => [
    ...gobgpFamilies(family),
    '[neighbors.afi-safis.add-paths.config]',
    'receive = true',
    'send-max = 4',
  ]);

const RD = 'rd 64512:100 rt 64512:100';
const LACP = 'esi LACP 02:00:00:00:00:01 100';
const SID = 'prefix 2001:db8:1:1::/64 locator-node-length 24 function-length 16';

const ROWS: readonly Families[] = [
  {
    name: 'labeled-unicast-gobgp-frr',
    about: 'Labelled unicast of IPv4 and IPv6, GoBGP and FRR; one route has two labels.',
    nodeLines: gobgpFamilies('ipv4-labelled-unicast', 'ipv6-labelled-unicast'),
    router: 'frr',
    routerLines: frrFamilies('ipv4 labeled-unicast', 'ipv6 labeled-unicast'),
    routes: [
      '-a ipv4-mpls 10.244.3.0/24 100',
      '-a ipv4-mpls 10.244.4.0/22 100/200',
      '-a ipv6-mpls fd00:244:3::/64 101',
    ],
  },
  {
    name: 'vpn-gobgp-frr',
    about: 'VPNv4 and VPNv6 with route distinguishers of all three types, GoBGP and FRR.',
    nodeLines: gobgpFamilies('l3vpn-ipv4-unicast', 'l3vpn-ipv6-unicast'),
    router: 'frr',
    routerLines: frrFamilies('ipv4 vpn', 'ipv6 vpn'),
    routes: [
      `-a vpnv4 10.244.3.0/24 label 16 ${RD}`,
      '-a vpnv4 10.244.4.0/22 label 17 rd 192.168.10.11:100 rt 64512:100',
      '-a vpnv4 0.0.0.0/0 label 18 rd 64086.59905:100 rt 64512:100',
      `-a vpnv6 fd00:244:3::/64 label 19 ${RD}`,
    ],
  },
  {
    name: 'vpn-add-path-gobgp-gobgp',
    about: 'VPNv4 and EVPN with ADD-PATH, two GoBGP: the routes carry path identifiers.',
    nodeLines: addPathFamilies('l3vpn-ipv4-unicast', 'l2vpn-evpn'),
    router: 'gobgp',
    routerLines: addPathFamilies('l3vpn-ipv4-unicast', 'l2vpn-evpn'),
    routes: [
      `-a vpnv4 10.244.3.0/24 label 16 ${RD}`,
      `-a evpn macadv 02:42:ac:11:00:03 10.244.3.3 etag 0 label 100 ${RD} encap vxlan`,
      `-a vpnv4 10.244.4.0/22 label 17 ${RD}`,
    ],
  },
  {
    name: 'evpn-gobgp-frr',
    about: 'EVPN routes of types 1 to 5, GoBGP and FRR.',
    nodeLines: gobgpFamilies('l2vpn-evpn'),
    router: 'frr',
    routerLines: frrFamilies('l2vpn evpn'),
    routes: [
      `-a evpn a-d ${LACP} etag 100 label 200 ${RD}`,
      `-a evpn macadv 02:42:ac:11:00:02 0.0.0.0 etag 0 label 100 ${RD} encap vxlan`,
      `-a evpn macadv 02:42:ac:11:00:03 10.244.3.3 etag 0 label 100 ${RD} encap vxlan`,
      `-a evpn macadv 02:42:ac:11:00:04 fd00:244:3::4 ${LACP} etag 7 label 100 ${RD} encap vxlan`,
      `-a evpn multicast ${NODE} etag 0 ${RD} encap vxlan`,
      `-a evpn esi ${NODE} ${LACP} ${RD}`,
      `-a evpn prefix 10.244.3.0/24 gw ${NODE} etag 0 label 100 ${RD} encap vxlan`,
      `-a evpn prefix fd00:244:3::/64 etag 0 label 100 ${RD} encap vxlan`,
    ],
  },
  {
    name: 'mup-gobgp-gobgp',
    about: 'The four routes of the mobile user plane, two GoBGP.',
    nodeLines: gobgpFamilies('ipv4-mup', 'ipv6-mup'),
    router: 'gobgp',
    routerLines: gobgpFamilies('ipv4-mup', 'ipv6-mup'),
    routes: [
      `-a mup-ipv4 isd 10.0.0.0/24 ${RD} ${SID} behavior ENDM_GTP4E nexthop 2001:db8::11`,
      `-a mup-ipv4 dsd 10.0.0.1 ${RD} ${SID} behavior END_DT4 mup 10:10 nexthop 2001:db8::11`,
      `-a mup-ipv4 t1st 192.168.0.1/32 ${RD} teid 12345 qfi 9 endpoint 10.0.0.1 nexthop 10.0.0.2`,
      `-a mup-ipv4 t2st 10.0.0.1 ${RD} teid 12345 mup 10:10 nexthop 10.0.0.2`,
      `-a mup-ipv6 isd 2001:db8:2::/48 ${RD} ${SID} behavior ENDM_GTP6E nexthop 2001:db8::11`,
      `-a mup-ipv6 dsd 2001:db8:2::1 ${RD} ${SID} behavior END_DT6 mup 10:10 nexthop 2001:db8::11`,
      `-a mup-ipv6 t1st 2001:db8:3::1/128 ${RD} teid 12345 qfi 9 endpoint 2001:db8::1 nexthop 2001:db8::2`,
      `-a mup-ipv6 t2st 2001:db8::1 ${RD} teid 12345 mup 10:10 nexthop 2001:db8::2`,
    ],
  },
  {
    name: 'flowspec-gobgp-frr',
    about: 'Flow specifications of IPv4 and IPv6, GoBGP and FRR.',
    nodeLines: gobgpFamilies('ipv4-flowspec', 'ipv6-flowspec'),
    router: 'frr',
    routerLines: frrFamilies('ipv4 flowspec', 'ipv6 flowspec'),
    routes: [
      '-a ipv4-flowspec match destination 10.244.3.0/24 protocol tcp destination-port >=80&<=90 ==443 tcp-flags =S then discard',
      '-a ipv6-flowspec match destination fd00:244:3::/64 protocol udp port ==53 then rate-limit 1000',
      '-a ipv4-flowspec match source 10.244.4.0/22 fragment is-fragment packet-length >1400 dscp ==46 then redirect 64512:100',
      '-a ipv4-flowspec match destination 10.244.5.1/32 protocol icmp icmp-type ==8 icmp-code ==0 then accept',
      '-a ipv6-flowspec match source fd00:244:4::/64 protocol ==6 tcp-flags !=SA then discard',
    ],
  },
  {
    name: 'flowspec-vpn-gobgp-gobgp',
    about: 'Flow specifications of IPv4 and IPv6 VPNs, two GoBGP.',
    nodeLines: gobgpFamilies('l3vpn-ipv4-flowspec', 'l3vpn-ipv6-flowspec'),
    router: 'gobgp',
    routerLines: gobgpFamilies('l3vpn-ipv4-flowspec', 'l3vpn-ipv6-flowspec'),
    routes: [
      `-a ipv4-l3vpn-flowspec match destination 10.244.3.0/24 protocol tcp then discard ${RD}`,
      `-a ipv6-l3vpn-flowspec match destination fd00:244:3::/64 port ==53 then discard ${RD}`,
    ],
  },
  {
    name: 'route-target-gobgp-gobgp',
    about: 'Route target constraint, two GoBGP: one asks for two route targets.',
    nodeLines: gobgpFamilies('rtc'),
    router: 'gobgp',
    routerLines: gobgpFamilies('rtc'),
    before: ['vrf add blue rd 64512:100 rt both 64512:100', 'vrf add red rd 64512:200 rt both 192.168.10.11:200'],
    routes: [],
  },
  {
    name: 'path-attributes-gobgp-gobgp',
    about: 'Many path attributes, and extended communities of unicast, EVPN and flowspec routes; two GoBGP.',
    nodeLines: gobgpFamilies('l2vpn-evpn', 'ipv4-flowspec', 'ipv6-flowspec', 'l3vpn-ipv4-unicast'),
    router: 'gobgp',
    routerLines: gobgpFamilies('l2vpn-evpn', 'ipv4-flowspec', 'ipv6-flowspec', 'l3vpn-ipv4-unicast'),
    routes: [
      '10.244.3.0/24 origin egp med 50 community 64512:100,64512:200 large-community 64512:1:2',
      '10.244.4.0/24 aspath 65010,4200000001 aggregator 4200000001:192.168.10.11',
      '10.244.5.0/24 aigp metric 2000',
      '10.244.6.0/24 community 64512:100,no-llgr',
      `-a vpnv4 10.244.7.0/24 label 16 rd 64512:100 rt 64512:100 192.168.10.11:100 4200000001:100`,
      `-a evpn multicast ${NODE} etag 0 ${RD} encap vxlan pmsi ingress-repl 100 ${NODE}`,
      `-a evpn a-d ${LACP} etag 100 label 200 ${RD} esi-label 300`,
      `-a evpn macadv 02:42:ac:11:00:02 10.244.3.2 etag 0 label 100 ${RD} default-gateway`,
      `-a evpn prefix 10.244.8.0/24 gw ${NODE} etag 0 label 100 ${RD} encap vxlan router-mac 02:42:ac:11:00:01`,
      `-a evpn esi ${NODE} ${LACP} ${RD}`,
      '-a ipv4-flowspec match destination 10.244.3.0/24 then rate-limit 125000 as 64512',
      '-a ipv4-flowspec match destination 10.244.4.0/24 then redirect 64512:100',
      '-a ipv4-flowspec match destination 10.244.5.0/24 then redirect 192.168.10.11:100',
      '-a ipv4-flowspec match destination 10.244.6.0/24 then mark 46 action sample-terminal',
      '-a ipv6-flowspec match destination fd00:244:3::/64 then redirect fd00:244::1:100',
    ],
  },
];

const rows = ROWS.map((row): Scenario => ({
  group: 'healthy',
  name: row.name,
  about: `Healthy: ${row.about}`,
  expect: { findings: [], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    const ofRouter =
      row.router === 'gobgp' ? { neighbor: { holdTime: 9, extra: row.routerLines } } : { extra: row.routerLines };
    let node: Daemon | undefined;
    const ask = async (words: string): Promise<unknown> => node?.ask(...words.split(' '));
    return record(pair, {
      async start() {
        await startRouter(row.router, pair, withHoldTime(ofRouter));
        const side = withHoldTime({ neighbor: { families: ['ipv4'], extra: row.nodeLines } });
        node = await startGobgp(pair.node.ns, nodeSpeaker(pair, side));
        for (const words of row.before ?? []) await ask(words);
        for (const route of row.routes) await ask(`global rib add ${route}`);
      },
      async watch(capture) {
        await untilSettled(capture);
        for (const route of row.routes.slice(0, 2)) await ask(`global rib del ${route}`);
        await sleep(2000);
      },
    });
  },
}));

/** ExaBGP's own words for a site, and for the family beside those that it was given. */
const VPLS = [
  'l2vpn { vpls site5 { endpoint 5; base 10702; offset 1; size 8; rd 64512:100; next-hop 192.168.10.11; origin igp;',
  'extended-community [ target:64512:100 l2info:19:0:1500:111 ]; } }',
];

const vpls: Scenario = {
  group: 'healthy',
  name: 'vpls-exabgp-gobgp',
  about: 'Healthy: a label block of VPLS, ExaBGP and GoBGP.',
  expect: { findings: [], sessions: [{ state: 'established' }] },
  async run(lab) {
    const pair = await direct(lab);
    return record(pair, {
      start: () =>
        Promise.all([
          startNode('exabgp', pair, withHoldTime({ neighbor: { extra: [...VPLS, 'family { l2vpn vpls; }'] } })),
          startRouter('gobgp', pair, withHoldTime({ neighbor: { extra: gobgpFamilies('l2vpn-vpls') } })),
        ]),
      watch: untilSettled,
    });
  },
};

export const families: readonly Scenario[] = [...rows, vpls];
