#!/usr/bin/env bash
# Installs Debian packages as root; as another user it says what to install.
#   scripts/debian-packages.sh PACKAGE...
set -euo pipefail

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
  echo "Missing on this machine: $*. Install with: sudo apt-get install $*" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# Another installation on this machine may take its time.
wait=(-o DPkg::Lock::Timeout=500)
apt-get update "${wait[@]}" --quiet=2 < /dev/null
apt-get install "${wait[@]}" --quiet=2 --yes --no-install-recommends "$@" < /dev/null > /dev/null
