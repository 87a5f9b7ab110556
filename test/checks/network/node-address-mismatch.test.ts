import { describe, expect, test } from 'vitest';
import { nodeAddressMismatch } from '../../../src/checks/network/node-address-mismatch.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';
import { k8sNode } from './manifests.ts';

const KERNEL = `# node: worker-1
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500
    inet 192.168.10.11/24 scope global eth0
3: eth1: <BROADCAST,UP,LOWER_UP> mtu 1500
    inet 10.9.0.11/24 scope global eth1
4: docker0: <NO-CARRIER,BROADCAST,UP> mtu 1500
    inet 172.17.0.1/16 scope global docker0
5: vxlan.calico: <BROADCAST,UP,LOWER_UP> mtu 1450
    inet 10.244.1.1/32 scope global vxlan.calico
`;
const calico = (address: string): string =>
  k8sNode('worker-1', '192.168.10.11').replace(
    '  name: worker-1\n',
    `  name: worker-1\n  annotations:\n    projectcalico.org/IPv4Address: ${address}/24\n`,
  );

describe('network/node-address-mismatch', () => {
  test('on no interface', () => {
    expect(findingsOf(nodeAddressMismatch, `${calico('192.168.10.99')}${KERNEL}`)).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'node', id: 'worker-1' },
        title: 'worker-1 peers by 192.168.10.99, which is on none of its interfaces.',
        evidence: [{ text: 'Node worker-1: projectcalico.org/IPv4Address 192.168.10.99' }],
      },
    ]);
  });

  test.each([
    ['172.17.0.1', 'docker0'],
    ['10.244.1.1', 'vxlan.calico'],
  ])('%s is on %s', (address, device) => {
    expect(findingsOf(nodeAddressMismatch, `${calico(address)}${KERNEL}`)).toMatchObject([
      { severity: 'error', title: `worker-1 peers by ${address}, which is on ${device}.` },
    ]);
  });

  test('another network than that of the InternalIP is info', () => {
    expect(findingsOf(nodeAddressMismatch, `${calico('10.9.0.11')}${KERNEL}`)).toMatchObject([{ severity: 'info' }]);
  });

  test('the InternalIP is none, nor is an address where interfaces are not all given', () => {
    expect(findingsOf(nodeAddressMismatch, `${calico('192.168.10.11')}${KERNEL}`)).toEqual([]);
    const part =
      '# node: worker-1\n2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500\n    inet 192.168.10.11/24 scope global eth0\n';
    expect(outcomeOf(nodeAddressMismatch, `${calico('192.168.10.99')}${part}`).outcome).toBe('not-applicable');
  });

  test('what the speaker says of itself', () => {
    const gobgp = `BGP neighbor is 10.9.0.1, remote AS 65001
  BGP state = IDLE
  Local host: 10.9.0.99, Local port: 179`;
    expect(findingsOf(nodeAddressMismatch, `${KERNEL}\n${gobgp}`).map(({ severity }) => severity)).toEqual(
      expect.arrayContaining([]),
    );
  });
});
