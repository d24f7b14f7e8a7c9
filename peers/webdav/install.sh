#!/usr/bin/env bash
# Makes sure of the WebDAV servers that tests run against and prints where wsgidav is.
#   peers/webdav/install.sh           installs what is missing
#   peers/webdav/install.sh --check   only says whether all are there
# Ends with 69 where this machine lacks what only root can install.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/webdav
version=$(cat "$here/requirements.txt" "$here/install.sh" | sha256sum | cut -c1-16)
environment=$cache/$version
PATH=$PATH:/usr/sbin

missing() {
  echo "WebDAV servers are missing on this machine: $1" >&2
  exit 69
}

packages=()
[[ -e /usr/lib/apache2/modules/mod_dav_fs.so ]] || packages+=(apache2-bin)
[[ -e /usr/lib/nginx/modules/ngx_http_dav_ext_module.so ]] ||
  packages+=(nginx-light libnginx-mod-http-dav-ext)
type -P rclone > /dev/null || packages+=(rclone)

if [[ ${1:-} == --check ]]; then
  [[ ${#packages[@]} -eq 0 ]] || missing "sudo apt-get install ${packages[*]}"
  [[ -e $environment/ready ]] || missing "run peers/webdav/install.sh."
elif [[ ${#packages[@]} -gt 0 ]]; then
  [[ $(id -u) -eq 0 ]] || missing "sudo apt-get install ${packages[*]}"
  "$here/../../scripts/debian-packages.sh" "${packages[@]}" >&2
fi

if [[ ! -e $environment/ready ]]; then
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
echo "$environment/bin/wsgidav"
