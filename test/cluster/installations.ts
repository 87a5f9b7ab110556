/** Calico as its operator installs it, kube-router, MetalLB's FRR-K8s; sessions between two nodes; debug containers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/index.ts';
import { until } from '../lab/processes.ts';
import { type Cluster, type KubeObject, apply, pathOf, resultOf } from './cluster.ts';
import { kubeconfigOf } from './credentials.ts';
import { CLUSTER_AS, frr, pod } from './parts.ts';
import { capturing, JSON_FORMAT, nothingIsLeft } from './runs.ts';

const MESH_PORT = 1790;
const KUBE_ROUTER_PORT = 1179;
/** What FRR-K8s expects of kube-router, and what that is. */
const KUBE_ROUTER_AS = { expected: 64_513, real: 64_514 };

const INSTALLATION: KubeObject = {
  apiVersion: 'operator.tigera.io/v1',
  kind: 'Installation',
  metadata: { name: 'default' },
  spec: { variant: 'Calico', calicoNetwork: { bgp: 'Enabled' } },
};
const FRR_CONFIGURATION: KubeObject = {
  apiVersion: 'frrk8s.metallb.io/v1beta1',
  kind: 'FRRConfiguration',
  metadata: { name: 'kube-router', namespace: 'frr-k8s-system' },
  spec: {
    nodeSelector: { matchLabels: { 'kubernetes.io/hostname': 'node2' } },
    bgp: {
      routers: [
        {
          asn: CLUSTER_AS,
          neighbors: [{ address: '10.199.0.11', asn: KUBE_ROUTER_AS.expected, port: KUBE_ROUTER_PORT }],
        },
      ],
    },
  },
};

/** Node 3 has another daemon on port 179: there it calls, from a port of its own. Without tcpdump, or sight of the host. */
const meshed = (name: string, node: number, peer: number, isCaller: boolean): KubeObject =>
  pod({
    name,
    namespace: 'calico-system',
    node: `node${node}`,
    labels: { 'k8s-app': 'calico-node', 'app.kubernetes.io/name': 'calico-node' },
    containers: [
      {
        name: 'calico-node',
        image: 'localhost/calico/node:v3.30.3',
        script: `mkdir -p /var/run/calico
cat >/etc/bird.conf <<'CONF'
log stderr all;
router id 10.199.0.1${node};
protocol device {}
protocol static { ipv4; route 10.201.${node}.0/24 blackhole; }
protocol bgp Mesh_10_199_0_1${peer} {
  local 10.199.0.1${node} ${isCaller ? `port ${MESH_PORT}` : ''} as ${CLUSTER_AS};
  neighbor 10.199.0.1${peer} as ${CLUSTER_AS};
  strict bind;
  passive ${isCaller ? 'off' : 'on'};
  connect delay time 1; connect retry time 5; hold time 9;
  ipv4 { import all; export all; };
}
CONF
exec bird -f -c /etc/bird.conf -s /var/run/calico/bird.ctl`,
      },
    ],
  });

const KUBE_ROUTER: KubeObject = pod({
  name: 'kube-router-w8z5d',
  namespace: 'kube-system',
  node: 'node1',
  labels: { 'k8s-app': 'kube-router', tier: 'node' },
  hostPID: true,
  containers: [
    {
      name: 'kube-router',
      image: 'localhost/cloudnativelabs/kube-router:v2.6.1',
      args: ['kube-router', '--run-router=true', `--bgp-port=${KUBE_ROUTER_PORT}`],
      script: `cat >/etc/gobgpd.conf <<'CONF'
[global.config]
  as = ${KUBE_ROUTER_AS.real}
  router-id = "10.199.0.11"
  port = ${KUBE_ROUTER_PORT}
[[neighbors]]
  [neighbors.config]
    neighbor-address = "10.199.0.12"
    peer-as = ${CLUSTER_AS}
  [neighbors.transport.config]
    passive-mode = true
CONF
exec gobgpd -f /etc/gobgpd.conf`,
    },
  ],
});

