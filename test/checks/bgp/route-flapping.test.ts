import { describe, expect, test } from 'vitest';
import { routeFlapping } from '../../../src/checks/bgp/route-flapping.ts';
import type { WithdrawnSeen } from '../../../src/model/routes.ts';
import type { BgpConnection } from '../../../src/model/bgp-session.ts';
import { at, carried, established, findingsOf, LOCAL, REMOTE, side } from './session.ts';

const flap = (times: number, isBack: boolean): WithdrawnSeen => ({
  prefix: '10.244.2.0/24',
  family: 'ipv4-unicast',
  times,
  first: at(10, 'UPDATE withdraws 10.244.2.0/24'),
  last: at(22, 'UPDATE withdraws 10.244.2.0/24'),
  returned: at(16, 'UPDATE announces 10.244.2.0/24 again'),
  isBack,
});
const flapping = (...withdrawn: readonly WithdrawnSeen[]): BgpConnection => ({
  ...established,
  sides: { local: side({ carried: carried({ withdrawn, withdrawnCount: withdrawn.length }) }), remote: side() },
});

describe('bgp/route-flapping', () => {
  test.each([true, false])('holds from the third time on, whether it is back (%s) or not', (isBack) => {
    expect(findingsOf(routeFlapping, [flapping(flap(3, isBack))])).toMatchObject([
      {
        severity: 'warning',
        blame: LOCAL,
        title: `${LOCAL} announces 10.244.2.0/24 to ${REMOTE} and withdraws it again and again, 3 times in 12 s.`,
        evidence: [{ frame: 100 }, { frame: 160 }, { frame: 220 }],
      },
    ]);
  });

  test('of what is told back to who flaps only that side is told', () => {
    const { sides, ...rest } = flapping(flap(4, true));
    const echo = { ...flap(3, true), first: at(10.2), last: at(22.1) };
    const both = { ...rest, sides: { ...sides, remote: side({ carried: carried({ withdrawn: [echo] }) }) } };
    expect(findingsOf(routeFlapping, [both])).toMatchObject([{ blame: LOCAL }]);
    const others = { ...echo, prefix: '10.96.0.0/16' };
    const apart = { ...both, sides: { ...sides, remote: side({ carried: carried({ withdrawn: [others] }) }) } };
    expect(findingsOf(routeFlapping, [apart])).toHaveLength(2);
  });

  test('passes twice', () => {
    expect(findingsOf(routeFlapping, [flapping(flap(2, true))])).toEqual([]);
    expect(findingsOf(routeFlapping, [flapping(flap(2, true)), flapping(flap(1, true))])).toEqual([]);
  });
});
