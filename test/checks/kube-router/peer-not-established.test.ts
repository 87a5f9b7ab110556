import { describe, expect, test } from 'vitest';
import { kubeRouterPeer, nodePeer } from '../../../src/checks/status/peer-not-established.ts';
import { judge } from '../peer-checks.ts';

const text = (state: string): string => `--- BGP Server Configuration ---
AS:        64512
Router-ID: 10.10.3.2

--- BGP Neighbors ---
Peer              AS     Up/Down State       |#Received  Accepted
192.168.110.11 64611 never ${state} |        0         0`;

describe('kube-router/peer-not-established', () => {
  test('holds for a neighbour that is not established', () => {
    expect(judge(kubeRouterPeer, text('Active'))).toMatchObject([
      { severity: 'error', subject: { id: '10.10.3.2-192.168.110.11' }, evidence: [{ line: 7 }] },
    ]);
    expect(judge(nodePeer, text('Active'))).toEqual([]);
  });

  test('one that is shut is only worth knowing', () => {
    expect(judge(kubeRouterPeer, text('Idle(Admin)'))).toMatchObject([{ severity: 'info' }]);
  });

  test('near misses: established, and GoBGP without kube-router', () => {
    expect(judge(kubeRouterPeer, text('Establ'))).toEqual([]);
    expect(judge(kubeRouterPeer, text('Active').replaceAll(/^---.*$/gm, ''))).toEqual([]);
  });
});
