#!/usr/bin/env bash
# pki.sh DIR NODES: a CA, certificates of the API server, its kubelet client, the admin and each node, and kubeconfigs.
set -euo pipefail
mkdir -p "$1"
cd "$1"
directory=$PWD nodes=$2

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key" 2>/dev/null; }
# NAME SUBJECT USAGE [NAMES]
certificate() {
  key "$1"
  openssl req -new -key "$1.key" -subj "$2" | openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 \
    -out "$1.crt" -extfile <(
      printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n' "$3"
      [ -z "${4-}" ] || printf 'subjectAltName=%s\n' "$4"
    ) 2>/dev/null
}
# USER SERVER
kubeconfig() {
  cat >"$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: k8sdoctor, cluster: {server: "$2", certificate-authority: $directory/ca.crt}}]
users: [{name: $1, user: {client-certificate: $directory/$1.crt, client-key: $directory/$1.key}}]
contexts: [{name: k8sdoctor, context: {cluster: k8sdoctor, user: $1}}]
current-context: k8sdoctor
YAML
}

key ca
openssl req -x509 -new -key ca.key -subj /CN=k8sdoctor -days 3650 -out ca.crt \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
certificate apiserver /CN=kube-apiserver serverAuth \
  DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.199.0.1,IP:10.96.0.1
certificate kubelet-client /O=system:masters/CN=kubelet-client clientAuth
certificate admin /O=system:masters/CN=admin clientAuth
openssl genrsa -out sa.key 2048 2>/dev/null
openssl rsa -in sa.key -pubout -out sa.pub 2>/dev/null
kubeconfig admin https://127.0.0.1:6443
for i in $(seq 1 "$nodes"); do
  certificate "node$i" "/O=system:nodes/CN=system:node:node$i" serverAuth,clientAuth "DNS:node$i,IP:10.199.0.$((10 + i)),IP:127.0.0.1"
  kubeconfig "node$i" https://10.199.0.1:6443
done