/** It never listens: `bgpd_options="-p 0"`. */
const FRR_K8S: KubeObject = pod({
  name: 'frr-k8s-b6n2x',
  namespace: 'frr-k8s-system',
  node: 'node2',
  labels: { app: 'frr-k8s', 'control-plane': 'frr-k8s' },
  containers: [
    { name: 'frr-k8s', image: 'localhost/metallb/frr-k8s:v0.0.20', script: 'exec sleep 100000' },
    frr(
      `hostname node2
router bgp ${CLUSTER_AS}
 bgp router-id 10.199.0.12
 neighbor 10.199.0.11 remote-as ${KUBE_ROUTER_AS.expected}
 neighbor 10.199.0.11 port ${KUBE_ROUTER_PORT}
 neighbor 10.199.0.11 timers connect 2`,
      '-p 0 ',
    ),
  ],
});

const PODS = [meshed('calico-node-5tq7m', 2, 3, false), meshed('calico-node-9xk4p', 3, 2, true), KUBE_ROUTER, FRR_K8S];
const EPHEMERAL = ['-n', 'calico-system', '--ephemeral', '--image', 'localhost/tools:1'];
/** Either may be the local one. */
const MESH = ['10.199.0.12-10.199.0.13', '10.199.0.13-10.199.0.12'];
const KUBE_ROUTER_AND_FRR = ['10.199.0.11-10.199.0.12', '10.199.0.12-10.199.0.11'];

async function isMeshUp({ k8sdoctor }: Cluster): Promise<boolean> {
  const { out } = await k8sdoctor('status', '-n', 'calico-system');
  return out.split('Established').length > 2;
}

/** Of Calico: with a mesh of its nodes, or without. */
async function putMesh({ api }: Cluster, isOn: boolean): Promise<void> {
  const path = '/apis/crd.projectcalico.org/v1/bgpconfigurations/default';
  const known = await api<KubeObject>('GET', path);
  await api('PUT', path, { ...known, spec: { asNumber: CLUSTER_AS, nodeToNodeMeshEnabled: isOn } });
}

async function putSecurity({ api }: Cluster, level: 'privileged' | 'restricted'): Promise<void> {
  const path = '/api/v1/namespaces/calico-system';
  const known = await api<KubeObject>('GET', path);
  const labels = { 'pod-security.kubernetes.io/enforce': level };
  await api('PUT', path, { ...known, metadata: { ...known.metadata, labels } });
}

