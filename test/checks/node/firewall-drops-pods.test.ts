import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firewallDropsPods } from '../../../src/checks/node/firewall-drops-pods.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/outputs/node/${name}.txt`, import.meta.url), 'utf8');

describe('node/firewall-drops-pods', () => {
  test("Docker's policy", () => {
    expect(findingsOf(firewallDropsPods, fixture('firewall-drops-pods'))).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'node', id: 'worker-1' },
        cause: expect.stringContaining('Docker sets that policy'),
        remedy: [
          expect.stringContaining('`iptables -A FORWARD -i cni0 -j ACCEPT && iptables -A FORWARD -o cni0 -j ACCEPT`'),
          expect.stringContaining('ip-forward-no-drop'),
        ],
      },
    ]);
  });

  test('a chain of a higher priority', () => {
    const [finding] = findingsOf(firewallDropsPods, fixture('firewall-rejects-pods-by-priority'));
    expect(finding?.title).toContain('rejects');
    expect(finding?.remedy[0]).toContain(
      `nft insert rule inet firewalld filter_FORWARD index 5 iifname '"cni0"' accept`,
    );
    expect(finding?.remedy[1]).toContain('firewall-cmd --permanent --zone=trusted --add-source=10.244.1.0/24');
  });

  test.each(['firewall-accepts-pods', 'firewall-drops-pods-by-policy'])('a near miss: %s', (name) => {
    expect(findingsOf(firewallDropsPods, fixture(name))).toEqual([]);
  });

  test('of Cilium, or a node without pods, it says nothing', () => {
    const cilium = fixture('firewall-drops-pods')
      .replaceAll('cni0', 'lxc1a2b3c4d5e6f')
      .replaceAll('10.244.1.0/24', '10.244.1.5');
    expect(outcomeOf(firewallDropsPods, cilium).outcome).toBe('not-applicable');
    const bare = fixture('firewall-drops-pods').replace(/^10\.244.*\n/gm, '');
    expect(outcomeOf(firewallDropsPods, bare).outcome).toBe('not-applicable');
  });
});
