import { describe, expect, test } from 'vitest';
import { bgpRouteMissing } from '../../../src/checks/route/bgp-route-missing.ts';
import { podCidrMissing } from '../../../src/checks/route/pod-cidr-missing.ts';
import { findingsOf, outcomeOf } from '../sysctl/node.ts';

const node = (number: number, ...lines: readonly string[]): string =>
  [
    `# node: worker-${number}`,
    `192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.1${number}`,
    `blackhole 10.244.${number}.0/26 proto bird`,
    `10.244.${number}.5 dev cali0123456789${number} scope link`,
    ...lines,
  ].join('\n');
const DEFAULT = 'default via 192.168.10.1 dev eth0';
const to = (number: number): string => `10.244.${number}.0/26 via 192.168.10.1${number} dev eth0 proto bird`;
const REST = `${node(2, DEFAULT, to(1), to(3))}\n${node(3, DEFAULT, to(1), to(2))}`;

const flannel = (number: number): string => `# node: worker-${number}
default via 192.168.10.1 dev eth0
10.244.${number}.0/24 dev cni0 proto kernel scope link src 10.244.${number}.1
192.168.10.0/24 dev eth0 proto kernel scope link src 192.168.10.1${number}
5: flannel.1: <BROADCAST,UP,LOWER_UP> mtu 1450`;
const cilium = (number: number, ...lines: readonly string[]): string =>
  node(number, DEFAULT, ...lines)
    .replaceAll(/cali0123456789(\d)/g, 'lxc0123456789a$1')
    .replaceAll(/blackhole.*\n/g, '');
const block = (number: number, state = 'confirmed'): string => `---
apiVersion: crd.projectcalico.org/v1
kind: BlockAffinity
metadata:
  name: worker-${number}-block
spec:
  cidr: 10.244.${number}.0/26
  node: worker-${number}
  state: ${state}
  deleted: "false"`;
const host = (number: number, spec = 'taints: []'): string => `---
apiVersion: v1
kind: Node
metadata:
  name: worker-${number}
spec:
  ${spec}
status:
  addresses:
  - type: InternalIP
    address: 192.168.10.1${number}`;

const GIVEN = host(3, 'podCIDR: 10.244.3.0/24');

describe('route/pod-cidr-missing', () => {
  test('the default route only, while another node has its route', () => {
    const findings = findingsOf(podCidrMissing, `${node(1, DEFAULT, to(2))}\n${REST}`);
    expect(findings).toMatchObject([
      {
        severity: 'error',
        subject: { id: 'worker-1' },
        title: 'worker-1 has no route to 10.244.3.0/26, where pods of worker-3 are: only the default route.',
      },
    ]);
    expect(findings[0]?.remedy[1]).toContain('`ip route replace 10.244.3.0/26 via 192.168.10.13`');
  });

  test('no route at all', () => {
    expect(findingsOf(podCidrMissing, `${node(1)}\n${node(2, to(1))}`)).toMatchObject([
      { title: 'worker-1 has no route to 10.244.2.0/26, where pods of worker-2 are.' },
    ]);
  });

  test('bridges of flannel, whose tunnel tells that it installs routes', () => {
    const routed = '10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink';
    expect(findingsOf(podCidrMissing, `${flannel(1)}\n${flannel(2)}\n${routed}`)).toMatchObject([
      { subject: { id: 'worker-1' }, title: expect.stringContaining('10.244.2.0/24') },
    ]);
  });

  test('blocks by resources, of nodes whose kernels were not read', () => {
    const findings = findingsOf(podCidrMissing, `${node(1, DEFAULT, to(2))}\n${block(2)}\n${block(3)}\n${host(3)}`);
    expect(findings).toMatchObject([
      { subject: { id: 'worker-1' }, title: expect.stringMatching(/10\.244\.3\.0\/26, where pods of worker-3 are/) },
    ]);
    expect(findings[0]?.remedy[1]).toContain('`ip route replace 10.244.3.0/26 via 192.168.10.13`');
  });

  test('podCIDR of a node is of flannel, and none of Calico', () => {
    const routed = '10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink';
    expect(findingsOf(podCidrMissing, `${flannel(1)}\n${routed}\n${GIVEN}`)).toMatchObject([
      { title: expect.stringContaining('10.244.3.0/24, where pods of worker-3 are') },
    ]);
    expect(findingsOf(podCidrMissing, `${node(1, DEFAULT, to(2))}\n${GIVEN}`)).toEqual([]);
  });

  test('a block that is about to go, or is its own, is no fault', () => {
    const others = [block(3, 'pendingDeletion'), block(1), block(2)].join('\n');
    expect(findingsOf(podCidrMissing, `${node(1, DEFAULT, to(2))}\n${others}`)).toEqual([]);
  });

  test('what BGP has and the kernel lacks is told once, by route/bgp-route-missing', () => {
    const bgp = `worker-1# birdc show route
10.244.3.0/26        unicast [Mesh_3 08:00:00.000] * (100) [i]
\tvia 192.168.10.13 on eth0`;
    const paste = `${node(1, DEFAULT, to(2))}\n${bgp}\n${REST}`;
    expect(findingsOf(bgpRouteMissing, paste)).toMatchObject([{ severity: 'error' }]);
    expect(findingsOf(podCidrMissing, paste)).toEqual([]);
  });

  test.each([
    ['every route there', `${node(1, DEFAULT, to(2), to(3))}\n${REST}`],
    [
      'only default routes: a cloud, or a router that reflects',
      `${node(1, DEFAULT)}\n${node(2, DEFAULT)}\n${node(3, DEFAULT)}`,
    ],
    ['a default route by BGP', `${node(1, `${DEFAULT} proto bird`, to(2))}\n${REST}`],
    ['an aggregate', `${node(1, DEFAULT, '10.244.0.0/16 via 192.168.10.1 dev eth0 proto bird')}\n${REST}`],
    ['a rule that hangs on what is not known', `${node(1, DEFAULT, to(2), '100:\tfrom all lookup 7')}\n${REST}`],
  ])('is none with %s', (_, paste) => expect(findingsOf(podCidrMissing, paste)).toEqual([]));

  test("Cilium's native routing leaves it to the network", () => {
    expect(findingsOf(podCidrMissing, `${cilium(1, to(2))}\n${cilium(2)}\n${cilium(3)}`)).toEqual([]);
  });

  test('does not apply to one node', () => {
    expect(outcomeOf(podCidrMissing, node(1)).outcome).toBe('not-applicable');
  });
});
