#!/usr/bin/env bash
# Installs what the drive is measured beside, once, outside the checkout; prints
# the folder. Debian's packages need root; without them their rows are left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
missing=()
for package in apache2:apache2-bin rclone:rclone fusermount3:fuse3 curl:curl; do
  PATH=$PATH:/usr/sbin type -P "${package%%:*}" > /dev/null || missing+=("${package##*:}")
done
if [[ ${#missing[@]} -gt 0 && $(id -u) == 0 ]]; then
  "$here/../../scripts/debian-packages.sh" "${missing[@]}" >&2
fi
exec "$here/../install-beside.sh" "$here" jupyter-fs jupyter-fsspec
