import { describe, expect, test } from 'vitest';
import { podCidrMissing } from '../../../src/checks/route/pod-cidr-missing.ts';
import { podsUnreachable } from '../../../src/checks/node/pods-unreachable.ts';
import { runChecks } from '../../../src/checks/run.ts';
import type { PodPing } from '../../../src/model/probe.ts';

const addressOf = (node: string): string => `10.244.${node.slice(-1)}.7`;
const ping = (from: string, to: string, received: number): PodPing => ({
  from: { node: from, address: addressOf(from) },
  to: { node: to, address: addressOf(to) },
  sent: 3,
  received,
  at: { source: `pod on ${from}: ping ${addressOf(to)}`, text: `3 packets transmitted, ${received} received` },
});
/** All of three nodes; `lost` are pairs in either direction. */
const mesh = (...lost: readonly string[]): readonly PodPing[] =>
  ['n1', 'n2', 'n3'].flatMap((from) =>
    ['n1', 'n2', 'n3']
      .filter((to) => to !== from)
      .map((to) => ping(from, to, lost.includes(`${from}-${to}`) || lost.includes(`${to}-${from}`) ? 0 : 3)),
  );
const find = (pings: readonly PodPing[]) => runChecks({ pings }, [podsUnreachable]);

describe('node/pods-unreachable', () => {
  test('a node that reaches nobody is one finding, under it', () => {
    const { findings } = find(mesh('n1-n3', 'n2-n3'));
    expect(findings).toMatchObject([
      {
        severity: 'warning',
        subject: { kind: 'node', id: 'n3' },
        title: 'Pods of n3 and pods of n1, n2 do not reach one another.',
        cause: expect.stringContaining('Pods of n3 reach no other node that was tried.'),
        remedy: [
          expect.stringContaining('`k8sdoctor routes --from n1 --to 10.244.3.7`'),
          expect.stringContaining('kubectl get networkpolicies -A'),
        ],
      },
    ]);
    expect(findings[0]?.evidence).toHaveLength(4);
  });

  test('one pair, of which both reach others', () => {
    expect(find(mesh('n1-n2')).findings).toMatchObject([
      { subject: { id: 'n1' }, cause: expect.not.stringContaining('no other node') },
    ]);
  });

  test('one direction is enough; two of three lost are not', () => {
    expect(find([ping('n1', 'n2', 3), ping('n2', 'n1', 0)]).findings).toHaveLength(1);
    expect(find([ping('n1', 'n2', 1), ping('n2', 'n1', 3)]).findings).toEqual([]);
  });

  test('all answer; nobody asked', () => {
    expect(find(mesh()).checks).toEqual([{ id: 'node/pods-unreachable', outcome: 'passed' }]);
    expect(find([]).checks).toMatchObject([{ outcome: 'skipped', missing: ['pings'] }]);
  });

  test('a route that is missing explains it', () => {
    expect(podCidrMissing.explains).toContain('node/pods-unreachable');
  });
});
