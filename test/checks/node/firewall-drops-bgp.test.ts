import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firewallDropsBgp } from '../../../src/checks/node/firewall-drops-bgp.ts';
import { run } from '../../cli/fake-io.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const BIRD = (state: string): string => `BIRD 2.0.12 ready.
Name       Proto      Table      State  Since         Info
tor        BGP        ---        start  10:00:00.000  ${state}
  BGP state:          Active
    Neighbor address: 192.168.10.1
    Neighbor AS:      65001
    Local AS:         64512
`;
const save = (rules: string, policy = 'ACCEPT', output = 'ACCEPT'): string =>
  `*filter\n:INPUT ${policy} [0:0]\n:OUTPUT ${output} [0:0]\n${rules}\nCOMMIT\n`;
const DOWN = BIRD('Active        Socket: Connection timed out');
const drop = '-A INPUT -p tcp --dport 179 -j DROP';

describe('node/firewall-drops-bgp', () => {
  test('what the peer dials', () => {
    expect(findingsOf(firewallDropsBgp, DOWN + save(drop))).toMatchObject([
      {
        severity: 'error',
        title: 'The firewall of paste.txt drops TCP port 179 from 192.168.10.1: `-A INPUT -p tcp --dport 179 -j DROP`.',
        cause: expect.stringContaining('paste.txt itself may dial out'),
        remedy: [
          expect.stringContaining('`iptables -I INPUT 1 -p tcp -s 192.168.10.1 --dport 179 -j ACCEPT`'),
          expect.any(String),
        ],
        evidence: [{ line: 11, text: drop }, { line: 3 }],
      },
    ]);
  });

  test('what the node dials, and both', () => {
    const out = '-A OUTPUT -p tcp -d 192.168.10.1 --dport 179 -j REJECT --reject-with icmp-admin-prohibited';
    expect(findingsOf(firewallDropsBgp, DOWN + save(out))).toMatchObject([
      {
        title: expect.stringContaining('rejects what it sends to TCP port 179 of 192.168.10.1'),
        cause: expect.stringContaining('ICMP error'),
      },
    ]);
    const [both] = findingsOf(firewallDropsBgp, DOWN + save(`${drop}\n${out}`));
    expect(both?.cause).toContain('Neither side can dial');
    expect(both?.remedy.join('\n')).toMatch(/-I INPUT 1[^`]*`[^]*-I OUTPUT 1 -p tcp -d 192\.168\.10\.1 --dport 179/);
  });

  test('answers of a connection that nothing accepts', () => {
    const rules = '-A INPUT -p tcp --dport 179 -j ACCEPT';
    const [finding] = findingsOf(firewallDropsBgp, DOWN + save(rules, 'DROP'));
    expect(finding?.title).toContain('drops what 192.168.10.1 answers from TCP port 179');
    expect(finding?.remedy[0]).toContain('-I INPUT 1 -p tcp -s 192.168.10.1 --sport 179 -j ACCEPT');
  });

  test.each([
    ['it is up', BIRD('Established').replace('start', 'up   ') + save(drop)],
    ['it fails by something else', BIRD('OpenSent      BGP Error: Bad peer AS') + save(drop)],
    ['another peer', DOWN + save('-A INPUT -s 192.168.10.2 -p tcp --dport 179 -j DROP')],
    ['accepted before', DOWN + save(`-A INPUT -s 192.168.10.0/24 -j ACCEPT\n${drop}`)],
    ['nobody knows', DOWN + save(`-A INPUT -m set --match-set peers src -j ACCEPT\n${drop}`)],
    ['a table that is cut', DOWN + save('', 'DROP').replace('COMMIT', '-A INPUT -p tc')],
    [
      'a router of the same text',
      `BGP neighbor is 192.168.10.11, remote AS 64512, local AS 65001, external link\n  BGP state = Active\n${save(drop)}`.replace(
        'BGP neighbor',
        'BGP router identifier 10.0.0.1, local AS number 65001\nNeighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd\n192.168.10.11 4 64512 0 0 0 0 0 never Active\nx',
      ),
    ],
  ])('a near miss: %s', (_, text) => {
    expect(findingsOf(firewallDropsBgp, text.replace(/^x.*$/m, ''))).toEqual([]);
  });

  test('names that are not plain go into no command', () => {
    const table = 'table inet x;reboot {\n\tchain in {\n\t\ttype filter hook input priority 0; policy drop;\n\t}\n}\n';
    const [finding] = findingsOf(firewallDropsBgp, DOWN + table);
    expect(finding?.severity).toBe('error');
    expect(finding?.remedy.join(' ')).not.toContain('reboot');
  });

  test('without rules, or sessions, it is not judged', () => {
    expect(
      outcomeOf(firewallDropsBgp, `${DOWN}192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.11`),
    ).toMatchObject({
      outcome: 'skipped',
      missing: ['iptables-save or nft list ruleset'],
    });
    expect(outcomeOf(firewallDropsBgp, save(drop)).outcome).toBe('not-applicable');
  });

  test('status folds what follows from it', async () => {
    const stdin = readFileSync(new URL('../../../fixtures/outputs/node/firewall-drops-bgp.txt', import.meta.url));
    const { out } = await run(['status', '-', '--format', 'json'], { stdin });
    const { findings, checks } = JSON.parse(out);
    expect(findings.map(({ id }: { id: string }) => id)).toEqual(['node/firewall-drops-bgp']);
    expect(checks).toContainEqual({
      id: 'calico/peer-not-established',
      outcome: 'failed',
      explainedBy: ['node/firewall-drops-bgp'],
    });
  });

  test('many peers of a speaker that has none left are one finding', async () => {
    const rows = [2, 3, 4, 5, 6].map((n) => `192.168.10.1${n}  node-to-node mesh  start  10:00:00  Connect`);
    const text = `# node: worker-1\nIPv4 BGP status\nPEER ADDRESS  PEER TYPE  STATE  SINCE  INFO\n${rows.join('\n')}\n${save(drop)}`;
    const { out } = await run(['status', '-', '--format', 'json'], { stdin: new TextEncoder().encode(text) });
    expect(JSON.parse(out).findings).toMatchObject([
      {
        id: 'node/firewall-drops-bgp',
        subject: { kind: 'node', id: 'worker-1' },
        title: expect.stringContaining('So it is with 5 peers'),
      },
    ]);
  });
});
