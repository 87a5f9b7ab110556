/** What the kernel of a node is asked. The first variant is that of procps and iproute2, the last one BusyBox knows too. */
import type { Collector } from './collector.ts';
import { collector } from './define.ts';

const TABLE = { deadlineMs: 60_000, maxBytes: 64 << 20 }; // a node may have learned a million routes
const KERNEL_LOG =
  /\b(?:MD5|TCP-AO|AO)\b.*\b(?:hash|key|option|digest|failed|mismatch|expected|found)|table full|table overflow|martian source|SYN flooding/i;
const NETWORKD_FILES = [
  '/etc/systemd/networkd.conf',
  '/etc/systemd/networkd.conf.d',
  '/run/systemd/networkd.conf.d',
  '/usr/lib/systemd/networkd.conf.d',
];
const SYSCTL_FOLDERS = [
  '/etc/sysctl.conf',
  '/etc/sysctl.d',
  '/run/sysctl.d',
  '/usr/local/lib/sysctl.d',
  '/usr/lib/sysctl.d',
];

/** @param ports that BGP is spoken on, 179 among them */
export function kernelCollectors(ports: readonly number[]): readonly Collector[] {
  const ofPorts = `( ${ports.map((port) => `sport = :${port} or dport = :${port}`).join(' or ')} )`;
  return [
    collector(
      null,
      'sysctl',
      ['sysctl', 'bgp', 'routes'],
      [
        ['sysctl.txt', 'sysctl', '-a', '-r', '^net\\.'],
        ['sysctl.txt', 'sysctl', '-a'],
      ],
      { essential: true },
    ),
    collector(null, 'sysctl-files', ['sysctl'], [['sysctl-files.txt', 'grep', '-rs', '', ...SYSCTL_FOLDERS]]),
    collector(
      null,
      'addresses',
      ['sysctl', 'bgp', 'routes'],
      [
        ['ip-addr.json', 'ip', '-j', '-d', 'addr'],
        ['ip-addr.txt', 'ip', 'addr'],
      ],
      { essential: true },
    ),
    collector(
      null,
      'links',
      ['bgp'],
      [
        ['ip-link.json', 'ip', '-j', '-d', '-s', 'link'],
        ['ip-link.txt', 'ip', '-s', 'link'],
      ],
    ),
    ...(['4', '6'] as const).flatMap((family) => [
      collector(
        null,
        `routes-${family}`,
        ['sysctl', 'bgp', 'routes'],
        [
          [`ip-${family}-route.json`, 'ip', `-${family}`, '-j', '-d', 'route', 'show', 'table', 'all'],
          [`ip-${family}-route.txt`, 'ip', `-${family}`, 'route', 'show', 'table', 'all'],
          [`ip-${family}-route.txt`, 'ip', `-${family}`, 'route'],
        ],
        { ...TABLE, essential: family === '4' },
      ),
      collector(
        null,
        `rules-${family}`,
        ['sysctl', 'bgp', 'routes'],
        [
          [`ip-${family}-rule.json`, 'ip', `-${family}`, '-j', 'rule'],
          [`ip-${family}-rule.txt`, 'ip', `-${family}`, 'rule'],
        ],
      ),
    ]),
    collector(
      null,
      'neighbours',
      ['bgp', 'routes'],
      [
        ['ip-neigh.json', 'ip', '-j', '-s', 'neigh'],
        ['ip-neigh.txt', 'ip', 'neigh'],
      ],
    ),
    collector(null, 'networkctl', ['routes'], [['networkctl.txt', 'networkctl', '--no-pager', 'list']]),
    collector(null, 'networkd-files', ['routes'], [['networkd-files.txt', 'grep', '-rs', '', ...NETWORKD_FILES]]),
    collector(null, 'nmcli', ['routes'], [['nmcli.txt', 'nmcli', '-c', 'no', 'device']]),
    collector(
      null,
      'nft',
      ['bgp', 'routes'],
      [
        ['nft.json', 'nft', '-j', 'list', 'ruleset'],
        ['nft.txt', 'nft', 'list', 'ruleset'],
      ],
      TABLE,
    ),
    collector(null, 'iptables', ['bgp', 'routes'], [['iptables-save.txt', 'iptables-save', '-c']], TABLE),
    collector(null, 'ipset', ['bgp', 'routes'], [['ipset.txt', 'ipset', 'save']], TABLE),
    collector(null, 'ip6tables', ['bgp', 'routes'], [['ip6tables-save.txt', 'ip6tables-save', '-c']], TABLE),
    collector(
      null,
      'listeners',
      ['bgp', 'status'],
      [
        ['ss-listen.txt', 'ss', '-tnlpe'],
        ['netstat-listen.txt', 'netstat', '-tnlp'],
      ],
    ),
    collector(
      null,
      'connections',
      ['bgp'],
      [
        ['ss.txt', 'ss', '-tnapie', ofPorts],
        ['netstat.txt', 'netstat', '-tnap'],
      ],
    ),
    collector(
      null,
      'conntrack',
      ['bgp'],
      [['conntrack.txt', 'conntrack', '-L', '-p', 'tcp', '--dport', String(ports[0] ?? 179)]],
    ),
    collector(
      null,
      'kernel-log',
      ['bgp'],
      [
        ['dmesg.txt', 'dmesg', '-T'],
        ['dmesg.txt', 'dmesg'],
        ['journal-kernel.txt', 'journalctl', '-k', '-q', '--no-pager', '-n', '5000'],
      ],
      { keep: KERNEL_LOG },
    ),
    collector(
      null,
      'namespace',
      ['sysctl', 'bgp'],
      [
        ['namespace.txt', 'readlink', '/proc/1/ns/net', '/proc/self/ns/net'],
        ['namespace.txt', 'ls', '-l', '/proc/1/ns/net', '/proc/self/ns/net'], // BusyBox's readlink takes one link
      ],
    ),
    collector(null, 'release', ['bgp', 'sysctl'], [['uname.txt', 'uname', '-a']]),
    collector(
      null,
      'counters',
      ['bgp'],
      [['counters.txt', 'cat', '/proc/net/netstat', '/proc/net/snmp', '/proc/net/snmp6']],
    ),
    collector(
      null,
      'counters-again',
      ['bgp'],
      [['counters-again.txt', 'cat', '/proc/net/netstat', '/proc/net/snmp', '/proc/net/snmp6']],
      { last: true },
    ),
  ];
}
