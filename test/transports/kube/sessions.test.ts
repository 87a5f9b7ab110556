import { describe, expect, test } from 'vitest';
import type { CustomResource } from '../../../src/transports/kube/objects.ts';
import type { Resources } from '../../../src/transports/kube/resources.ts';
import { expectedOn } from '../../../src/transports/kube/sessions.ts';

const resource = (name: string, spec: object): CustomResource => ({ kind: 'X', metadata: { name }, spec });
const resources = (lists: Readonly<Record<string, readonly CustomResource[]>>): Resources => ({
  artifacts: [],
  configMaps: [],
  lists: new Map(Object.entries(lists)),
});
const node = { name: 'node1', labels: { rack: 'a' } };

type Lists = Parameters<typeof resources>[0];
const calico = (lists: Lists): ReturnType<typeof expectedOn> => expectedOn(node, 'calico', resources(lists));
const cilium = (lists: Lists): ReturnType<typeof expectedOn> => expectedOn(node, 'cilium', resources(lists));
const configuration = (spec: object): Lists => ({
  'bgpconfigurations.crd.projectcalico.org': [resource('default', spec)],
});

describe('Calico', () => {
  const PEERS = 'bgppeers.crd.projectcalico.org';

  test('a port of its own, and a mesh of which the peers are the other nodes', () => {
    expect(calico(configuration({ listenPort: 1790 }))).toEqual([{ speaker: 'calico', peer: null, ports: [1790] }]);
    expect(calico(configuration({ nodeToNodeMeshEnabled: false }))).toEqual([]);
  });

  test.each([
    [{ peerIP: '10.0.0.1' }, [{ peer: '10.0.0.1', ports: [] }]],
    [{ peerIP: '10.0.0.1:1179' }, [{ peer: '10.0.0.1', ports: [1179] }]],
    [{ peerIP: '[2001:db8::1]:1179' }, [{ peer: '2001:db8::1', ports: [1179] }]],
    [{ peerIP: '2001:db8::1' }, [{ peer: '2001:db8::1', ports: [] }]],
    [{ peerIP: '10.0.0.1', node: 'node1' }, [{ peer: '10.0.0.1', ports: [] }]],
    [{ peerIP: '10.0.0.1', node: 'node2' }, []],
    [{ peerIP: '10.0.0.1', nodeSelector: "rack == 'a' && has(rack)" }, [{ peer: '10.0.0.1', ports: [] }]],
    [{ peerIP: '10.0.0.1', nodeSelector: "rack == 'b'" }, []],
    [{ peerIP: '10.0.0.1', nodeSelector: '!has(rack)' }, []],
    [{ peerIP: '10.0.0.1', nodeSelector: "rack in {'b'}" }, [{ peer: '10.0.0.1', ports: [] }]],
    [{ peerSelector: 'all()' }, [{ peer: null, ports: [] }]],
  ])('BGPPeer %j', (spec, sessions) => {
    expect(calico({ [PEERS]: [resource('tor', spec)] })).toEqual(
      sessions.map((session) => ({ speaker: 'calico', ...session })),
    );
  });

  test('nobody knows what may not be read', () => {
    expect(calico({})).toBeNull();
  });
});

describe('Cilium', () => {
  const NODES = 'ciliumbgpnodeconfigs.cilium.io';
  const CLUSTERS = 'ciliumbgpclusterconfigs.cilium.io';
  const instances = {
    bgpInstances: [{ localPort: 1790, peers: [{ peerAddress: '10.0.0.1', peerConfigRef: { name: 'p' } }] }],
  };
  const peerConfigs = { 'ciliumbgppeerconfigs.cilium.io': [resource('p', { transport: { peerPort: 1179 } })] };

  test('the configuration of its node, with both ports', () => {
    const session = { speaker: 'cilium', peer: '10.0.0.1', ports: [1790, 1179] };
    expect(cilium({ [NODES]: [resource('node1', instances)], ...peerConfigs })).toEqual([session]);
    expect(cilium({ [NODES]: [resource('node2', instances)], ...peerConfigs })).toEqual([]);
  });

  test("the cluster's, as long as the operator has made none of it", () => {
    const cluster = resource('bgp', { nodeSelector: { matchLabels: { rack: 'a' } }, ...instances });
    const session = { speaker: 'cilium', peer: '10.0.0.1', ports: [1790] };
    expect(cilium({ [CLUSTERS]: [cluster] })).toEqual([session]);
    expect(
      cilium({ [CLUSTERS]: [resource('bgp', { ...cluster, nodeSelector: { matchLabels: { rack: 'b' } } })] }),
    ).toEqual([]);
    expect(cilium({ [CLUSTERS]: [cluster], [NODES]: [resource('node1', {})] })).toEqual([]);
  });

  test('the old policy', () => {
    const neighbors = [{ peerAddress: '10.0.0.1/32', peerPort: 1179 }];
    const policy = resource('tor', { nodeSelector: { matchLabels: { rack: 'a' } }, virtualRouters: [{ neighbors }] });
    expect(cilium({ 'ciliumbgppeeringpolicies.cilium.io': [policy] })).toEqual([
      { speaker: 'cilium', peer: '10.0.0.1', ports: [1179] },
    ]);
  });
});

test.each([
  [undefined, true],
  [[{ matchLabels: { rack: 'b' } }, { matchExpressions: [{ key: 'rack', operator: 'In', values: ['a'] }] }], true],
  [[{ matchExpressions: [{ key: 'rack', operator: 'NotIn', values: ['a'] }] }], false],
  [[{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }], false],
  [[{ matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }], true],
])("MetalLB's BGPPeer with selectors %j", (nodeSelectors, isMeant) => {
  const peer = resource('tor', { peerAddress: '10.0.0.1', peerPort: 1179, nodeSelectors });
  const sessions = expectedOn(node, 'metallb', resources({ 'bgppeers.metallb.io': [peer] }));
  expect(sessions).toEqual(isMeant ? [{ speaker: 'metallb', peer: '10.0.0.1', ports: [1179] }] : []);
});

test('FRR-K8s: neighbours of every router', () => {
  const routers = [{ neighbors: [{ address: '10.0.0.1', port: 179 }, { address: '2001:db8::1' }] }];
  const lists = { 'frrconfigurations.frrk8s.metallb.io': [resource('c', { bgp: { routers } })] };
  expect(expectedOn(node, 'metallb', resources(lists))?.map(({ peer }) => peer)).toEqual(['10.0.0.1', '2001:db8::1']);
});

test('kube-router: annotations of its node', () => {
  const annotations = { 'kube-router.io/peer.ips': '10.0.0.1,10.0.0.2', 'kube-router.io/peer.ports': '1179,179' };
  const nodes = [{ kind: 'Node', metadata: { name: 'node1', annotations } }];
  expect(expectedOn(node, 'kube-router', resources({ nodes }))).toEqual([
    { speaker: 'kube-router', peer: null, ports: [1179] },
    { speaker: 'kube-router', peer: '10.0.0.1', ports: [] },
    { speaker: 'kube-router', peer: '10.0.0.2', ports: [] },
  ]);
});

test('whatever a resource holds, it is no crash', () => {
  for (const spec of [undefined, null, 7, [], { bgpInstances: [null, { peers: 'x' }], virtualRouters: {} }]) {
    const odd: CustomResource = { kind: 'X', metadata: { name: 'node1' }, spec };
    const lists = { 'ciliumbgpnodeconfigs.cilium.io': [odd], 'ciliumbgppeeringpolicies.cilium.io': [odd] };
    expect(() => expectedOn(node, 'cilium', resources(lists))).not.toThrow();
  }
});
