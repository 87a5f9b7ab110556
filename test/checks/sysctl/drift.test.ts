import { describe, expect, test } from 'vitest';
import { drift } from '../../../src/checks/sysctl/drift.ts';
import { findingsOf, outcomeOf } from './node.ts';

const nodes = (key: string, ...values: readonly (number | string)[]): string =>
  values.map((value, index) => `# node: worker-${index + 1}\n${key} = ${value}`).join('\n');
const RP = 'net.ipv4.conf.all.rp_filter';

describe('sysctl/drift', () => {
  test('the few are told to do as the many', () => {
    expect(findingsOf(drift, nodes(RP, 2, 2, 0, 2), 'calico')).toMatchObject([
      {
        severity: 'warning',
        subject: { kind: 'network', id: RP },
        title: `Nodes disagree on ${RP}: 2 on worker-1, worker-2 and worker-4; 0 on worker-3.`,
        remedy: [expect.stringContaining('Decide'), expect.stringMatching(/worker-3.*rp_filter=2/)],
      },
    ]);
  });

  test('of two nobody knows which one is right', () => {
    expect(findingsOf(drift, nodes(RP, 1, 0), 'calico')[0]?.remedy).toHaveLength(1);
    expect(findingsOf(drift, nodes('net.ipv4.ip_forward', 1, 0))).toHaveLength(1);
  });

  test.each([
    ['all agree', nodes(RP, 1, 1), ['calico'], 'passed'],
    ['a value that is wrong has its own finding', nodes('net.ipv4.ip_forward', 1, 0), ['flannel'], 'passed'],
    ['a key that does not matter', nodes('kernel.hostname', 'a', 'b'), ['flannel'], 'passed'],
    [
      'two names of one switch',
      '# node: a\nnet.ipv4.ip_forward = 1\n# node: b\nnet.ipv4.conf.all.forwarding = 1',
      [],
      'passed',
    ],
    ['other CNIs', `${nodes(RP, 1, 0)}\nnet.ipv4.conf.cali1a2b3c4d5e6.forwarding = 1`, [], 'passed'],
    ['one node', nodes(RP, 1), [], 'not-applicable'],
  ] as const)('%s: %s', (_, paste, cnis, outcome) => {
    expect(outcomeOf(drift, paste, ...cnis).outcome).toBe(outcome);
  });

  test('is skipped without nodes', () => {
    expect(drift.evaluate({}).check).toMatchObject({ outcome: 'skipped', missing: ['sysctl'] });
  });
});
