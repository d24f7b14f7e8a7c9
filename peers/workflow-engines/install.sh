#!/usr/bin/env bash
# Makes sure of cwltool and Snakemake and prints the folder that they are in.
#   peers/workflow-engines/install.sh           installs them when they are missing
#   peers/workflow-engines/install.sh --check   ends with 69 when they are missing
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/workflow-engines
version=$(cat "$here/requirements.txt" "$here/install.sh" | sha256sum | cut -c1-16)
environment=$cache/$version

if [[ ! -e $environment/ready ]]; then
  if [[ ${1:-} == --check ]]; then
    echo 'Workflow engines are missing on this machine: run peers/workflow-engines/install.sh.' >&2
    exit 69
  fi
  mkdir -p "$cache"
  exec 9> "$cache/lock"
  flock 9
  if [[ ! -e $environment/ready ]]; then
    rm -rf "$environment"
    "$here/../../.venv/bin/python" -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check \
      --requirement "$here/requirements.txt" >&2
    touch "$environment/ready"
  fi
fi
echo "$environment/bin"
