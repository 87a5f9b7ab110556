#!/usr/bin/env bash
# up.sh DIR NODES: etcd, an API server, and nodes, each a network namespace with its own containerd and kubelet. Runs in
# network, mount and process namespaces of its own (cluster.ts starts it so): whatever ends it ends all of it, and nothing
# of it is seen outside. Says `ready`; then obeys lines of standard input, `start apiserver`, `start all`, `signal NAME SIGNAL`,
# answering each by `done`, and ends with the input. No controller manager and no scheduler: pods name their node.
set -euo pipefail
SETUP=$(cd "$(dirname "$0")" && pwd)
. "$SETUP/versions.sh"
run=$1 nodes=$2 pki=$1/pki logs=$1/log
mkdir -p "$run" "$logs" "$run/pid"

fail() { echo "up.sh: $*" >&2; exit 1; }
# METHOD PATH [JSON]: as the admin
api() {
  curl -fsS --cacert "$pki/ca.crt" --cert "$pki/admin.crt" --key "$pki/admin.key" -X "$1" "https://127.0.0.1:6443$2" \
    ${3:+-H 'Content-Type: application/json' --data "$3"}
}
# NAME COMMAND...: in the background, not at our input
launch() {
  local name=$1
  shift
  setsid "$@" >>"$logs/$name.log" 2>&1 </dev/null &
  echo $! >"$run/pid/$name"
}
# WHAT SECONDS COMMAND...
await() {
  local what=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || fail "$what: not in time; see $logs"
    sleep 0.1
  done
}

no_apiserver() { [ -z "$(ss -Hltn 'sport = :6443')" ]; }
start_apiserver() {
  # One that was killed holds its port until the last of its threads is gone.
  await 'end of the API server before' 30 no_apiserver
  launch apiserver "$BIN/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --bind-address=0.0.0.0 --advertise-address=10.199.0.1 \
    --secure-port=6443 --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --allow-privileged=true --client-ca-file="$pki/ca.crt" \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --kubelet-certificate-authority="$pki/ca.crt" \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$pki/sa.pub" --service-account-signing-key-file="$pki/sa.key" --endpoint-reconciler-type=none \
    --profiling=false --v=1
  await 'API server' 90 api GET /readyz
}

