#!/usr/bin/env bash
# build.sh [PROGRAM...]: builds kube-apiserver and kubelet from the Go module proxy into the cache, unless they are there.
# A cold build takes two idle cores six minutes. Two builds at once: the second waits for the first.
set -euo pipefail
SETUP=$(cd "$(dirname "$0")" && pwd)
. "$SETUP/versions.sh"
mkdir -p "$BIN"
exec 9>"$BIN/.lock"
flock 9

missing=()
for program in "${@:-kube-apiserver kubelet}"; do
  for one in $program; do [ -x "$BIN/$one" ] || missing+=("$one"); done
done
[ ${#missing[@]} -gt 0 ] || exit 0

module=$(mktemp -d)
trap 'rm -rf "$module"' EXIT
cd "$module"
export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0

# Kubernetes takes its own libraries from a folder beside it; everybody else has to name their releases.
its_module=$(go mod download -json "k8s.io/kubernetes@v$KUBERNETES" | sed -n 's/^\s*"GoMod": "\(.*\)",$/\1/p')
{
  printf 'module k8sdoctor/cluster\n\ngo 1.24.0\n\ngodebug default=go1.24\n\n'
  printf 'require k8s.io/kubernetes v%s\n\nreplace (\n' "$KUBERNETES"
  awk -v version="v0.${KUBERNETES#1.}" '/=> \.\/staging\//{print "\t" $1 " => " $1 " " version}' "$its_module"
  printf ')\n'
} >go.mod
{
  printf '//go:build tools\n\npackage tools\n\nimport (\n'
  printf '\t_ "k8s.io/kubernetes/cmd/%s"\n' "${missing[@]}"
  printf ')\n'
} >tools.go
go mod tidy

# Without it a server says that it is v0.0.0-master.
stamp=k8s.io/component-base/version
flags="-s -w -X $stamp.gitVersion=v$KUBERNETES -X $stamp.gitMajor=1 -X $stamp.gitMinor=$(cut -d. -f2 <<<"$KUBERNETES") \
-X $stamp.gitTreeState=clean -X $stamp.gitCommit=0000000 -X $stamp.buildDate=1970-01-01T00:00:00Z"
for program in "${missing[@]}"; do
  started=$SECONDS
  go build -trimpath -ldflags="$flags" -o "$BIN/.$program" "k8s.io/kubernetes/cmd/$program"
  mv "$BIN/.$program" "$BIN/$program"
  echo "$program $KUBERNETES: built in $((SECONDS - started)) s"
done
