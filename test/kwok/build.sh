#!/usr/bin/env bash
# build.sh: builds kwok from the Go module proxy into the cache, unless it is there: three minutes of two idle cores. It has
# libraries of another Kubernetes than test/cluster/setup/build.sh builds, which it does not compile with.
set -euo pipefail
KWOK=$(sed -n 's/^const VERSION = .\(.*\).;$/\1/p' "$(dirname "$0")/requirements.ts")
BIN=${XDG_CACHE_HOME:-$HOME/.cache}/k8sdoctor/kwok-$KWOK
mkdir -p "$BIN"
exec 9>"$BIN/.lock"
flock 9
[ ! -x "$BIN/kwok" ] || exit 0

module=$(mktemp -d)
trap 'rm -rf "$module"' EXIT
cd "$module"
export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0
started=$SECONDS
printf 'module k8sdoctor/kwok\n\ngo 1.24.0\n' >go.mod
printf '//go:build tools\n\npackage tools\n\nimport _ "sigs.k8s.io/kwok/cmd/kwok"\n' >tools.go
go get "sigs.k8s.io/kwok@v$KWOK"
go mod tidy
go build -trimpath -ldflags='-s -w' -o "$BIN/.kwok" sigs.k8s.io/kwok/cmd/kwok
mv "$BIN/.kwok" "$BIN/kwok"
echo "kwok $KWOK: built in $((SECONDS - started)) s"
