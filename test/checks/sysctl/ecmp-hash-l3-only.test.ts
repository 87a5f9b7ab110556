import { describe, expect, test } from 'vitest';
import { ecmpHashL3Only } from '../../../src/checks/sysctl/ecmp-hash-l3-only.ts';
import { output } from '../../parsers/kernel/output.ts';
import { findingsOf, outcomeOf } from './node.ts';

const routes = output('ip-route.txt').join('\n');

describe('sysctl/ecmp-hash-l3-only', () => {
  test('is worth knowing where multipath routes exist', () => {
    expect(findingsOf(ecmpHashL3Only, `net.ipv4.fib_multipath_hash_policy = 0\n${routes}`)).toMatchObject([
      { severity: 'info', title: expect.stringContaining('2 multipath routes'), evidence: [{ line: 1 }, {}, {}] },
    ]);
  });

  test.each([
    ['1', `net.ipv4.fib_multipath_hash_policy = 1\n${routes}`, 'passed'],
    ['the other family', `net.ipv6.fib_multipath_hash_policy = 0\n${routes}`, 'skipped'],
    [
      'no multipath route',
      'net.ipv4.fib_multipath_hash_policy = 0\n10.0.0.0/8 via 10.1.1.1 dev eth0',
      'not-applicable',
    ],
    ['no routes', 'net.ipv4.fib_multipath_hash_policy = 0', 'skipped'],
  ])('%s: %s', (_, paste, outcome) => {
    expect(outcomeOf(ecmpHashL3Only, paste).outcome).toBe(outcome);
  });
});
