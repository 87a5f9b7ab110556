import { describe, expect, test } from 'vitest';
import { blackhole } from '../../../src/checks/route/blackhole.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const node = (name: string, ...lines: readonly string[]): string => [`# node: ${name}`, ...lines].join('\n');
const pod = (address: string): string => `${address} dev cali0123456789a scope link`;
const OTHER = node('worker-2', 'blackhole 10.244.2.0/26 proto bird', pod('10.244.2.7'));
const HERE = ['default via 192.168.10.1 dev eth0', 'blackhole 10.244.1.0/26 proto bird', pod('10.244.1.5')];

describe('route/blackhole', () => {
  test.each(['blackhole', 'unreachable', 'prohibit'])("%s over another node's block", (type) => {
    expect(
      findingsOf(blackhole, `${node('worker-1', ...HERE, `${type} 10.244.0.0/16 proto static`)}\n${OTHER}`),
    ).toMatchObject([
      {
        severity: 'error',
        subject: { id: 'worker-1' },
        title: `worker-1 drops what goes to 10.244.2.0/26 (the block of worker-2): ${type} 10.244.0.0/16.`,
        remedy: [expect.stringContaining(`ip route del ${type} 10.244.0.0/16 proto static`), expect.anything()],
      },
    ]);
  });

  test('a pod of another node with an address of the own block', () => {
    const borrowed = `${OTHER}\n${pod('10.244.1.9').replace('0123456789a', '0123456789b')}`;
    expect(findingsOf(blackhole, `${node('worker-1', ...HERE)}\n${borrowed}`)).toMatchObject([
      { subject: { id: 'worker-1' }, title: expect.stringContaining('10.244.1.9/32 (a pod of worker-2)') },
    ]);
    const known = node('worker-1', ...HERE, '10.244.1.9 via 192.168.10.12 dev eth0 proto bird');
    expect(findingsOf(blackhole, `${known}\n${borrowed}`)).toEqual([]);
  });

  test('of two nodes that claim one block, the one without pods in it', () => {
    const stale = node('worker-1', ...HERE, 'blackhole 10.244.2.0/26 proto bird');
    expect(findingsOf(blackhole, `${stale}\n${OTHER}`)).toMatchObject([{ subject: { id: 'worker-1' } }]);
  });

  test('own blocks, a longer route, and a table that no rule asks', () => {
    const there = '10.244.2.0/26 via 192.168.10.12 dev eth0 proto bird';
    expect(findingsOf(blackhole, `${node('worker-1', ...HERE)}\n${OTHER}`)).toEqual([]);
    expect(findingsOf(blackhole, `${node('worker-1', ...HERE, 'blackhole 10.244.0.0/16', there)}\n${OTHER}`)).toEqual(
      [],
    );
    expect(findingsOf(blackhole, `${node('worker-1', ...HERE, 'blackhole 10.244.0.0/16 table 7')}\n${OTHER}`)).toEqual(
      [],
    );
  });

  test('does not apply to one node, or to nodes without pods', () => {
    expect(outcomeOf(blackhole, node('worker-1', ...HERE)).outcome).toBe('not-applicable');
    expect(
      outcomeOf(blackhole, `${node('a', 'default via 10.0.0.1 dev eth0')}\n${node('b', 'blackhole 10.1.0.0/16')}`)
        .outcome,
    ).toBe('not-applicable');
  });
});
