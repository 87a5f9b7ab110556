import { expect, test } from 'vitest';
import { debugContainersOf } from '../../../src/transports/kube/debug-container.ts';
import type { Pod } from '../../../src/transports/kube/objects.ts';
import { planNodes } from '../../../src/transports/kube/targets.ts';

const metadata = { name: 'kube-router-1', namespace: 'kube-system' };

test('debug containers of ours are those of our name that have not ended', () => {
  const names = ['k8sdoctor-0a1b2c3d', 'debugger-x7wq2', 'k8sdoctor-ffffffff', 'k8sdoctor-00000000', 'k8sdoctor-x'];
  const pod: Pod = {
    kind: 'Pod',
    metadata,
    spec: {
      containers: [],
      ephemeralContainers: names.map((name, at) => ({
        name,
        ...(at === 0 && { env: [{ name: 'K8SDOCTOR_OWNER', value: 'ada@desk' }] }),
      })),
    },
    status: {
      ephemeralContainerStatuses: [
        { name: 'k8sdoctor-0a1b2c3d', state: { running: {} } },
        { name: 'k8sdoctor-ffffffff', state: { terminated: {} } },
        { name: 'k8sdoctor-00000000', state: { waiting: { reason: 'ErrImagePull' } } },
      ],
    },
  };
  expect(debugContainersOf(pod)).toEqual([
    {
      container: { namespace: 'kube-system', pod: 'kube-router-1', container: 'k8sdoctor-0a1b2c3d' },
      owner: 'ada@desk',
    },
    {
      container: { namespace: 'kube-system', pod: 'kube-router-1', container: 'k8sdoctor-00000000' },
      owner: 'unknown',
    },
  ]);
});

test.each([
  [['--bgp-port=1179'], [1179]],
  [['--bgp-port', '1790', '--run-router=true'], [1790]],
  [['--bgp-port=179'], []],
  [['--run-router=true'], []],
])('kube-router with %j is captured on %j beside 179', (args, ports) => {
  const pod: Pod = { kind: 'Pod', metadata, spec: { containers: [{ name: 'kube-router', args }] } };
  const speaker = { speaker: 'kube-router', pod, node: 'n1', container: 'kube-router', version: null } as const;
  const node = { kind: 'Node', metadata: { name: 'n1' } };
  const resources = { artifacts: [], lists: new Map([['nodes', [node]]]), configMaps: [] };
  expect(planNodes([node], [speaker], resources, []).map((plan) => plan.ports)).toEqual([ports]);
});