# After a test that failed in the middle: wakes what sleeps, starts what is gone.
start_all() {
  for file in "$run"/pid/*; do kill -CONT "$(cat "$file")" || true; done
  ! no_apiserver || start_apiserver
}

make_node() {
  local i=$1 node=node$1 home=$run/node$1
  mkdir -p "$home"/{cni,kubelet,podlogs,containerlogs}
  ip netns add "$node"
  ip link add "veth-$node" type veth peer name eth0 netns "$node"
  ip link set "veth-$node" master bridge0 up
  ip -n "$node" link set lo up
  ip -n "$node" addr add "10.199.0.$((10 + i))/24" dev eth0
  ip -n "$node" link set eth0 up
  ip -n "$node" route add default via 10.199.0.1
  # Not `ip netns exec`: that one hides /sys/fs/cgroup behind a fresh /sys.
  nsenter --net="/run/netns/$node" sysctl -qw net.ipv4.ip_forward=1
  cat >"$home/cni/10-bridge.conflist" <<JSON
{"cniVersion":"0.4.0","name":"bridge","plugins":[{"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,
 "ipam":{"type":"host-local","dataDir":"$home/ipam","ranges":[[{"subnet":"10.200.$i.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
JSON
  cat >"$home/containerd.toml" <<TOML
version = 2
root = "$home/containerd"
state = "$home/containerd-state"
[grpc]
  address = "$home/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/sandbox:1"
  netns_mounts_under_state_dir = true
  # Without CAP_SYS_RESOURCE, which a container's root lacks, no sandbox would start.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$home/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
[plugins."io.containerd.internal.v1.opt"]
  path = "$home/opt"
TOML
  # Each kubelet binds /var/lib/kubelet/device-plugins/kubelet.sock, whatever its root: a mount namespace for each node.
  launch "containerd-$node" nsenter --net="/run/netns/$node" unshare --mount --propagation private bash -ec "
    mount --make-rshared /
    mount --bind $home/kubelet /var/lib/kubelet
    mount --bind $home/podlogs /var/log/pods
    mount --bind $home/containerlogs /var/log/containers
    exec containerd -c $home/containerd.toml"
}

import_images() {
  local node=$1 ctr
  ctr=(ctr -a "$run/$node/containerd.sock" -n k8s.io)
  await "containerd of $node" 60 "${ctr[@]}" version
  for archive in "$IMAGES"/*.tar; do "${ctr[@]}" images import "$archive"; done
  # What stands for a CNI is told by its image's name, too.
  while read -r real ours; do "${ctr[@]}" images tag "localhost/$ours:1" "$real"; done <"$SETUP/names.txt"
}

start_kubelet() {
  local i=$1 node=node$1 home=$run/node$1
  cat >"$home/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$home/containerd.sock
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/$node.crt
tlsPrivateKeyFile: $pki/$node.key
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
localStorageCapacityIsolation: false
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
imageGCHighThresholdPercent: 100
clusterDomain: cluster.local
clusterDNS: [10.96.0.10]
YAML
  launch "kubelet-$node" nsenter -t "$(cat "$run/pid/containerd-$node")" --mount --net "$BIN/kubelet" --config="$home/kubelet.yaml" \
    --kubeconfig="$pki/$node.kubeconfig" --hostname-override="$node" --node-ip="10.199.0.$((10 + i))" --v=2
}

is_ready() { api GET "/api/v1/nodes/$1" | tr -d ' \n' | grep -q '"type":"Ready","status":"True"'; }

mount -t tmpfs tmpfs /run/netns 2>/dev/null || { mkdir -p /run/netns; mount -t tmpfs tmpfs /run/netns; }
mkdir -p /var/lib/kubelet /var/log/pods /var/log/containers
"$SETUP/pki.sh" "$pki" "$nodes"
ip link set lo up
ip link add bridge0 type bridge
ip addr add 10.199.0.1/24 dev bridge0
ip link set bridge0 up

imports=()
for i in $(seq 1 "$nodes"); do
  make_node "$i"
  import_images "node$i" >"$logs/import-node$i.log" 2>&1 &
  imports+=($!)
done
mkdir -m 700 "$run/etcd"
launch etcd etcd --name k8sdoctor --data-dir "$run/etcd" --listen-client-urls http://127.0.0.1:2379 \
  --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380 \
  --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster k8sdoctor=http://127.0.0.1:2380
await etcd 30 etcdctl --endpoints=http://127.0.0.1:2379 endpoint health
start_apiserver
# What a controller manager would make, of the namespaces that pods run in.
ca=$(awk '{printf "%s\\n", $0}' "$pki/ca.crt")
for namespace in kube-system metallb-system debugging restricted calico-system frr-k8s-system; do
  [ $namespace = kube-system ] || api POST /api/v1/namespaces "{\"metadata\":{\"name\":\"$namespace\",
    \"labels\":{\"pod-security.kubernetes.io/enforce\":\"$([ $namespace = restricted ] && echo restricted || echo privileged)\"}}}"
  api POST /api/v1/namespaces/$namespace/serviceaccounts '{"metadata":{"name":"default"}}'
  api POST /api/v1/namespaces/$namespace/configmaps "{\"metadata\":{\"name\":\"kube-root-ca.crt\"},\"data\":{\"ca.crt\":\"$ca\"}}"
done >>"$logs/namespaces.log" 2>&1
for job in "${imports[@]}"; do wait "$job" || fail "images: see $logs"; done
for i in $(seq 1 "$nodes"); do start_kubelet "$i"; done
for i in $(seq 1 "$nodes"); do
  await "node$i" 90 is_ready "node$i"
done
echo ready

while read -r verb name argument; do
  case $verb in
    start) "start_$name" ;;
    signal) kill "-$argument" "$(cat "$run/pid/$name")" || true ;;
  esac
  echo done
done
