/** Long outputs of commands, and the same data as JSON: as the command itself prints it where it can, else under the names of its columns. */

const LIST = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const prefix = (index) => `10.${index >> 8}.${index & 255}.0/24`;
const gateway = (index) => `192.168.10.${(index % 200) + 2}`;

const OWN = { dst: '192.168.10.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: '192.168.10.11' };

/** Of a node of Calico, a quarter of them with two next hops; the JSON is that of `ip -j route`. */
function ipRoute(count) {
  const lines = ['192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11 '];
  for (let index = 0; index < count; index++) {
    const [dst, via] = [prefix(index), gateway(index)];
    if (index % 4 > 0) lines.push(`${dst} via ${via} dev eth0 proto bird metric 32 `);
    else
      lines.push(
        `${dst} proto bird metric 32 `,
        ...bothOf(via).map((hop) => `\tnexthop via ${hop} dev eth0 weight 1 `),
      );
  }
  return lines.join('\n');
}

function ipRouteJson(count) {
  const routes = LIST(count, (index) => {
    const [dst, via] = [prefix(index), gateway(index)];
    if (index % 4 > 0) return { dst, gateway: via, dev: 'eth0', protocol: 'bird', metric: 32, flags: [] };
    const nexthops = bothOf(via).map((hop) => ({ gateway: hop, dev: 'eth0', weight: 1, flags: [] }));
    return { dst, protocol: 'bird', metric: 32, flags: [], nexthops };
  });
  return JSON.stringify([{ ...OWN, flags: [] }, ...routes]);
}

const bothOf = (via) => [via, '192.168.10.254'];

function birdRoute(count) {
  const routes = LIST(count, (index) => [
    `${prefix(index).padEnd(20)} unicast [Node_10_7_2_1 07:54:22.463] * (100) [AS65000i]`,
    `\tvia ${gateway(index)} on eth0`,
  ]);
  return ['BIRD 2.0.12 ready.', 'Table master4:', ...routes.flat()].join('\n');
}

const birdRouteJson = (count) =>
  JSON.stringify(
    LIST(count, (index) => ({
      network: prefix(index),
      type: 'unicast',
      protocol: 'Node_10_7_2_1',
      since: '07:54:22.463',
      best: true,
      preference: 100,
      path: 'AS65000i',
      nexthops: [{ via: gateway(index), dev: 'eth0' }],
    })),
  );

function frrRoute(count) {
  const lines = LIST(count, (index) => `B>* ${prefix(index)} [20/0] via ${gateway(index)}, eth0, weight 1, 00:01:43`);
  return ['Codes: K - kernel route, C - connected, B - BGP,', '', ...lines].join('\n');
}

/** As `show ip route json` prints it, on lines of its own. */
const frrRouteJson = (count) =>
  JSON.stringify(
    Object.fromEntries(
      LIST(count, (index) => [
        prefix(index),
        [
          {
            prefix: prefix(index),
            prefixLen: 24,
            protocol: 'bgp',
            vrfId: 0,
            vrfName: 'default',
            selected: true,
            destSelected: true,
            distance: 20,
            metric: 0,
            installed: true,
            table: 254,
            uptime: '00:01:43',
            nexthops: [
              { flags: 3, fib: true, ip: gateway(index), afi: 'ipv4', interfaceName: 'eth0', active: true, weight: 1 },
            ],
          },
        ],
      ]),
    ),
    null,
    2,
  );

function gobgpRib(count) {
  const rows = LIST(
    count,
    (index) =>
      `*> ${prefix(index).padEnd(20)} ${gateway(index).padEnd(20)} 65000 65001             00:01:38   [{Origin: i}]`,
  );
  const header = '   Network              Next Hop             AS_PATH                 Age        Attrs';
  return [header, ...rows].join('\n');
}

/** As `gobgp global rib -j` prints it. */
const gobgpRibJson = (count) =>
  JSON.stringify(
    Object.fromEntries(
      LIST(count, (index) => [
        prefix(index),
        [
          {
            nlri: { prefix: prefix(index) },
            age: 1_795_334_062,
            best: true,
            attrs: [
              { type: 1, value: 0 },
              { type: 2, as_paths: [{ segment_type: 2, num: 2, asns: [65_000, 65_001] }] },
              { type: 3, nexthop: gateway(index) },
            ],
            stale: false,
            'source-id': '10.7.0.1',
            'neighbor-ip': gateway(index),
          },
        ],
      ]),
    ),
  );

/** A mesh of eight in each table. */
const meshOf = (node) =>
  LIST(8, (peer) => ({
    peerAddress: `10.${node >> 8}.${node & 255}.${peer + 1}`,
    peerType: 'node-to-node mesh',
    state: 'up',
    since: '2026-11-22',
    info: 'Established',
  }));

const BORDER = '+--------------+-------------------+-------+------------+-------------+';
const calicoStatus = (count) =>
  LIST(count, (node) =>
    [
      `# node: worker-${node}`,
      'Calico process is running.',
      '',
      'IPv4 BGP status',
      BORDER,
      '| PEER ADDRESS |     PEER TYPE     | STATE |   SINCE    |    INFO     |',
      BORDER,
      ...meshOf(node).map(
        ({ peerAddress, since }) =>
          `| ${peerAddress.padEnd(12)} | node-to-node mesh | up    | ${since} | Established |`,
      ),
      BORDER,
    ].join('\n'),
  ).join('\n');

const calicoStatusJson = (count) =>
  JSON.stringify(LIST(count, (node) => ({ node: `worker-${node}`, peers: meshOf(node) })));

/** As `cilium bgp peers -o json` of the command line prints it, of all nodes. */
const ciliumPeersJson = (count) =>
  JSON.stringify(
    Object.fromEntries(
      LIST(count, (node) => [
        `worker-${node}`,
        LIST(2, (peer) => ({
          'applied-hold-time-seconds': 90,
          'applied-keep-alive-time-seconds': 30,
          'configured-hold-time-seconds': 90,
          'configured-keep-alive-time-seconds': 30,
          'connect-retry-time-seconds': 60,
          families: [{ advertised: 1, afi: 'ipv4', received: 1, safi: 'unicast' }],
          'local-asn': 65_001,
          'peer-address': `172.0.0.${peer + 1}`,
          'peer-asn': 65_000,
          'session-state': 'established',
          'uptime-nanoseconds': 53_443_700_101,
        })),
      ]),
    ),
    null,
    2,
  );

/** Of each: what is read, in full and of some ten lines, and what JSON.parse reads. */
export const OUTPUTS = [
  { name: 'ip route', command: 'routes', text: ipRoute, json: ipRouteJson, many: 10_000, few: 8 },
  { name: 'ip -j route', command: 'routes', text: ipRouteJson, json: ipRouteJson, many: 10_000, few: 8 },
  { name: 'birdcl show route', command: 'routes', text: birdRoute, json: birdRouteJson, many: 10_000, few: 3 },
  { name: 'show ip route', command: 'routes', text: frrRoute, json: frrRouteJson, many: 10_000, few: 6 },
  { name: 'show ip route json', command: 'routes', text: frrRouteJson, json: frrRouteJson, many: 10_000, few: 1 },
  { name: 'gobgp global rib', command: 'routes', text: gobgpRib, json: gobgpRibJson, many: 10_000, few: 6 },
  { name: 'calico node status', command: 'status', text: calicoStatus, json: calicoStatusJson, many: 1000, few: 1 },
  {
    name: 'cilium bgp peers -o json',
    command: 'status',
    text: ciliumPeersJson,
    json: ciliumPeersJson,
    many: 1000,
    few: 1,
  },
];
