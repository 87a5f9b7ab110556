import { describe, expect, test } from 'vitest';
import { foundBy } from '../node/found-by.ts';

const CHECK = 'peer/policy-missing';
const summary = (received: string, sent: string): string => `
IPv4 Unicast Summary (VRF default):
BGP router identifier 192.168.10.1, local AS number 65001 vrf-id 0
BGP table version 0
RIB entries 0, using 0 bytes of memory
Peers 1, using 724 KiB of memory

Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc
192.168.10.11   4      64512        12        10        0    0    0 00:05:00 ${received.padStart(12)} ${sent.padStart(8)} N/A
`;

describe(CHECK, () => {
  test.each([
    ['both', '(Policy)', '(Policy)'],
    ['what it receives', '(Policy)', '3'],
    ['what it sends', '3', '(Policy)'],
  ])('FRR lacks a policy for %s', async (_, received, sent) => {
    expect(await foundBy(CHECK, summary(received, sent))).toMatchObject([
      {
        severity: 'warning',
        title: expect.stringContaining('a session with 192.168.10.11 that is up, and shows that a policy is missing'),
        evidence: [{ line: 9 }],
      },
    ]);
  });

  test('FRR’s own command is told, but not where another daemon speaks on the same node', async () => {
    const frr = `# node: tor1\n${summary('(Policy)', '(Policy)')}`;
    const bird =
      'name     proto    table    state  since       info\nup1      BGP      ---      up     00:00:00    Established\n';
    const remedies = await Promise.all([frr, `${frr}# node: tor1\n${bird}`].map((text) => foundBy(CHECK, text)));
    expect(remedies.map(([found]) => found?.remedy[0]?.includes('no bgp ebgp-requires-policy'))).toEqual([true, false]);
  });

  test('a near miss: no prefixes in either direction, or a session that is down', async () => {
    expect(await foundBy(CHECK, summary('0', '0'))).toEqual([]);
    expect(await foundBy(CHECK, summary('Idle (PfxCt)', '0'))).toEqual([]);
  });
});
