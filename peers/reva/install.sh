#!/usr/bin/env bash
# Builds revad once, outside the checkout, and prints where it is.
#   peers/reva/install.sh           builds it where it is missing
#   peers/reva/install.sh --check   only says whether it is there
# Ends with 69 where this machine lacks what only root can install.
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/reva
version=$(cd "$here" && cat go.mod go.sum ./*.go site.toml install.sh | sha256sum | cut -c1-16)
revad=$cache/$version/revad
wanted=$(awk '$1 == "go" { print $2 }' "$here/go.mod")

missing() {
  echo "Reva is missing on this machine: $1" >&2
  exit 69
}

# As root, Debian's packages; nobody else can install any.
install_packages() {
  [[ $(id -u) -eq 0 ]] || missing "run peers/reva/install.sh as root, or install Go $wanted or newer and a C compiler."
  "$here/../../scripts/debian-packages.sh" "$@" >&2
}

# A Go from 1.21 on gets the toolchain that go.mod asks for by itself.
find_go() {
  local go minor
  for go in "$(type -P go || true)" /usr/local/go/bin/go; do
    if [[ -x $go ]]; then
      minor=$("$go" env GOVERSION | sed -nE 's/^go1\.([0-9]+).*/\1/p' || true)
      if [[ ${minor:-0} -ge 21 ]]; then
        echo "$go"
        return
      fi
    fi
  done
}

# An older one knows toolchains as modules, without what makes them programs.
fetch_go() {
  local old platform module
  type -P go > /dev/null || install_packages golang-go
  old=$(type -P go)
  platform=$("$old" env GOHOSTOS)-$("$old" env GOHOSTARCH)
  module=golang.org/toolchain@v0.0.1-go$wanted.$platform
  if [[ ! -e $cache/go-$wanted/ready ]]; then
    rm -rf "${cache:?}/go-$wanted"
    (cd "$cache" && GOFLAGS=-mod=mod "$old" mod download "$module")
    cp -r --no-preserve=mode "$("$old" env GOMODCACHE)/$module" "$cache/go-$wanted"
    chmod -R a+x "$cache/go-$wanted/bin" "$cache/go-$wanted/pkg/tool"
    touch "$cache/go-$wanted/ready"
  fi
  echo "$cache/go-$wanted/bin/go"
}

if [[ -x $revad ]]; then
  echo "$revad"
  exit
fi
[[ ${1:-} != --check ]] || missing "run peers/reva/install.sh."

mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9
if [[ ! -x $revad ]]; then
  go=$(find_go)
  if [[ -z $go ]]; then
    go=$(fetch_go)
  fi
  # SQLite is written in C.
  type -P gcc > /dev/null || type -P cc > /dev/null || install_packages gcc libc6-dev
  building=$(mktemp -d "$cache/building-XXXXXX")
  trap 'rm -rf "$building"' EXIT
  echo "Building Reva, which takes some minutes the first time" >&2
  (cd "$here" && CGO_ENABLED=1 GOTOOLCHAIN=auto GOFLAGS='-mod=readonly -buildvcs=false' \
    "$go" build -trimpath -ldflags '-s -w' -o "$building/revad" .) >&2
  mkdir -p "$cache/$version"
  mv "$building/revad" "$revad"
fi
echo "$revad"
