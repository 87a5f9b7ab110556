/** Random rule sets of iptables, as `iptables-restore` takes them, and the ipset that they ask. */
import * as fc from 'fast-check';
import { ADDRESSES, DEVICES, pick, PORTS } from './pools.ts';

const TABLES = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
} as const;
type Table = keyof typeof TABLES;
const LATER = ['ONE', 'TWO', 'THREE'] as const;

const not = pick('', '', '! ');
const device = pick(...DEVICES.map((name) => name.replace('*', '+')));

function matchOf(chain: string, hasSets: boolean): fc.Arbitrary<string> {
  const into = chain === 'PREROUTING' || chain === 'INPUT' || chain === 'FORWARD';
  const out = chain === 'OUTPUT' || chain === 'POSTROUTING' || chain === 'FORWARD';
  return fc.oneof(
    fc.tuple(not, pick('-s', '-d'), pick(...ADDRESSES)).map(([no, option, value]) => `${no}${option} ${value}`),
    fc
      .tuple(pick('-m iprange --src-range 10.0.0.0-10.0.0.99', '-m iprange ! --dst-range 10.1.0.0-10.1.0.9'))
      .map(String),
    pick(
      '-m conntrack --ctstate NEW',
      '-m conntrack --ctstate RELATED,ESTABLISHED',
      '-m conntrack ! --ctstate NEW',
      '-m conntrack --ctstate INVALID,UNTRACKED',
    ),
    pick('-m mark --mark 0x1', '-m mark --mark 0x2/0x2', '-m mark ! --mark 0x1/0x3'),
    pick('-m addrtype --dst-type LOCAL', '-m addrtype ! --dst-type LOCAL'),
    pick('-m comment --comment "to be -j DROP"'),
    ...(into ? [fc.tuple(not, device).map(([no, name]) => `${no}-i ${name}`)] : []),
    ...(out ? [fc.tuple(not, device).map(([no, name]) => `${no}-o ${name}`)] : []),
    ...(hasSets
      ? [pick('-m set --match-set nets src', '-m set ! --match-set nets dst', '-m set --match-set services dst,dst')]
      : []),
  );
}

/** At most one of these. */
const protocol = fc.oneof(
  pick(
    '',
    '',
    '-p tcp',
    '! -p tcp',
    '-p udp',
    '-p icmp',
    '-p tcp --syn',
    '-p tcp -m tcp ! --syn',
    '-p tcp -m tcp --tcp-flags ACK ACK',
  ),
  fc
    .tuple(pick('tcp', 'udp'), not, pick('--dport', '--sport'), pick(...PORTS, '1:1023'))
    .map(([name, no, option, port]) => `-p ${name} -m ${name} ${no}${option} ${port}`),
  pick('-p tcp -m multiport --dports 53,179', '-p udp -m multiport ! --dports 53,100:200'),
);

function targetOf(table: Table, chain: string, chains: readonly string[]): fc.Arbitrary<string> {
  return pick(
    'ACCEPT',
    'ACCEPT',
    'DROP',
    'RETURN',
    ...(table === 'filter' ? ['REJECT --reject-with icmp-port-unreachable'] : []),
    ...(table === 'mangle' ? ['MARK --set-xmark 0x1/0xffffffff', 'MARK --or-mark 0x2', 'MARK --and-mark 0x2'] : []),
    ...(table === 'raw' && chain !== '' ? ['CT --notrack'] : []),
    ...chains,
    ...chains.map((name) => `-g ${name}`),
  );
}

function rulesOf(
  table: Table,
  chain: string,
  chains: readonly string[],
  hasSets: boolean,
): fc.Arbitrary<readonly string[]> {
  const rule = fc
    .tuple(protocol, fc.array(matchOf(chain, hasSets), { maxLength: 2 }), targetOf(table, chain, chains))
    .map(([first, matches, target]) => {
      const options = [...new Set(matches)].filter(
        (one, at, all) => all.findIndex((each) => kindOf(each) === kindOf(one)) === at,
      );
      return `-A ${chain} ${[first, ...options].join(' ')} ${target.startsWith('-g') ? target : `-j ${target}`}`;
    });
  return fc.array(rule, { maxLength: 4 });
}
const kindOf = (option: string): string => /-[sdiom] ?(?:\w+(?= --)|)/.exec(option)?.[0] ?? option;

const tableOf = (table: Table, hasSets: boolean): fc.Arbitrary<string> =>
  fc
    .record({
      built: fc.tuple(
        ...TABLES[table].map((chain) =>
          fc.tuple(pick('ACCEPT', 'ACCEPT', 'DROP'), rulesOf(table, chain, LATER, hasSets)),
        ),
      ),
      later: fc.tuple(...LATER.map((chain, index) => rulesOf(table, chain, LATER.slice(index + 1), hasSets))),
    })
    .map(({ built, later }) =>
      [
        `*${table}`,
        ...TABLES[table].map((chain, index) => `:${chain} ${built[index]?.[0] ?? 'ACCEPT'} [0:0]`),
        ...LATER.map((chain) => `:${chain} - [0:0]`),
        ...built.flatMap(([, rules]) => rules),
        ...later.flat(),
        'COMMIT',
      ].join('\n'),
    );

export const iptablesRules = (hasSets: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(tableOf('raw', hasSets), tableOf('mangle', hasSets), tableOf('filter', hasSets))
    .map((tables) => `${tables.join('\n')}\n`);

export const IPSETS = `create nets hash:net family inet
add nets 10.0.0.0/25
add nets 10.1.0.0/16
add nets 10.1.0.0/24 nomatch
create services hash:ip,port family inet
add services 10.1.0.7,tcp:179
add services 192.168.10.11,udp:53
`;
