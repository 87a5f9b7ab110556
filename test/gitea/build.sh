#!/usr/bin/env bash
# Builds Gitea from the Go module proxy and prints where it is: the binary, and its templates and options beside it.
# Kept in ${XDG_CACHE_HOME:-$HOME/.cache}/k8sdoctor by its version; some 8 minutes of two cores the first time. Needs Go and gcc (SQLite).
set -euo pipefail
version=1.23.8 # newer ones need modules that not every proxy has
cache=${XDG_CACHE_HOME:-$HOME/.cache}/k8sdoctor
home=$cache/gitea-$version
mkdir -p "$home"
exec 9>"$home/.lock" # two at once: the second waits for the first
flock 9
if [ ! -e "$home/complete" ]; then
  work=$(mktemp -d)
  trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
  export GOFLAGS=-modcacherw GOPATH="$work/go" GOCACHE="${GOCACHE:-$work/build}" GOTOOLCHAIN=local CGO_ENABLED=1
  mkdir -p "$work/module" && cd "$work/module"
  module=$(go mod download -json "code.gitea.io/gitea@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  # Of a dependency `replace` does not hold: Gitea's own lines are ours too.
  { printf 'module k8sdoctor/gitea\n\ngo 1.23\n\nrequire code.gitea.io/gitea v%s\n\n' "$version"; grep '^replace [^(]* => ' "$module/go.mod"; } >go.mod
  printf '//go:build tools\n\npackage tools\n\nimport _ "code.gitea.io/gitea"\n' >tools.go
  go mod tidy -e >&2
  go build -trimpath -ldflags='-s -w' -tags 'sqlite sqlite_unlock_notify' -o "$home/gitea" code.gitea.io/gitea >&2
  # It runs as a user of its own, who cannot read root's module folder.
  for folder in templates options public; do rm -rf "${home:?}/$folder" && cp -r --no-preserve=mode "$module/$folder" "$home/"; done
  touch "$home/complete"
fi
printf '%s\n' "$home"
