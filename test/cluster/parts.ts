/** Pods that stand for CNIs, with real daemons under the names, labels and paths of the real ones; and their routers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { until } from '../lab/processes.ts';
import { notification } from '../lab/scripted/messages.ts';
import { type Program, SCRIPT, type Step, serialise } from '../lab/scripted/peer.ts';
import type { Cluster, KubeObject } from './cluster.ts';

interface PodWish {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly hostPID?: boolean;
  readonly containers: readonly ContainerWish[];
}
interface ContainerWish {
  readonly name: string;
  readonly image: string;
  readonly script: string;
  readonly privileged?: boolean;
  /** Of the real one's command line; nothing here reads them. */
  readonly args?: readonly string[];
}

export function pod({ name, namespace, node, labels = {}, hostPID = false, containers }: PodWish): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      nodeName: node,
      hostNetwork: true,
      hostPID,
      terminationGracePeriodSeconds: 1,
      tolerations: [{ operator: 'Exists' }],
      containers: containers.map(({ name: container, image, script, privileged = true, args = [] }) => ({
        name: container,
        image,
        imagePullPolicy: 'Never',
        command: ['sh', '-c', script],
        args,
        securityContext: { privileged },
      })),
    },
  };
}

/** Of a custom resource; what it holds is not looked at. */
function definition(group: string, version: string, kind: string, plural: string, scope = 'Cluster'): KubeObject {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
        },
      ],
    },
  };
}

export const DEFINITIONS: readonly KubeObject[] = [
  definition('crd.projectcalico.org', 'v1', 'BGPPeer', 'bgppeers'),
  definition('crd.projectcalico.org', 'v1', 'BGPConfiguration', 'bgpconfigurations'),
  definition('cilium.io', 'v2', 'CiliumBGPNodeConfig', 'ciliumbgpnodeconfigs'),
  definition('cilium.io', 'v2', 'CiliumBGPPeerConfig', 'ciliumbgppeerconfigs'),
  definition('metallb.io', 'v1beta2', 'BGPPeer', 'bgppeers', 'Namespaced'),
  definition('frrk8s.metallb.io', 'v1beta1', 'FRRConfiguration', 'frrconfigurations', 'Namespaced'),
  definition('operator.tigera.io', 'v1', 'Installation', 'installations'),
];

const ROUTER = '10.199.0.1';
const OLD_ROUTER = '10.199.0.2';
export const CLUSTER_AS = 64_512;
const ROUTER_AS = 64_500;
/** What the router expects of MetalLB's node. */
const OTHER_AS = 64_999;

export const RESOURCES: readonly KubeObject[] = [
  {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'BGPConfiguration',
    metadata: { name: 'default' },
    spec: { nodeToNodeMeshEnabled: false, asNumber: CLUSTER_AS },
  },
  {
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'BGPPeer',
    metadata: { name: 'tor' },
    spec: { peerIP: ROUTER, asNumber: ROUTER_AS, node: 'node1' },
  },
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumBGPNodeConfig',
    metadata: { name: 'node2' },
    spec: {
      bgpInstances: [
        { name: 'i', localASN: CLUSTER_AS, peers: [{ name: 'old', peerAddress: OLD_ROUTER, peerASN: ROUTER_AS }] },
      ],
    },
  },
  {
    apiVersion: 'metallb.io/v1beta2',
    kind: 'BGPPeer',
    metadata: { name: 'tor', namespace: 'metallb-system' },
    spec: {
      myASN: CLUSTER_AS,
      peerASN: ROUTER_AS,
      peerAddress: ROUTER,
      nodeSelectors: [{ matchLabels: { 'kubernetes.io/hostname': 'node3' } }],
    },
  },
];

/** Without tcpdump: it has to enter the host's files for that. */
export const CALICO: KubeObject = pod({
  name: 'calico-node-x7wq2',
  namespace: 'kube-system',
  node: 'node1',
  labels: { 'k8s-app': 'calico-node' },
  hostPID: true,
  containers: [
    {
      name: 'calico-node',
      image: 'localhost/calico/node:v3.30.3',
      script: `mkdir -p /var/run/calico
cat >/etc/bird.conf <<'CONF'
log stderr all;
router id 10.199.0.11;
protocol device {}
protocol static { ipv4; route 10.200.1.0/24 blackhole; }
protocol bgp Global_10_199_0_1 {
  local 10.199.0.11 as ${CLUSTER_AS};
  neighbor ${ROUTER} as ${ROUTER_AS};
  connect retry time 5;
  hold time 30;
  ipv4 { import all; export all; };
}
CONF
exec bird -f -c /etc/bird.conf -s /var/run/calico/bird.ctl`,
    },
  ],
});

