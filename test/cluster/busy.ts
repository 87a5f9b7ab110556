/** An API server that has too much to do for us: API priority and fairness, which answers 429 with Retry-After: 1. */
import { describe, expect, test } from 'vitest';
import { until } from '../lab/processes.ts';
import { type Cluster, type KubeObject, apply, pathOf, resultOf } from './cluster.ts';
import { kubeconfigOf } from './credentials.ts';

const NAME = 'for-k8sdoctor';
const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1';

/** @param shares of what the server can do at once; with none it refuses each request */
const level = (shares: number): KubeObject => ({
  apiVersion: API_VERSION,
  kind: 'PriorityLevelConfiguration',
  metadata: { name: NAME },
  spec: {
    type: 'Limited',
    limited: { nominalConcurrencyShares: shares, borrowingLimitPercent: 0, limitResponse: { type: 'Reject' } },
  },
});
const any = ['*'];
const FLOW: KubeObject = {
  apiVersion: API_VERSION,
  kind: 'FlowSchema',
  metadata: { name: NAME },
  spec: {
    priorityLevelConfiguration: { name: NAME },
    matchingPrecedence: 100,
    rules: [
      {
        subjects: [{ kind: 'ServiceAccount', serviceAccount: { namespace: 'kube-system', name: 'k8sdoctor' } }],
        resourceRules: [{ verbs: any, apiGroups: any, resources: any, namespaces: any, clusterScope: true }],
        nonResourceRules: [{ verbs: any, nonResourceURLs: any }],
      },
    ],
  },
};
const pathTo = (object: KubeObject): string => `${pathOf(object)}/${object.metadata.name}`;

/** How often we were sent away. */
async function refusals({ text }: Cluster): Promise<number> {
  const counters = (await text('/metrics')).matchAll(
    /^apiserver_flowcontrol_rejected_requests_total\{[^}]*priority_level="for-k8sdoctor"[^}]*\} (\d+)/gm,
  );
  return [...counters].reduce((sum, [, count]) => sum + Number(count), 0);
}

export function busyTests(cluster: () => Cluster): void {
  describe('an API server that is busy', () => {
    test('is asked again when it says so, and then tells all', async () => {
      const status = ['status', '--kubeconfig', await kubeconfigOf(cluster(), 'k8sdoctor')];
      await apply(cluster(), level(0), FLOW);
      try {
        const refused = async (): Promise<boolean> => (await refusals(cluster())) > 0;
        // One that asks only once shows that it is in force.
        const probing = async (): Promise<boolean> => {
          const asked = cluster().startK8sdoctor(...status);
          const ended = resultOf(asked);
          await Promise.race([ended, until('it is refused', refused, 5000).catch(() => undefined)]);
          asked.kill('SIGKILL');
          await ended;
          return refused();
        };
        await until('requests of ours are refused', probing, 60_000);
        const before = await refusals(cluster());
        const result = cluster().k8sdoctor(...status);
        await until('it was refused three times', async () => (await refusals(cluster())) >= before + 3, 60_000);
        const path = pathTo(level(0));
        const known = await cluster().api<KubeObject>('GET', path);
        await cluster().api('PUT', path, { ...known, spec: level(1)['spec'] });
        expect((await result).out).toMatch(/node1 +64512 +10\.199\.0\.1 +64500 +Established/);
      } finally {
        await cluster().api('DELETE', pathTo(FLOW));
        await cluster().api('DELETE', pathTo(level(0)));
      }
    });
  });
}
