import { describe, expect, test } from 'vitest';
import { shadowed } from '../../../src/checks/route/shadowed.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const BGP = '10.50.0.0/16 via 192.168.10.1 dev eth0 proto bird metric 32';

describe('route/shadowed', () => {
  test('the same prefix, set by hand', () => {
    expect(findingsOf(shadowed, `${BGP}\n10.50.0.0/16 via 192.168.10.9 dev eth0`)).toMatchObject([
      {
        severity: 'warning',
        title: 'paste.txt does not use its BGP route to 10.50.0.0/16: one of proto boot wins.',
        remedy: [expect.stringContaining('`ip route del 10.50.0.0/16 via 192.168.10.9 dev eth0`'), expect.anything()],
      },
    ]);
  });

  test('a more specific one', () => {
    expect(
      findingsOf(shadowed, `${BGP}\n10.50.7.0/24 via 192.168.10.9 dev eth0 proto static metric 100`),
    ).toMatchObject([{ title: expect.stringContaining('sends what goes to 10.50.7.0/24 by a route of proto static') }]);
  });

  test.each([
    ['a link of its own', '10.50.7.0/24 dev eth1 proto kernel scope link src 10.50.7.1'],
    ['a pod', '10.50.7.5 dev cali0123456789a scope link'],
    ["the CNI's tunnel", '10.50.7.0/26 via 10.50.7.0 dev vxlan.calico onlink'],
    ['another route of BGP', '10.50.7.0/24 via 192.168.10.9 dev eth0 proto bird metric 32'],
    ['the same next hop', '10.50.7.0/24 via 192.168.10.1 dev eth0 proto static'],
    ['a higher metric', '10.50.0.0/16 via 192.168.10.9 dev eth0 proto static metric 100'],
    ['another table', '10.50.7.0/24 via 192.168.10.9 dev eth0 proto static table 7'],
    ['a prefix outside of it', '10.51.7.0/24 via 192.168.10.9 dev eth0 proto static'],
    ['a route by DHCP', '10.50.7.2 via 192.168.10.9 dev eth0 proto dhcp'],
  ])('is none by %s', (_, line) => expect(findingsOf(shadowed, `${BGP}\n${line}`)).toEqual([]));

  test('what is more specific than a default route by BGP hides nothing', () => {
    expect(
      outcomeOf(shadowed, 'default via 192.168.10.1 dev eth0 proto bird\n10.0.0.0/8 via 192.168.10.9 dev eth0').outcome,
    ).toBe('not-applicable');
  });
});
