#!/usr/bin/env bash
# Installs JupyterHub and its proxy once, outside the checkout, and prints where they are.
#   peers/hub/install.sh           installs them where they are missing
#   peers/hub/install.sh --check   only says whether they are there
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/hub
version=$(cd "$here" && cat install.sh requirements.txt proxy/package*.json | sha256sum | cut -c1-16)
root=$cache/$version

install_python() {
  "$here/../../.venv/bin/python" -m venv "$root/env"
  "$root/env/bin/pip" install --quiet --disable-pip-version-check --no-deps --compile \
    --requirement "$here/requirements.txt"
}

install_proxy() {
  mkdir "$root/proxy"
  cp "$here"/proxy/package*.json "$root/proxy"
  (cd "$root/proxy" && PATH="$here/../../.venv/bin:$PATH" npm ci --silent --ignore-scripts --no-audit --no-fund)
}

if [[ ! -e $root/ready ]]; then
  if [[ ${1:-} == --check ]]; then
    echo 'JupyterHub is missing on this machine: run peers/hub/install.sh.' >&2
    exit 69
  fi
  mkdir -p "$cache"
  exec 9> "$cache/lock"
  flock 9
  if [[ ! -e $root/ready ]]; then
    echo 'Installing JupyterHub, which takes a minute the first time' >&2
    rm -rf "$root"
    mkdir "$root"
    install_proxy >&2 &
    install_python >&2
    wait $!
    touch "$root/ready"
  fi
fi
echo "$root"
