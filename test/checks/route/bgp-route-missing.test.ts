import { describe, expect, test } from 'vitest';
import { bgpRouteMissing } from '../../../src/checks/route/bgp-route-missing.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const LINK = '10.7.3.0/24 dev eth0 proto kernel scope link src 10.7.3.9';
const ZEBRA = '10.60.0.0/24 via 10.7.3.1 dev eth0 proto zebra metric 20';
const received = '[ROUTE] 10.58.0.0/24 via 10.7.3.1 aspath [65000 65001] attrs [{Origin: ?}]';
const rib = (
  flags: string,
  hop = '10.7.3.1',
): string => `   Network              Next Hop             AS_PATH                 Age        Attrs
${flags} 10.58.0.0/24         ${hop}             65000 65001             00:01:42   [{Origin: i}]`;
const bird = (row: string): string => `BIRD 2.0.12 ready.
Table master4:
${row}`;

describe('route/bgp-route-missing', () => {
  test('FRR, GoBGP with zebra: the best route of the table is not in the kernel', () => {
    expect(findingsOf(bgpRouteMissing, `${rib('*>')}\n${LINK}\n${ZEBRA}`)).toMatchObject([
      {
        severity: 'error',
        title: 'paste.txt lacks 10.58.0.0/24 in its kernel, which GoBGP has by BGP.',
        remedy: [expect.anything(), expect.stringContaining('`ip route replace 10.58.0.0/24 via 10.7.3.1`')],
      },
    ]);
  });

  test('a warning: GoBGP with no sign of zebra, and what was received before policy', () => {
    expect(findingsOf(bgpRouteMissing, `${rib('*>')}\n${LINK}`)).toMatchObject([
      { severity: 'warning', cause: expect.stringContaining('GoBGP alone installs nothing') },
    ]);
    expect(findingsOf(bgpRouteMissing, `${received}\n${LINK}\n${ZEBRA}`)).toMatchObject([
      { severity: 'warning', cause: expect.stringContaining('an import policy may have rejected them') },
    ]);
  });

  test("BIRD: Calico's always installs, another one only with a kernel protocol", () => {
    const row = '10.58.0.0/24         unicast [NAME 07:54:22.463] * (100) [AS65000i]\n\tvia 10.7.3.1 on eth0';
    expect(findingsOf(bgpRouteMissing, `${bird(row.replace('NAME', 'Node_10_7_3_1'))}\n${LINK}`)).toMatchObject([
      { severity: 'error', title: expect.stringContaining("which Calico's BIRD has") },
    ]);
    expect(findingsOf(bgpRouteMissing, `${bird(row.replace('NAME', 'upstream'))}\n${LINK}`)).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  test.each([
    ['in the kernel', `${rib('*>')}\n10.58.0.0/24 via 10.7.3.1 dev eth0 proto zebra`],
    ['in another table', `${rib('*>')}\n10.58.0.0/24 via 10.7.3.1 dev eth0 table 7`],
    ['there from another origin', `${rib('*>')}\n10.58.0.0/24 dev eth1 proto kernel scope link src 10.58.0.1`],
    ['not the best one', rib('* ')],
    ["the node's own", rib('*>', '0.0.0.0')],
    ['by a next hop that does not resolve', rib('*>', '10.99.0.1')],
    ['withdrawn since', `${received}\n[DELROUTE] 10.58.0.0/24 via fictitious aspath [] attrs []`],
    ['unreachable, for BIRD', bird('10.58.0.0/24         unreachable [Node_10_7_3_1 07:54:22.463] * (100) [AS65000i]')],
  ])('a route that is %s is none', (_, paste) => expect(findingsOf(bgpRouteMissing, `${paste}\n${LINK}`)).toEqual([]));

  test('does not apply to what installs no routes', () => {
    expect(outcomeOf(bgpRouteMissing, `# gobgp neighbor 10.7.3.1 adj-out\n${received}\n${LINK}`).outcome).toBe(
      'not-applicable',
    );
    expect(outcomeOf(bgpRouteMissing, LINK).outcome).toBe('not-applicable');
    expect(outcomeOf(bgpRouteMissing, received)).toMatchObject({ missing: ['ip route'] });
  });
});
