import { describe, expect, test } from 'vitest';
import { cidrOverlap } from '../../../src/checks/network/cidr-overlap.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';
import { addressPool, k8sNode, kubeadm, pool } from './manifests.ts';

const GOOD = kubeadm('10.244.0.0/16', '10.96.0.0/12');
const link = (prefix: string, device: string): string =>
  `# node: worker-1\n${prefix} dev ${device} proto kernel scope link src ${prefix.replace('.0/', '.1/').split('/')[0]}\n`;

describe('network/cidr-overlap', () => {
  test('pods and services', () => {
    expect(findingsOf(cidrOverlap, kubeadm('10.244.0.0/16', '10.244.0.0/16'))).toMatchObject([
      {
        severity: 'error',
        subject: { kind: 'network', id: '10.244.0.0/16' },
        title:
          'The service network 10.244.0.0/16 (ConfigMap kubeadm-config) and the pod network 10.244.0.0/16 (ConfigMap kubeadm-config) overlap.',
      },
    ]);
  });

  test('from arguments, as kubectl cluster-info dump shows them', () => {
    const dump = `        "--cluster-cidr=10.96.0.0/16",\n        "--service-cluster-ip-range=10.96.0.0/12",`;
    expect(findingsOf(cidrOverlap, dump)).toMatchObject([{ subject: { id: '10.96.0.0/12' } }]);
    expect(findingsOf(cidrOverlap, dump.replace('10.96.0.0/16', '10.244.0.0/16'))).toEqual([]);
  });

  test.each([
    ['a link of the nodes', `${GOOD}${link('10.244.7.0/24', 'eth0')}`, 'error'],
    ['docker0', `${GOOD}${link('10.96.0.0/16', 'docker0')}`, 'error'],
    ['the pods, and a load-balancer pool', `${GOOD}${addressPool('10.244.5.10-10.244.5.20')}`, 'error'],
    ['the services, and a load-balancer pool', `${GOOD}${addressPool('10.100.0.0/24')}`, 'error'],
    [
      'a load-balancer pool and the network of the nodes',
      `${GOOD}${addressPool('192.168.10.240/28')}${link('192.168.10.0/24', 'eth0')}`,
      'info',
    ],
  ])('overlap of %s', (_, paste, severity) => {
    expect(findingsOf(cidrOverlap, paste)).toMatchObject([{ severity }]);
  });

  test.each([
    ['ranges that are apart', `${GOOD}${link('192.168.10.0/24', 'eth0')}${link('172.17.0.0/16', 'docker0')}`],
    [
      "a node's part of the pod network",
      `${GOOD}${k8sNode('worker-1', '192.168.10.11', 'spec:\n  podCIDR: 10.244.1.0/24\n')}`,
    ],
    ['the same pool from two sources', `${GOOD}${pool('10.244.0.0/16')}`],
    ["the CNI's own bridge", `${GOOD}${link('10.244.1.0/24', 'cni0')}`],
    [
      'a load-balancer pool that Calico announces',
      `${GOOD}${addressPool('10.100.0.0/24')}---\napiVersion: crd.projectcalico.org/v1\nkind: BGPConfiguration\nmetadata:\n  name: default\nspec:\n  serviceLoadBalancerIPs:\n  - cidr: 10.100.0.0/16\n`,
    ],
    [
      "pods with addresses of a cloud's subnet",
      `${pool('10.0.0.0/16')}${link('10.0.0.0/24', 'eth0')}`.replace(
        '---',
        '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cilium-config\ndata:\n  ipam: eni\n---',
      ),
    ],
  ])('is none with %s', (_, paste) => expect(findingsOf(cidrOverlap, paste)).toEqual([]));

  test('is skipped without networks', () => {
    expect(outcomeOf(cidrOverlap, link('10.0.0.0/24', 'eth0'))).toMatchObject({
      outcome: 'skipped',
      missing: ['cluster'],
    });
    expect(outcomeOf(cidrOverlap, k8sNode('a', '10.0.0.1'))).toMatchObject({ missing: ['networks of the cluster'] });
  });
});
