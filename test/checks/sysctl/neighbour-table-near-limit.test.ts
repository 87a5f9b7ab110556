import { describe, expect, test } from 'vitest';
import { neighbourTableNearLimit } from '../../../src/checks/sysctl/near-limits.ts';
import { findingsOf, outcomeOf } from './node.ts';

const LIMIT = 'net.ipv4.neigh.default.gc_thresh3 = 10';
const neighbours = (count: number, end: string): string =>
  Array.from({ length: count }, (_, index) => `10.0.0.${index + 1} dev eth0 lladdr 02:00:00:00:00:01 ${end}`).join(
    '\n',
  );

describe('sysctl/neighbour-table-near-limit', () => {
  test('above 90 %, dead entries too', () => {
    expect(findingsOf(neighbourTableNearLimit, `${LIMIT}\n${neighbours(10, 'STALE')}`)).toMatchObject([
      { severity: 'warning', title: expect.stringContaining('10 IPv4 neighbours of at most 10') },
    ]);
  });

  test.each([
    ['9 of 10', `${LIMIT}\n${neighbours(9, 'REACHABLE')}`, 'passed'],
    ['permanent ones do not count', `${LIMIT}\n${neighbours(20, 'PERMANENT')}`, 'passed'],
    ['nor those of a control plane', `${LIMIT}\n${neighbours(20, 'extern_learn REACHABLE')}`, 'passed'],
    ['another family', `net.ipv6.neigh.default.gc_thresh3 = 10\n${neighbours(20, 'STALE')}`, 'passed'],
    ['no neighbours given', LIMIT, 'skipped'],
    ['no limit given', `net.ipv4.ip_forward = 1\n${neighbours(20, 'STALE')}`, 'skipped'],
  ])('%s: %s', (_, paste, outcome) => {
    expect(outcomeOf(neighbourTableNearLimit, paste).outcome).toBe(outcome);
  });
});
