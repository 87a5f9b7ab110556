#!/usr/bin/env python3
"""image.py NAME:TAG ROOT OUT.tar [ENTRYPOINT ...]: an image of one layer, as `ctr images import` reads it."""
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile

name, root, out, *entrypoint = sys.argv[1:]
layer = out + ".layer"
subprocess.check_call(
    ["tar", "-C", root, "--numeric-owner", "--owner=0", "--group=0", "--sort=name", "--mtime=@0"]
    + ["--exclude=./proc/*", "--exclude=./sys/*", "--exclude=./dev/*", "-cf", layer, "."]
)
digest = hashlib.sha256()
with open(layer, "rb") as content:
    for block in iter(lambda: content.read(1 << 20), b""):
        digest.update(block)
identity = digest.hexdigest()
path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
config = json.dumps({
    "architecture": machine,
    "os": "linux",
    "config": {"Env": [path], "Entrypoint": entrypoint or None},
    "rootfs": {"type": "layers", "diff_ids": ["sha256:" + identity]},
    "history": [{"created_by": "image.py"}],
}).encode()
config_name = hashlib.sha256(config).hexdigest() + ".json"
manifest = json.dumps([{"Config": config_name, "RepoTags": [name], "Layers": [identity + "/layer.tar"]}]).encode()
with tarfile.open(out, "w") as archive:
    for member, content in ((config_name, config), ("manifest.json", manifest)):
        info = tarfile.TarInfo(member)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    archive.add(layer, identity + "/layer.tar")
os.unlink(layer)
