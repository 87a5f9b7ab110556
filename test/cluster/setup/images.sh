#!/usr/bin/env bash
# images.sh: the images of the pods into the cache, unless they are there: sandbox (busybox alone), tools (the debug pod's:
# busybox, tcpdump, iproute2), daemons (Debian with FRR, BIRD and GoBGP; no tcpdump) and speaker (the same with tcpdump).
set -euo pipefail
SETUP=$(cd "$(dirname "$0")" && pwd)
. "$SETUP/versions.sh"
mkdir -p "$CACHE"
exec 9>"$CACHE/.images-lock"
flock 9
[ ! -d "$IMAGES" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
image() { python3 "$SETUP/image.py" "$@"; }

mkdir -p sandbox tools/{bin,etc,tmp,proc,sys,dev,run,root,usr/bin} out
cp /bin/busybox sandbox/busybox
image localhost/sandbox:1 sandbox out/sandbox.tar /busybox sleep 2000000000

cp /bin/busybox tools/bin/busybox
for applet in $(/bin/busybox --list); do [ "$applet" = busybox ] || ln -sf busybox "tools/bin/$applet"; done
# Whole programs in the place of applets, with their libraries. busybox's shell would prefer its own applets to them.
for program in bash tcpdump ip ss nsenter sysctl nft iptables-save conntrack; do
  path=$(readlink -f "$(command -v "$program")") || continue
  rm -f "tools/bin/$program"
  cp "$path" "tools/usr/bin/$program"
  ldd "$path" | grep -oE '/[^ ]+' | while read -r library; do
    mkdir -p "tools$(dirname "$library")"
    cp -L "$library" "tools$library"
  done
done
ln -sf ../usr/bin/bash tools/bin/sh
# Debian's tcpdump becomes this user.
printf 'root:x:0:0:root:/root:/bin/sh\ntcpdump:x:104:104::/:/bin/sh\n' >tools/etc/passwd
printf 'root:x:0:\ntcpdump:x:104:\n' >tools/etc/group
image localhost/tools:1 tools out/tools.tar

mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
[ -n "$mirror" ] || mirror=$(awk '$1=="deb"{for (i = 2; i <= NF; i++) if ($i ~ /^http/) {print $i; exit}}' /etc/apt/sources.list)
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
debootstrap --variant=minbase --include=frr,bird2,gobgpd,iproute2,procps "$release" daemons "$mirror" >debootstrap.log 2>&1 ||
  { tail -5 debootstrap.log >&2; exit 1; }
rm -rf daemons/var/cache/apt/archives/*.deb daemons/var/lib/apt/lists/* daemons/usr/share/{doc,man,locale}
ln -sf bird daemons/usr/sbin/bird6 2>/dev/null || true
ln -sf birdc daemons/usr/sbin/birdcl
image localhost/daemons:1 daemons out/daemons.tar
cp "$(readlink -f "$(command -v tcpdump)")" daemons/usr/bin/tcpdump
ldd /usr/bin/tcpdump | grep -oE '/[^ ]+' | while read -r library; do
  mkdir -p "daemons$(dirname "$library")"
  [ -e "daemons$library" ] || cp -L "$library" "daemons$library"
done
printf 'tcpdump:x:104:104::/:/bin/sh\n' >>daemons/etc/passwd
printf 'tcpdump:x:104:\n' >>daemons/etc/group
image localhost/speaker:1 daemons out/speaker.tar
mv out "$IMAGES"
