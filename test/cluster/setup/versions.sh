# What the cluster is made of. A cache is keyed by it; sourced by the other scripts.
KUBERNETES=1.34.4
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/k8sdoctor
BIN=$CACHE/kubernetes-$KUBERNETES/bin
# By what the images are made of: the scripts that make them, and Debian's release.
IMAGES=$CACHE/cluster-images-$(cat "$SETUP/images.sh" "$SETUP/image.py" | sha256sum | cut -c1-12)
