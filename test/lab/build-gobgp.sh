#!/usr/bin/env bash
# build-gobgp.sh: builds GoBGP from the Go module proxy into the cache, unless it is there: one minute of two idle cores, five of busy ones.
# Debian's panics at the zebra of Debian's FRR (osrg/gobgp#2681).
set -euo pipefail
GOBGP=$(sed -n 's/^const VERSION = .\(.*\).;$/\1/p' "$(dirname "$0")/daemons/built-gobgp.ts")
BIN=${XDG_CACHE_HOME:-$HOME/.cache}/k8sdoctor/gobgp-$GOBGP
mkdir -p "$BIN"
exec 9>"$BIN/.lock"
flock 9
[ ! -x "$BIN/gobgpd" ] || exit 0

module=$(mktemp -d)
trap 'rm -rf "$module"' EXIT
cd "$module"
export GOTOOLCHAIN=local GOFLAGS=-mod=mod CGO_ENABLED=0
started=$SECONDS
printf 'module k8sdoctor/gobgp\n\ngo 1.24.0\n' >go.mod
commands='github.com/osrg/gobgp/v4/cmd/gobgp github.com/osrg/gobgp/v4/cmd/gobgpd'
{ printf '//go:build tools\n\npackage tools\n\n' && printf 'import _ "%s"\n' $commands; } >tools.go
go get "github.com/osrg/gobgp/v4@v$GOBGP"
go mod tidy
go build -trimpath -ldflags='-s -w' -o . $commands
mv gobgp gobgpd "$BIN/"
echo "GoBGP $GOBGP: built in $((SECONDS - started)) s"
