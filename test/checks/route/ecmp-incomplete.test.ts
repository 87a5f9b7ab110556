import { describe, expect, test } from 'vitest';
import { ecmpIncomplete } from '../../../src/checks/route/ecmp-incomplete.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const LINK = '10.7.3.0/24 dev eth0 proto kernel scope link src 10.7.3.9';
const received = (...lasts: readonly number[]): string =>
  lasts
    .map((last) => `[ROUTE] 10.58.0.0/24 via 10.7.3.${last} aspath [6500${last} 65100] attrs [{Origin: i}]`)
    .join('\n');
const kernel = (...lasts: readonly number[]): string =>
  `10.58.0.0/24 proto zebra metric 20\n${lasts.map((last) => `\tnexthop via 10.7.3.${last} dev eth0 weight 1`).join('\n')}`;
const one = '10.58.0.0/24 via 10.7.3.1 dev eth0 proto zebra metric 20';

const frr = (second: string): string => `BGP table version is 9, local router ID is 10.7.0.1, vrf id 0
   Network          Next Hop            Metric LocPrf Weight Path
*> 10.58.0.0/24     10.7.3.1                 0             0 65001 i
${second}                  10.7.3.2                 0             0 65002 i`;

describe('route/ecmp-incomplete', () => {
  test('two of three next hops', () => {
    expect(findingsOf(ecmpIncomplete, `${received(1, 2, 3)}\n${LINK}\n${kernel(1, 2)}`)).toMatchObject([
      {
        severity: 'warning',
        title: 'paste.txt has 2 of 3 next hops to 10.58.0.0/24 in its kernel: 10.7.3.3 is missing.',
        remedy: [
          expect.stringContaining('maximum-paths'),
          expect.anything(),
          expect.stringContaining(
            '`ip route replace 10.58.0.0/24 proto zebra metric 20 nexthop via 10.7.3.1 nexthop via 10.7.3.2 nexthop via 10.7.3.3`',
          ),
        ],
      },
    ]);
  });

  test('one of three: multipath is off, unless another route has several', () => {
    expect(findingsOf(ecmpIncomplete, `${received(1, 2, 3)}\n${LINK}\n${one}`)).toMatchObject([
      { severity: 'info', cause: expect.stringContaining('multipath seems to be off') },
    ]);
    const other = kernel(1, 2).replace('10.58', '10.59');
    expect(findingsOf(ecmpIncomplete, `${received(1, 2, 3)}\n${LINK}\n${one}\n${other}`)).toMatchObject([
      { severity: 'warning' },
    ]);
  });

  test("FRR's own marks are taken", () => {
    expect(findingsOf(ecmpIncomplete, `${frr('*=')}\n${LINK}\n${one}`)).toMatchObject([
      { title: expect.stringContaining('1 of 2 next hops') },
    ]);
  });

  test.each([
    ['all three', `${received(1, 2, 3)}\n${kernel(1, 2, 3)}`],
    [
      'a longer AS path',
      `${received(1)}\n[ROUTE] 10.58.0.0/24 via 10.7.3.2 aspath [65002 65002 65100] attrs [{Origin: i}]\n${one}`,
    ],
    [
      'another MED',
      `${received(1)}\n[ROUTE] 10.58.0.0/24 via 10.7.3.2 aspath [65002 65100] attrs [{Origin: i} {Med: 50}]\n${one}`,
    ],
    [
      'a next hop that does not resolve',
      `${received(1)}\n[ROUTE] 10.58.0.0/24 via 10.99.0.2 aspath [65002 65100] attrs [{Origin: i}]\n${one}`,
    ],
    [
      'next hops that resolve to one gateway',
      `${received(1)}\n[ROUTE] 10.58.0.0/24 via 10.99.0.2 aspath [65002 65100] attrs [{Origin: i}]\n10.99.0.0/24 via 10.7.3.1 dev eth0\n${one}`,
    ],
    ['none in the kernel: that is another finding', received(1, 2, 3)],
  ])('is none with %s', (_, paste) => expect(findingsOf(ecmpIncomplete, `${paste}\n${LINK}`)).toEqual([]));

  test('does not apply to single paths', () => {
    expect(outcomeOf(ecmpIncomplete, `${received(1)}\n${LINK}\n${one}`).outcome).toBe('not-applicable');
  });
});
