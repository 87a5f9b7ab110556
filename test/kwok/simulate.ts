/** Nodes and pods that kwok plays on a real API server; what is run in their pods runs on this machine. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, type KubeObject, pathOf } from '../cluster/cluster.ts';
import { until } from '../lab/processes.ts';
import { KWOK } from './requirements.ts';

/** How many nodes there are of each kind. */
export interface Fleet {
  readonly up: number;
  readonly down: number;
  /** Nothing can be run there. */
  readonly dead: number;
}

const PEER = '10.199.0.1';
/** Of those that are up, so many bear the label `watched`; of the others all do. */
export const WATCHED_UP = 10;
const NAMESPACE = 'kube-system';
const AT_ONCE = 16;
/** What Cilium's agent says of its peers; its state comes with the pod. */
const CILIUM = `#!/bin/sh
echo '[{"local-asn":64512,"peer-asn":64500,"peer-address":"${PEER}","session-state":"'$STATE'"}]'
`;

export async function simulate(cluster: Cluster, fleet: Fleet): Promise<void> {
  const { directory } = cluster;
  const count = fleet.up + fleet.down + fleet.dead;
  const tools = join(directory, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'cilium-dbg'), CILIUM);
  chmodSync(join(tools, 'cilium-dbg'), 0o755);
  const names = Array.from({ length: count }, (_, index) => `cilium-${index + 1}`);
  const config = join(directory, 'kwok.yaml');
  const execs = [
    clusterExec('established', names.slice(0, fleet.up)),
    clusterExec('active', names.slice(fleet.up, fleet.up + fleet.down)),
  ];
  writeFileSync(config, execs.map((document) => JSON.stringify(document)).join('\n---\n'));
  const pki = (file: string): string => join(directory, 'pki', file);
  const log = join(directory, 'log', 'kwok.log');
  const options = [
    ['--kubeconfig', cluster.kubeconfig, '--config', config, '--manage-all-nodes=true', '--cidr=10.201.0.0/16'],
    ['--node-ip=127.0.0.1', '--node-port=10247', '--server-address=127.0.0.1:10247'],
    ['--tls-cert-file', pki('apiserver.crt'), '--tls-private-key-file', pki('apiserver.key')],
  ].flat();
  const environment = ['env', `PATH=${tools}:${process.env['PATH'] ?? ''}`];
  cluster.start('sh', '-c', `exec "$@" >${log} 2>&1`, 'sh', ...environment, KWOK, ...options);
  const isWatched = (index: number): boolean => index >= fleet.up - WATCHED_UP;
  await create(
    cluster,
    names.map((name, index) => toNode(name, isWatched(index))),
  );
  await create(cluster, names.map(toPod));
  await until('the pods run', async () => (await running(cluster)) === count, 60_000 + count * 300);
}

const clusterExec = (state: string, matchNames: readonly string[]): object => ({
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'ClusterExec',
  metadata: { name: state },
  spec: {
    selector: { matchNamespaces: [NAMESPACE], matchNames },
    execs: [{ local: { workDir: '/', envs: [{ name: 'STATE', value: state }] } }],
  },
});

const nodeOf = (name: string): string => name.replace('cilium', 'node');

const toNode = (name: string, watched: boolean): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: nodeOf(name),
    labels: { 'kubernetes.io/hostname': nodeOf(name), ...(watched && { watched: 'yes' }) },
  },
});

const toPod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE, labels: { 'k8s-app': 'cilium' } },
  spec: {
    nodeName: nodeOf(name),
    hostNetwork: true,
    tolerations: [{ operator: 'Exists' }],
    containers: [{ name: 'cilium-agent', image: 'localhost/cilium/cilium:v1.18.2' }],
  },
});

async function create({ api }: Cluster, objects: readonly KubeObject[]): Promise<void> {
  const waiting = [...objects];
  async function lane(): Promise<void> {
    for (let object = waiting.shift(); object !== undefined; object = waiting.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- so many at once
      await api('POST', pathOf(object), object);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function running({ api }: Cluster): Promise<number> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods?fieldSelector=status.phase%3DRunning`;
  const { items } = await api<{ readonly items: readonly unknown[] }>('GET', path);
  return items.length;
}
