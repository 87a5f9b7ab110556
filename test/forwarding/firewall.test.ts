import { describe, expect, test } from 'vitest';
import { type Packet, passFirewall } from '../../src/forwarding/firewall.ts';
import { rulesetsOf } from '../parsers/firewall/read.ts';
import { dialIn } from './packets.ts';

/** Where the packet ends, and by which rule. */
function pass(text: string, packet: Packet = dialIn()): string {
  const passage = passFirewall(rulesetsOf(text), packet, ['prerouting', 'input']);
  return passage.outcome === 'dropped' ? `dropped by ${passage.by.at.text}` : passage.outcome;
}

const filter = (rules: string, policy = 'ACCEPT', chains = ''): string =>
  `*filter\n:INPUT ${policy} [0:0]\n${chains}${rules}\nCOMMIT\n`;

const nat = (rule: string): string => `*nat\n:PREROUTING ACCEPT [0:0]\n${rule}\nCOMMIT\n${filter('-A INPUT -j DROP')}`;

describe('iptables', () => {
  test.each([
    ['-A INPUT -p tcp --dport 179 -j DROP', 'dropped by -A INPUT -p tcp --dport 179 -j DROP'],
    ['-A INPUT -p tcp --dport 178 -j DROP', 'accepted'],
    ['-A INPUT -p udp --dport 179 -j DROP', 'accepted'],
    ['-A INPUT -p tcp --sport 1024:65535 --dport 179 -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT -p tcp --sport 40000:65535 --dport 179 -j DROP', 'unknown'],
    ['-A INPUT -p tcp --sport 179 -j DROP', 'accepted'],
    ['-A INPUT -s 192.168.10.0/24 -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT ! -s 192.168.10.0/24 -j DROP', 'accepted'],
    ['-A INPUT -m iprange --src-range 192.168.10.1-192.168.10.9 -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT -i eth+ -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT ! -i lo -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT -m conntrack --ctstate NEW -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT -m conntrack --ctstate INVALID -j DROP', 'accepted'],
    ['-A INPUT -p tcp ! --syn -m state --state NEW -j DROP', 'accepted'],
    ['-A INPUT -m addrtype --dst-type LOCAL -j DROP', expect.stringContaining('dropped')],
    ['-A INPUT -m addrtype ! --dst-type LOCAL -j DROP', 'accepted'],
    ['-A INPUT -m mark --mark 0x8000/0x8000 -j DROP', 'accepted'],
    [
      '-A INPUT -j MARK --set-xmark 0x8000/0x8000\n-A INPUT -m mark --mark 0x8000/0x8000 -j DROP',
      expect.stringContaining('dropped'),
    ],
    ['-A INPUT -m set --match-set bad src -j DROP', 'unknown'],
    ['-A INPUT -m limit --limit 5/min -j ACCEPT\n-A INPUT -j DROP', 'unknown'],
    ['-A INPUT -m limit --limit 5/min -j LOG\n-A INPUT -j DROP', 'dropped by -A INPUT -j DROP'],
    ['-A INPUT -j GONE\n-A INPUT -j DROP', 'unknown'],
    ['-A INPUT -j NFQUEUE --queue-num 1\n-A INPUT -j DROP', 'unknown'],
  ])('%s', (rules, expected) => {
    expect(pass(filter(rules))).toEqual(expected);
  });

  test('every address is in the prefix of all, also one that nobody knows', () => {
    expect(pass(filter('-A INPUT -s 0.0.0.0/0 -j DROP'), dialIn({ source: null }))).toContain('dropped');
  });

  test('the policy, where no rule decides', () => {
    expect(pass(filter('-A INPUT -p tcp --dport 22 -j ACCEPT', 'DROP'))).toBe('dropped by :INPUT DROP [0:0]');
    expect(pass(filter('-A INPUT -p tcp --dport 179 -j ACCEPT', 'DROP'))).toBe('accepted');
  });

  test('jumps return, gotos do not, and RETURN ends its chain', () => {
    const chains = ':A - [0:0]\n:B - [0:0]\n';
    expect(pass(filter('-A INPUT -j A\n-A INPUT -j ACCEPT\n-A A -j RETURN\n-A A -j DROP', 'DROP', chains))).toBe(
      'accepted',
    );
    expect(pass(filter('-A INPUT -g A\n-A INPUT -j ACCEPT\n-A A -p udp -j ACCEPT', 'DROP', chains))).toContain(
      'dropped by :INPUT',
    );
    expect(pass(filter('-A INPUT -j A\n-A A -g B\n-A A -j DROP\n-A B -p udp -j DROP', 'ACCEPT', chains))).toBe(
      'accepted',
    );
    expect(
      pass(
        filter(
          '-A INPUT -j A\n-A A -m set --match-set x src -j RETURN\n-A A -j ACCEPT\n-A INPUT -j DROP',
          'ACCEPT',
          chains,
        ),
      ),
    ).toBe('unknown');
    expect(
      pass(
        filter(
          '-A INPUT -j A\n-A A -m set --match-set x src -j RETURN\n-A A -j DROP\n-A INPUT -j DROP',
          'ACCEPT',
          chains,
        ),
      ),
    ).toContain('dropped by -A INPUT');
  });

  test('what may be translated may be another packet by then', () => {
    expect(pass(nat('-A PREROUTING -p tcp --dport 179 -j DNAT --to-destination 10.0.0.1:1179'))).toBe('unknown');
    expect(pass(nat('-A PREROUTING -m set --match-set x dst -j REDIRECT --to-ports 1179'))).toBe('unknown');
    expect(pass(nat('-A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.1:1179'))).toContain('dropped');
  });

  test('a raw table that does not track', () => {
    const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 179 -j CT --notrack\nCOMMIT\n';
    expect(pass(raw + filter('-A INPUT -m conntrack --ctstate NEW -j DROP'))).toBe('accepted');
    expect(pass(raw + filter('-A INPUT -m conntrack --ctstate UNTRACKED -j DROP'))).toContain('dropped');
  });

  test('chains that jump in a circle, or to one another many times over, end', () => {
    expect(pass(filter('-A INPUT -j A\n-A A -j A', 'DROP', ':A - [0:0]\n'))).toBe('unknown');
    const names = Array.from({ length: 14 }, (_, index) => `C${index}`);
    const rules = names.flatMap((name, index) => Array<string>(9).fill(`-A ${name} -j ${names[index + 1] ?? 'C13'}`));
    expect(
      pass(filter(`-A INPUT -j C0\n${rules.join('\n')}`, 'DROP', names.map((name) => `:${name} - [0:0]\n`).join(''))),
    ).toBe('unknown');
  });
});