export function installationTests(cluster: () => Cluster): void {
  describe('other installations', () => {
    beforeAll(async () => {
      await apply(cluster(), INSTALLATION, FRR_CONFIGURATION, ...PODS);
      await putMesh(cluster(), true);
      await until('the mesh is up', () => isMeshUp(cluster()), 90_000);
    });
    afterAll(async () => {
      await putMesh(cluster(), false);
      for (const object of [...PODS, FRR_CONFIGURATION]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await cluster().api('DELETE', `${pathOf(object)}/${object.metadata.name}`, { gracePeriodSeconds: 0 });
      }
    });

    test('are found, asked and captured; a session of two nodes is one, seen at both ends', async () => {
      const { out, err } = await cluster().k8sdoctor('bgp', '--duration', '15', ...JSON_FORMAT);
      for (const found of ['calico 3.30.3 on 3 nodes', 'kube-router 2.6.1 on node1', 'metallb 0.0.20 on node2']) {
        expect(err).toContain(`found ${found}`);
      }
      const { findings, sessions }: Report = JSON.parse(out);
      expect(sessions.find(({ id }) => MESH.includes(id))).toMatchObject({ state: 'established', bothEnds: {} });
      expect(sessions.find(({ id }) => KUBE_ROUTER_AND_FRR.includes(id))).toMatchObject({ bothEnds: {} });
      const wrong = findings.filter(({ id }) => id === 'bgp/bad-peer-as').map(({ subject }) => subject.id);
      expect(wrong).toContainEqual(expect.toBeOneOf(KUBE_ROUTER_AND_FRR));
      const told = (await cluster().k8sdoctor('status')).out;
      expect(told).toMatch(/node1 +64514 +10\.199\.0\.12 +64512 /);
      expect(told).toMatch(/node2 +64512 +10\.199\.0\.11 +64513 /);
      expect(told).toMatch(/node3 +64512 +10\.199\.0\.12 +64512 +Established/);
      await nothingIsLeft(cluster());
    });

    test('debug containers capture where no pod has tcpdump; they end, and what stays is named', async () => {
      const { out, err } = await cluster().k8sdoctor('bgp', ...EPHEMERAL, '--yes', '--duration', '8', ...JSON_FORMAT);
      const { sessions, sources }: Report = JSON.parse(out);
      expect(sessions.find(({ id }) => MESH.includes(id))).toMatchObject({ state: 'established', bothEnds: {} });
      expect(sources.filter(({ kind }) => kind === 'node').map(({ format }) => format)).toEqual([
        expect.stringMatching(/^debug container calico-system\/calico-node-5tq7m \(k8sdoctor-[0-9a-f]{8}\)$/),
        expect.stringMatching(/^debug container calico-system\/calico-node-9xk4p \(k8sdoctor-[0-9a-f]{8}\)$/),
      ]);
      expect(err.match(/has ended; Kubernetes keeps it in the status of that pod/g)).toHaveLength(2);
      await nothingIsLeft(cluster());
      expect((await cluster().k8sdoctor('cleanup')).out).toBe('nothing is left\n');
    });

    test.each([
      ['nobody agrees', [], 'nobody agreed to a debug container'],
      ['it is forbidden', ['--no-debug-pods'], '--no-debug-pods forbids'],
    ])('no debug container where %s', async (_, argv, words) => {
      const { out, err } = await cluster().k8sdoctor('bgp', ...EPHEMERAL, ...argv, '--duration', '3', ...JSON_FORMAT);
      expect(`${out}${err}`).toContain(words);
    });

    test('pod security, and rights that are missing, refuse it in a clear line', async () => {
      await putSecurity(cluster(), 'restricted');
      const refused = await cluster().k8sdoctor('bgp', ...EPHEMERAL, '--yes', '--duration', '3', ...JSON_FORMAT);
      await putSecurity(cluster(), 'privileged');
      expect(`${refused.out}${refused.err}`).toContain('violates PodSecurity');
      const kubeconfig = await kubeconfigOf(cluster(), 'k8sdoctor');
      const { out } = await cluster().k8sdoctor('collect', '--check', '--ephemeral', '--kubeconfig', kubeconfig);
      expect(out).toContain('  patch pods/ephemeralcontainers in calico-system\n');
      expect(out).not.toContain('patch pods/ephemeralcontainers in kube-system');
    });

    test('what kill -9 leaves of debug containers, cleanup ends and names; ^C leaves none that runs', async () => {
      const argv = ['bgp', ...EPHEMERAL, '--yes', '--duration', '100'];
      const child = cluster().startK8sdoctor(...argv);
      const result = resultOf(child);
      await capturing(cluster(), child, 2);
      child.kill('SIGKILL');
      await result;
      const { code, out } = await cluster().k8sdoctor('cleanup');
      expect(code).toBe(0);
      const line =
        /^debug container k8sdoctor-[0-9a-f]{8} in calico-system\/calico-node-\w+ on node[23], of \S+: has ended;/gm;
      expect(out.match(line)).toHaveLength(2);
      await nothingIsLeft(cluster());
      const again = cluster().startK8sdoctor(...argv);
      const ended = resultOf(again);
      await capturing(cluster(), again, 2);
      again.kill('SIGINT');
      expect(await ended).toMatchObject({ code: 130, err: expect.stringContaining('has ended; Kubernetes keeps it') });
      await nothingIsLeft(cluster());
    });
  });
}
