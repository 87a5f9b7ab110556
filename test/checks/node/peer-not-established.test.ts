import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodePeer } from '../../../src/checks/status/peer-not-established.ts';
import { judge } from '../peer-checks.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/status/${name}`, import.meta.url), 'utf8');

describe('node/peer-not-established', () => {
  test('holds for each neighbour of FRR that is down, and knows which was meant', () => {
    const findings = judge(nodePeer, fixture('frr-neighbors-json.txt'));
    expect(findings.map(({ subject, severity }) => [subject.id, severity])).toEqual([
      ['10.7.2.1-10.7.2.2', 'error'],
      ['10.7.0.1-10.7.3.2', 'error'],
      ['10.7.0.1-10.7.9.9', 'error'],
      ['10.7.0.1-10.7.9.8', 'info'],
    ]);
    expect(findings[2]?.cause).toContain('sends no SYN');
  });

  test.each([
    ['gobgp-neighbor.txt', 1],
    ['bgpctl-show.txt', 2],
    ['exa-extensive.txt', 1],
  ])('holds for %s', (name, count) => {
    expect(judge(nodePeer, fixture(name)).filter(({ severity }) => severity === 'error')).toHaveLength(count);
  });

  test('both ends of a session that is well are no finding', () => {
    const findings = judge(
      nodePeer,
      fixture('bird6-protocols-all.txt').replaceAll('Global_', 'up_'),
      fixture('frr-neighbors-json.txt'),
    );
    expect(findings.some(({ subject }) => subject.id.includes('10.7.6'))).toBe(false);
  });

  test.each([
    ['all established', 'frr-summary-established'],
    ['a session without routes for want of a policy', 'policy'],
    ['what belongs to a CNI', 'calico'],
  ])('a near miss: %s', (_, name) => {
    const texts: Readonly<Record<string, string>> = {
      'frr-summary-established': fixture('bird6-protocols-all.txt').replaceAll('Global_', 'up_'),
      policy: `Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd PfxSnt Desc\n10.9.1.2 4 65001 4 3 0 0 0 00:00:44 (Policy) (Policy) x`,
      calico: fixture('bird2-protocols.txt'),
    };
    expect(judge(nodePeer, texts[name] ?? '')).toEqual([]);
  });
});
