import { describe, expect, test } from 'vitest';
import { publicServiceCidr } from '../../../src/checks/network/public-service-cidr.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';
import { addressPool, kubeadm, pool } from './manifests.ts';

describe('network/public-service-cidr', () => {
  test('192.16 is a slip for 172.16', () => {
    expect(findingsOf(publicServiceCidr, kubeadm('10.244.0.0/16', '192.16.0.0/16'))).toMatchObject([
      {
        severity: 'warning',
        title: 'The service network 192.16.0.0/16 (ConfigMap kubeadm-config) is public address space.',
        remedy: [expect.stringContaining('172.16.0.0/12'), expect.stringContaining('--own-prefix 192.16.0.0/16')],
      },
    ]);
  });

  test.each(['172.32.0.0/16', '11.0.0.0/8', '192.0.0.0/8', '8.0.0.0/5'])('%s is public', (cidr) => {
    expect(findingsOf(publicServiceCidr, pool(cidr))).toHaveLength(1);
  });

  test.each([
    '10.0.0.0/8',
    '172.16.0.0/12',
    '172.31.0.0/16',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '198.18.0.0/15',
    '240.0.0.0/8',
  ])('%s is not', (cidr) => expect(findingsOf(publicServiceCidr, pool(cidr))).toEqual([]));

  test('neither load balancers nor IPv6 are judged', () => {
    expect(outcomeOf(publicServiceCidr, `${addressPool('8.8.8.0/24')}${pool('2001:db8::/48')}`).outcome).toBe(
      'not-applicable',
    );
  });
});
