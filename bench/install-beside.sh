#!/usr/bin/env bash
# Installs Python programs that something is measured beside, once, outside the
# checkout, each in an environment of its own; prints the folder.
#   bench/install-beside.sh FOLDER PROGRAM...
# FOLDER holds a requirements-PROGRAM.txt for each.
set -euo pipefail
here=$1
shift
version=$(cat "$here"/requirements-*.txt "$here/install.sh" "$0" | sha256sum | cut -c1-16)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/bench/$version
mkdir -p "$folder"
exec 9> "$folder/lock"
flock 9
for program; do
  if [[ ! -e $folder/$program/ready ]]; then
    rm -rf "${folder:?}/$program"
    python3 -m venv "$folder/$program" >&2
    "$folder/$program/bin/pip" install --quiet --requirement "$here/requirements-$program.txt" >&2
    touch "$folder/$program/ready"
  fi
done
echo "$folder"
