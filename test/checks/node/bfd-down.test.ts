import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { foundBy } from './found-by.ts';

const CHECK = 'node/bfd-down';
const bfd = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/bfd/${name}`, import.meta.url), 'utf8');

const firewall = (rule: string): string =>
  `# node: tor-1\n${bfd('frr-peers-json.txt')}\ntor-1# iptables-save\n*filter\n:INPUT ACCEPT [0:0]\n${rule}\nCOMMIT\n`;

describe(CHECK, () => {
  test('it takes the BGP session with it', async () => {
    expect(await foundBy(CHECK, 'bfd-down')).toMatchObject([
      { severity: 'error', title: 'BFD of worker-1 with 10.8.1.1 is down.', subject: { id: 'worker-1-10.8.1.1' } },
    ]);
  });

  test('only one side sends it', async () => {
    expect(await foundBy(CHECK, 'bfd-one-side')).toMatchObject([
      {
        severity: 'warning',
        title: 'BFD of tor-1 with 10.8.2.2 is down: no BFD packet of 10.8.2.2 ever came.',
        remedy: [
          expect.stringContaining('See that 10.8.2.2 has BFD for 10.8.2.1 too'),
          expect.stringContaining('UDP 3784'),
        ],
      },
    ]);
  });

  test('the firewall drops it: the rule, and what lets it pass', async () => {
    expect(await foundBy(CHECK, firewall('-A INPUT -p udp -m udp --dport 3784 -j DROP'))).toMatchObject([
      {
        cause: expect.stringMatching(/^The firewall of tor-1 drops UDP 3784 from 10\.8\.\d\.\d: `-A INPUT .* DROP`/),
        remedy: [
          expect.stringMatching(/`iptables -I INPUT 1 -p udp -s 10\.8\.\d\.\d --dport 3784 -j ACCEPT`/),
          expect.anything(),
          expect.anything(),
        ],
      },
    ]);
    const [other] = await foundBy(CHECK, firewall('-A INPUT -p tcp -m tcp --dport 3784 -j DROP'));
    expect(other?.cause).not.toContain('firewall of');
  });

  test('without a status of BGP a warning', async () => {
    expect(await foundBy(CHECK, `# node: tor-1\n${bfd('frr-peers-json.txt')}`)).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  test('near misses: it is up, or shut down, or of nobody that BGP is spoken with', async () => {
    expect(await foundBy(CHECK, 'bfd-up')).toEqual([]);
    const other =
      'Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd PfxSnt Desc\n10.9.9.9 4 65001 4 5 0 0 0 00:00:07 1 2 N/A\n';
    expect(await foundBy(CHECK, `# node: tor-1\n${other}\n${bfd('frr-peers.txt')}`)).toEqual([]);
  });
});
