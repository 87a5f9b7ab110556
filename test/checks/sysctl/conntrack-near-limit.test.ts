import { describe, expect, test } from 'vitest';
import { conntrackNearLimit } from '../../../src/checks/sysctl/near-limits.ts';
import { findingsOf, outcomeOf } from './node.ts';

const paste = (count: number, max: number): string =>
  `net.netfilter.nf_conntrack_count = ${count}\nnet.netfilter.nf_conntrack_max = ${max}`;

describe('sysctl/conntrack-near-limit', () => {
  test('above 90 %', () => {
    expect(findingsOf(conntrackNearLimit, paste(901, 1000))).toMatchObject([
      {
        severity: 'warning',
        title: expect.stringContaining('901 connections of at most 1000 (90 %)'),
        evidence: [{ line: 1 }, { line: 2 }],
      },
    ]);
  });

  test.each([
    ['90 %', paste(900, 1000), 'passed'],
    ['no limit', paste(900, 0), 'passed'],
    ['one of both', 'net.netfilter.nf_conntrack_count = 5', 'skipped'],
  ])('%s: %s', (_, text, outcome) => {
    expect(outcomeOf(conntrackNearLimit, text).outcome).toBe(outcome);
  });
});