const nft = (rules: string, priority = '0', policy = 'accept', family = 'inet'): string =>
  `table ${family} t${priority.replaceAll(' ', '')} {\n\tset peers {\n\t\ttype ipv4_addr\n\t\telements = { 192.168.10.1, 192.168.10.2 }\n\t}\n\tchain in {\n\t\ttype filter hook input priority ${priority}; policy ${policy};\n\t\t${rules.replaceAll('\n', '\n\t\t')}\n\t}\n}\n`;

const chain = (name: string, kind: string, at: number, rules: readonly string[]): string =>
  [
    `\tchain ${name} {`,
    `\t\ttype ${kind} hook postrouting priority ${at}; policy accept;`,
    ...rules.map((each) => `\t\t${each}`),
    '\t}',
  ].join('\n');
/** What leaves: a chain translates sources at 100, another one has `rule`. */
function leave(rule: string, priority: number): string {
  const text = `table ip a {\n${chain('first', 'nat', 100, ['masquerade', 'drop'])}\n${chain('later', 'filter', priority, [rule])}\n}\n`;
  return passFirewall(rulesetsOf(text), dialIn(), ['postrouting']).outcome;
}

describe('nftables', () => {
  test.each([
    ['ip saddr 203.0.113.7 drop', 200, 'unknown'],
    ['ip saddr 203.0.113.7 drop', 50, 'accepted'],
    ['tcp dport 178 drop', 200, 'accepted'],
    ['tcp dport 179 drop', 200, 'dropped'],
  ])(
    'a source that is translated ends its chain, and is not known to those after it: %s at %d',
    (rule, at, outcome) => {
      expect(leave(rule, at)).toBe(outcome);
    },
  );

  test.each([
    ['ip saddr @peers tcp dport 179 drop', expect.stringContaining('dropped')],
    ['ip saddr != @peers drop', 'accepted'],
    ['ip saddr @others drop', 'unknown'],
    ['ip6 saddr fd00::/8 drop', 'accepted'],
    ['ip6 saddr != fd00::/8 drop', 'accepted'],
    ['meta nfproto ipv6 drop', 'accepted'],
    ['tcp dport { 22, 170-180 } reject with tcp reset', expect.stringContaining('dropped')],
    ['ct state vmap { new : drop, established : accept }', expect.stringContaining('dropped')],
    [
      'ct state established,related accept\nct status dnat accept\nreject with icmpx admin-prohibited',
      expect.stringContaining('reject'),
    ],
    ['udp dport 179 drop', 'accepted'],
    ['meta l4proto { icmp, ipv6-icmp } accept\ndrop', 'dropped by drop'],
    ['iifname "eth*" drop', expect.stringContaining('dropped')],
    ['iifname "eth1" accept\ndrop', 'dropped by drop'],
    ['fib daddr type local tcp dport 179 drop', expect.stringContaining('dropped')],
    ['meta mark set 0x1\nmeta mark & 0x3 == 0x1 drop', expect.stringContaining('dropped')],
  ])('%s', (rules, expected) => {
    expect(pass(nft(rules))).toEqual(expected);
  });

  test('accepting ends one chain at a hook, dropping ends all: by priority', () => {
    expect(pass(nft('accept', '-10') + nft('drop', '10'))).toBe('dropped by drop');
    expect(pass(nft('accept', '10') + nft('drop', '-10'))).toBe('dropped by drop');
    expect(pass(nft('ip saddr @gone accept', '-10') + nft('drop', '10'))).toBe('dropped by drop');
    expect(pass(filter('-A INPUT -j ACCEPT') + nft('tcp dport 179 drop', 'filter + 10'))).toContain('dropped');
  });

  test('tables of iptables that nft shows too are walked once, as iptables-save has them', () => {
    const shown = nft('xt match recent drop', '0', 'accept', 'ip')
      .replace('tfilter', 'filter')
      .replace('table ip t0', 'table ip filter');
    expect(pass(shown + filter('-A INPUT -j ACCEPT'))).toBe('accepted');
  });

  test('an interface that is not known', () => {
    const packet = dialIn({ inInterface: null });
    expect(pass(nft('iifname "eth1" accept\ndrop'), packet)).toBe('unknown');
    expect(pass(nft('iifname "lo" accept\ndrop'), packet)).toBe('dropped by drop');
    expect(pass(nft('iifname "eth1" goto a\ngoto a\n}\nchain a {\nreject'), packet)).toContain('dropped');
  });
});
