#!/usr/bin/env bash
# Installs what the drive is measured beside, once, outside the checkout; prints
# the folder. Debian's packages need root; without them their rows are left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=$(cat "$here"/requirements-*.txt "$here/install.sh" | sha256sum | cut -c1-16)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/bench/$version
mkdir -p "$folder"
exec 9> "$folder/lock"
flock 9
for peer in jupyter-fs jupyter-fsspec; do
  if [[ ! -e $folder/$peer/ready ]]; then
    rm -rf "${folder:?}/$peer"
    python3 -m venv "$folder/$peer" >&2
    "$folder/$peer/bin/pip" install --quiet --requirement "$here/requirements-$peer.txt" >&2
    touch "$folder/$peer/ready"
  fi
done
missing=()
for package in apache2:apache2-bin rclone:rclone fusermount3:fuse3 curl:curl; do
  PATH=$PATH:/usr/sbin type -P "${package%%:*}" > /dev/null || missing+=("${package##*:}")
done
if [[ ${#missing[@]} -gt 0 && $(id -u) == 0 ]]; then
  "$here/../../scripts/debian-packages.sh" "${missing[@]}" >&2
fi
echo "$folder"
