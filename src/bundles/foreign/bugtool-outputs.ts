/**
 * Outputs that cilium-bugtool keeps: the name of each file is its command, with `-` for each space and slash.
 * Names of Cilium 1.10 to 1.20 (bugtool/cmd/configuration.go); the first that an archive holds is read.
 */
import { type Listed, type Missing, type Placed } from './adapter.ts';
import { missingOutput, type Owner, placeOutput } from './place.ts';

type Row = readonly [file: string, ...commands: string[]];

const CLIENTS = ['cilium-dbg', 'cilium'];
const routes = (word: string, short: string): readonly Row[] =>
  ['4', '6'].map((family) => [
    `cilium-routes-${word}-${family}.txt`,
    ...CLIENTS.map((client) => `${client} bgp routes ${word} ipv${family} unicast`),
    `cilium-dbg shell -- bgp/routes -a ${short} ipv${family} unicast`,
  ]);

/** Of the agent. */
const AGENT: readonly Row[] = [
  [
    'cilium-peers.txt',
    ...CLIENTS.map((client) => `${client} bgp peers`),
    'cilium-dbg shell -- bgp/peers -f detailed', // without it, its table has no addresses
  ],
  ...routes('available', 'loc'),
  ...routes('advertised', 'out'),
];

/** Of the host's kernel: the agent is in its network namespace. */
const KERNEL: readonly Row[] = [
  ['sysctl.txt', 'sysctl -a'],
  ['ip-addr.txt', 'ip a'],
  ['ip-link.txt', 'ip -d -s -s l', 'ip -d -s l', 'ip -s l'],
  ['ip-4-route.txt', 'ip -4 r'],
  ['ip-6-route.txt', 'ip -6 r'],
  ['ip-4-rule.txt', 'ip -d rule', 'ip rule'],
  ['ip-neigh.txt', 'ip -4 n'],
  ['ip-neigh.txt', 'ip -6 n'],
  ['iptables-save.txt', 'iptables-save -c'],
  ['ip6tables-save.txt', 'ip6tables-save -c'],
  ['ss.txt', 'ss -t -p -a -i -s -n -e', 'ss -t -p -a -i -s'],
  ['dmesg.txt', 'dmesg --time-format=iso', 'dmesg'],
  ['uname.txt', 'uname -a'],
];

const fileOf = (command: string): string => `cmd/${command.replaceAll(/[/ ]/g, '-')}.md`;
/** Each table but the main one has a file of its own. */
const TABLE = /^cmd\/ip--([46])-route-show-table-(\d+)\.md$/;

/**
 * @param files of one bugtool archive
 * @param folder that they lie in, with a slash at its end
 */
export function placeBugtool(
  files: readonly Listed[],
  folder: string,
  agent: Owner,
): { readonly placed: readonly Placed[]; readonly missing: readonly Missing[] } {
  const names = new Set(files.map(({ name }) => name.slice(folder.length)));
  const host: Owner = { ...agent, speaker: null, pod: null };
  const placed: Placed[] = [];
  const missing: Missing[] = [];
  for (const [rows, owner] of [
    [AGENT, agent],
    [KERNEL, host],
  ] as const) {
    for (const [file, ...commands] of rows) {
      const command = commands.find((one) => names.has(fileOf(one)));
      if (command !== undefined)
        placed.push(placeOutput(`${folder}${fileOf(command)}`, file, command.split(' '), owner));
      else missing.push(missingOutput(file, commands[0]?.split(' ') ?? [], owner));
    }
  }
  for (const name of names) {
    const [, family, table] = TABLE.exec(name) ?? [];
    if (family === undefined || table === undefined || MAIN_OR_LOCAL.has(table)) continue;
    const command = ['ip', `-${family}`, 'route', 'show', 'table', table];
    placed.push(placeOutput(`${folder}${name}`, `ip-${family}-route-${table}.txt`, command, host));
  }
  return { placed, missing };
}
/** RTNETLINK's numbers of the tables main and local: `ip route` without a table is the first. */
const MAIN_OR_LOCAL: ReadonlySet<string> = new Set(['254']);
