import { expect, test } from 'vitest';
import type { Pod } from '../../../src/transports/kube/objects.ts';
import { speakerOf } from '../../../src/transports/kube/speakers.ts';

const pod = (labels: Readonly<Record<string, string>>, containers: readonly (readonly [string, string])[]): Pod => ({
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', labels },
  spec: { nodeName: 'node1', containers: containers.map(([name, image]) => ({ name, image })) },
  status: { phase: 'Running' },
});

test.each([
  [
    'cilium',
    'cilium-agent',
    '1.18.2',
    { 'k8s-app': 'cilium' },
    [['cilium-agent', 'quay.io/cilium/cilium:v1.18.2@sha256:0']],
  ],
  ['calico', 'calico-node', '3.30.3', { 'k8s-app': 'calico-node' }, [['calico-node', 'docker.io/calico/node:v3.30.3']]],
  [
    'kube-router',
    'kube-router',
    '2.5.0',
    { 'k8s-app': 'kube-router' },
    [['kube-router', 'cloudnativelabs/kube-router:v2.5.0']],
  ],
  // Native: its own container has no command line, and no shell.
  [
    'metallb',
    null,
    '0.15.2',
    { app: 'metallb', component: 'speaker' },
    [['speaker', 'quay.io/metallb/speaker:v0.15.2']],
  ],
  [
    'metallb',
    'frr',
    '0.15.2',
    { 'app.kubernetes.io/name': 'metallb', 'app.kubernetes.io/component': 'speaker' },
    [
      ['speaker', 'quay.io/metallb/speaker:v0.15.2'],
      ['frr', 'quay.io/frrouting/frr:9.1.0'],
    ],
  ],
  [
    'metallb',
    'frr',
    '0.0.20',
    { app: 'frr-k8s' },
    [
      ['frr', 'quay.io/frrouting/frr:9.1.0'],
      ['controller', 'quay.io/metallb/frr-k8s:v0.0.20'],
    ],
  ],
  // By its image alone.
  ['calico', 'calico-node', null, {}, [['calico-node', 'registry:5000/mirror/calico/node:latest@sha256:0']]],
] as const)('%s by %s, %s', (speaker, container, version, labels, containers) => {
  const found = speakerOf(pod(labels, containers));
  expect(found).toMatchObject({ speaker, container, node: 'node1' });
  if (version !== null) expect(found).toMatchObject({ version });
});

test.each([
  [
    'another speaker',
    pod({ 'app.kubernetes.io/component': 'speaker', 'app.kubernetes.io/name': 'other' }, [['s', 'x:1']]),
  ],
  [
    'the operator of Cilium',
    pod({ 'k8s-app': 'cilium-operator' }, [['operator', 'quay.io/cilium/operator-generic:v1.18.2']]),
  ],
  ['a pod that does not run', { ...pod({ 'k8s-app': 'cilium' }, []), status: { phase: 'Failed' } }],
])('%s is none', (_, other) => {
  expect(speakerOf(other)).toBeNull();
});
