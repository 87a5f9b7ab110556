/** Rules that real kernels were given and printed: iptables 1.8.9 of both backends, nftables 1.0.6, iproute2 6.1, net-tools. */
import { describe, expect, test } from 'vitest';
import { readPaste } from '../../../src/parsers/recognise.ts';
import { chainLines, fixture, listenersOf, rulesetsOf } from './read.ts';

const lines = (name: string): readonly string[] => chainLines(fixture(name));

describe('iptables-save', () => {
  test('tables, policies, user chains and modules', () => {
    const read = lines('iptables-save.txt');
    expect(read.slice(0, 12)).toEqual([
      'ipv4 filter INPUT input 0 drop',
      '  : jump KUBE-FIREWALL',
      '  state RELATED|ESTABLISHED: accept',
      '  in-interface lo: accept',
      '  protocol icmp, unknown: accept',
      '  protocol tcp, destination-port 22|6443|10250-10259: accept',
      '  source 192.168.10.0/24, protocol tcp, destination-port 2379-2380, tcp-flags FIN,SYN,RST,ACK|SYN: accept',
      '  protocol udp, destination-port 8472: accept',
      '  unknown: nothing',
      '  protocol tcp, destination-port 113: reject reset',
      'ipv4 filter FORWARD forward 0 drop',
      '  : jump KUBE-FORWARD',
    ]);
    expect(read).toContain(
      '  not source 127.0.0.0/8, destination 127.0.0.0/8, not state RELATED|ESTABLISHED|DNAT: drop',
    );
    expect(read).toContain('  in-interface docker0, not out-interface docker0: accept');
    expect(read).toContain('  not mark 0x4000/0x4000: return');
    expect(read).toContain('ipv4 nat PREROUTING prerouting -100 accept');
    expect(read).toContain('ipv4 nat POSTROUTING postrouting 100 accept');
    expect(read).toContain('  protocol tcp: translate');
  });

  test('both backends, and with counters, print the same', () => {
    const whole = lines('iptables-save.txt').toSorted();
    expect(lines('iptables-nft-save-c.txt').toSorted()).toEqual(whole);
    expect(lines('iptables-legacy-save-c.txt').toSorted()).toEqual(whole);
    const [ruleset] = rulesetsOf(fixture('iptables-nft-save-c.txt'));
    expect(ruleset?.command).toBe('iptables-nft');
  });

  test('what is not recognised in it: nothing', () => {
    for (const name of [
      'iptables-save.txt',
      'iptables-nft-save-c.txt',
      'nft.txt',
      'nft-j.json',
      'ss-tnlpi.txt',
      'netstat-tlnp.txt',
    ]) {
      const { found, unknown } = readPaste(fixture(name), 'x');
      expect([name, unknown, found.flatMap(({ output }) => output.gaps ?? [])]).toEqual([name, [], []]);
    }
  });

  test('the node of the prompt is that of all its tables; IPv6 by the comment or by addresses', () => {
    const text = `root@worker-1:~# ip6tables-save\n${fixture('iptables-save.txt').replaceAll('by iptables-save', 'by ip6tables-save')}`;
    const { found } = readPaste(text, 'x');
    expect(new Set(found.map(({ output }) => output.kernel?.node))).toEqual(new Set(['worker-1']));
    expect(rulesetsOf(text)[0]?.command).toBe('ip6tables');
    expect(rulesetsOf(text)[0]?.chains[0]?.family).toBe('ipv6');
    expect(rulesetsOf('*filter\n:INPUT DROP [0:0]\n-A INPUT -s fd00::/8 -j ACCEPT\nCOMMIT')[0]?.chains[0]?.family).toBe(
      'ipv6',
    );
  });

  test('a table that is cut ends in what nobody knows', () => {
    const text = fixture('iptables-save.txt');
    const { found } = readPaste(text.slice(0, text.indexOf('-A INPUT -p udp')), 'x');
    expect(found.flatMap(({ output }) => output.gaps ?? [])).toMatchObject([
      { why: 'the table filter ends without its COMMIT' },
    ]);
    const [chain] = found[0]?.output.kernel?.rulesets?.[0]?.chains ?? [];
    expect(chain?.rules.at(-1)?.action).toEqual({ does: 'unknown' });
  });
});

describe('nft list ruleset', () => {
  test('text and JSON say the same', () => {
    expect(lines('nft.txt')).toEqual(lines('nft-j.json'));
    expect(rulesetsOf(fixture('nft.txt'))[0]?.sets).toEqual(rulesetsOf(fixture('nft-j.json'))[0]?.sets);
  });

  test('chains, sets, verdict maps, marks', () => {
    const read = lines('nft.txt');
    const own = read.slice(read.indexOf('ipv4 own in input -5 drop'));
    expect(own).toEqual([
      'ipv4 own in input -5 drop',
      '  state invalid: drop',
      '  state established: accept',
      '  state related: accept',
      '  in-interface lo: accept',
      '  mark 16/16: accept',
      '  family ip, source @routers, protocol tcp, destination-port 179|3784-3785: accept',
      '  protocol tcp, tcp-flags FIN,SYN,RST,ACK|SYN, unknown: unknown',
      '  : nothing',
      '  unknown: accept',
      '  protocol tcp, destination-port 113: reject reset',
      '  : mark',
      '  unknown: drop',
    ]);
    expect(rulesetsOf(fixture('nft.txt'))[0]?.sets.get('ipv4 own routers')).toEqual({
      on: 'address',
      elements: ['10.1.0.0/16', '192.168.10.1'],
    });
  });

  test('of iptables, what it cannot show is not known', () => {
    for (const name of ['nft-of-iptables.txt', 'nft-j-of-iptables.json']) {
      expect(lines(name)).toContain('ipv4 filter FORWARD forward 0 drop');
    }
    expect(lines('nft-of-iptables.txt')).toContain('  state invalid: drop');
    expect(
      chainLines(
        'table ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy accept;\n\t\txt match recent counter packets 0 bytes 0 drop\n\t}\n}',
      ),
    ).toEqual(['ipv4 filter INPUT input 0 accept', '  unknown: drop']);
  });
});

describe('who listens', () => {
  test.each(['ss-tlnp.txt', 'ss-tnlpi.txt', 'netstat-tlnp.txt'])('%s', (name) => {
    const found = listenersOf(fixture(name));
    expect(found.filter(({ port }) => port === 179)).toMatchObject([
      { address: null, family: 'ipv4', process: 'gobgpd', pid: 671_869 },
      { address: null, process: 'gobgpd' },
    ]);
    expect(found).toHaveLength(3);
  });

  test('without root nobody is named', () => {
    expect(listenersOf(fixture('ss-ltn.txt')).map(({ process }) => process)).toEqual([null, null, null]);
  });
});