/** With tcpdump. Its agent's command line shows what GoBGP does. */
export const CILIUM: KubeObject = pod({
  name: 'cilium-k2v9d',
  namespace: 'kube-system',
  node: 'node2',
  labels: { 'k8s-app': 'cilium' },
  containers: [
    {
      name: 'cilium-agent',
      image: 'localhost/cilium/cilium:v1.18.2',
      script: `cat >/usr/bin/cilium-dbg <<'SH'
#!/bin/sh
state=active
gobgp neighbor | grep -q Establ && state=established
echo '[{"local-asn":${CLUSTER_AS},"peer-asn":${ROUTER_AS},"peer-address":"${OLD_ROUTER}","session-state":"'$state'"}]'
SH
chmod +x /usr/bin/cilium-dbg
cat >/etc/gobgpd.conf <<'CONF'
[global.config]
  as = ${CLUSTER_AS}
  router-id = "10.199.0.12"
  port = -1
[[neighbors]]
  [neighbors.config]
    neighbor-address = "${OLD_ROUTER}"
    peer-as = ${ROUTER_AS}
  [neighbors.timers.config]
    connect-retry = 5
    idle-hold-time-after-reset = 5
CONF
exec gobgpd -f /etc/gobgpd.conf`,
    },
  ],
});

/** @param options of its bgpd */
export const frr = (configuration: string, options = ''): PodWish['containers'][number] => ({
  name: 'frr',
  image: 'localhost/frrouting/frr:9.1.0',
  script: `mkdir -p /run/frr
cat >/etc/frr/frr.conf <<'CONF'
${configuration}
CONF
touch /etc/frr/vtysh.conf
chown -R frr:frr /run/frr /etc/frr
/usr/lib/frr/zebra -d
exec /usr/lib/frr/bgpd ${options}-f /etc/frr/frr.conf`,
});

/** FRR mode: the speaker's own container has no command line of a daemon, the other has vtysh, and tcpdump. */
export const METALLB: KubeObject = pod({
  name: 'speaker-p4n8s',
  namespace: 'metallb-system',
  node: 'node3',
  labels: { app: 'metallb', component: 'speaker' },
  containers: [
    { name: 'speaker', image: 'localhost/metallb/speaker:v0.15.2', script: 'exec sleep 100000' },
    frr(`hostname node3
router bgp ${CLUSTER_AS}
 bgp router-id 10.199.0.13
 no bgp ebgp-requires-policy
 neighbor ${ROUTER} remote-as ${ROUTER_AS}
 neighbor ${ROUTER} timers connect 5`),
  ],
});

const BIRD = `
log stderr all;
router id ${ROUTER};
protocol device {}
protocol static { ipv4; route 203.0.113.0/24 blackhole; }
protocol bgp node1 { strict bind; hold time 30; local ${ROUTER} as ${ROUTER_AS}; neighbor 10.199.0.11 as ${CLUSTER_AS}; ipv4 { import all; export all; }; }
protocol bgp node3 { strict bind; local ${ROUTER} as ${ROUTER_AS}; neighbor 10.199.0.13 as ${OTHER_AS}; error wait time 2, 5; ipv4 { import all; export all; }; }
`;

const REFUSE: Step = { expect: 'OPEN', ifParameters: notification(2, 4) };

/** The router that has it right, and wrong, and one of before capabilities, which refuses each OPEN by 2/4. */
export async function startRouters(cluster: Cluster): Promise<void> {
  await cluster.run('ip', 'addr', 'add', `${OLD_ROUTER}/24`, 'dev', 'bridge0');
  const file = join(cluster.directory, 'bird.conf');
  writeFileSync(file, BIRD);
  cluster.start('bird', '-f', '-c', file, '-s', `${file}.ctl`, '-P', `${file}.pid`);
  const program: Program = { conversations: [[REFUSE]] };
  cluster.start(process.execPath, SCRIPT, serialise(program, OLD_ROUTER));
}

/** The session that is well, as the router tells it. */
export async function untilEstablished({ run, directory }: Cluster): Promise<void> {
  const ask = ['birdc', '-s', join(directory, 'bird.conf.ctl'), 'show', 'protocols', 'node1'];
  await until('node1 is Established', async () => (await run(...ask)).out.includes('Established'), 90_000);
}

export const SHELL_LESS: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'shell-less', namespace: 'kube-system' },
  spec: { nodeName: 'node1', containers: [{ name: 'c', image: 'localhost/sandbox:1', imagePullPolicy: 'Never' }] },
};

/** What we tell people to apply. */
export const rbac = (): readonly KubeObject[] =>
  parseAllDocuments(readFileSync(new URL('../../deploy/rbac.yaml', import.meta.url), 'utf8')).map(
    (document): KubeObject => document.toJS(),
  );
