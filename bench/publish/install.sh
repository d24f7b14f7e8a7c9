#!/usr/bin/env bash
# Installs what publishing is measured beside, once, outside the checkout;
# prints the folder. InvenioRDM comes from peers/invenio/install.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=$(cat "$here"/requirements-*.txt "$here/install.sh" | sha256sum | cut -c1-16)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/bench/$version
mkdir -p "$folder"
exec 9> "$folder/lock"
flock 9
for peer in rocrate-inveniordm dvuploader; do
  if [[ ! -e $folder/$peer/ready ]]; then
    rm -rf "${folder:?}/$peer"
    python3 -m venv "$folder/$peer" >&2
    "$folder/$peer/bin/pip" install --quiet --requirement "$here/requirements-$peer.txt" >&2
    touch "$folder/$peer/ready"
  fi
done
echo "$folder"
