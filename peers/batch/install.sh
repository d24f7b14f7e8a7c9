#!/usr/bin/env bash
# Builds the root directory of the batch systems once, outside the checkout, and prints where it is.
#   peers/batch/install.sh [RELEASE]           builds it where it is missing
#   peers/batch/install.sh --check [RELEASE]   only says whether it is there
# RELEASE is a suite of Debian: trixie (the default), bookworm or forky.
# Ends with 69 where this machine lacks what only root can install, or allows.
set -euo pipefail
shopt -s inherit_errexit
PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
check=
if [[ ${1:-} == --check ]]; then
  check=yes
  shift
fi
release=${1:-trixie}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh
version=$(sha256sum < "$here/install.sh" | cut -c1-16)
root=$cache/batch-$release-$version

missing() {
  echo "The batch systems are missing on this machine: $1" >&2
  exit 69
}

# Debian 12 has Slurm, but no HTCondor.
slurm=(slurm-wlm slurmrestd slurm-wlm-jwt-plugin slurmdbd munge
  mariadb-server-core mariadb-client-core openssh-server openssh-sftp-server)
notebooks=(python3-nbclient python3-ipykernel python3-numpy)
tools=(ca-certificates curl git procps)
case $release in
  trixie | forky) batch=(minicondor "${slurm[@]}") ;;
  bookworm) batch=("${slurm[@]}") ;;
  *) missing "nothing is known of Debian $release." ;;
esac
packages=$(IFS=, && echo "${batch[*]},${notebooks[*]},${tools[*]}")

# Each run lays its own files over the root, in namespaces of its own.
allowed() {
  [[ $(id -u) -eq 0 ]] || missing "run peers/batch/install.sh as root, which alone may mount and change users."
  local probe='mount -t tmpfs probe /mnt && mkdir /mnt/l /mnt/u /mnt/w &&
    mount -t overlay probe -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w /mnt/l'
  unshare --mount --pid --ipc --uts --fork --mount-proc bash -c "$probe" 2> /dev/null ||
    missing 'this container may not mount, even as root; it needs CAP_SYS_ADMIN (docker run --privileged).'
}

# Where this machine has Debian from, in whatever form its sources are written.
mirror() {
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 ~ /^(stable|testing|unstable|sid|bullseye|bookworm|trixie|forky)$/ && $3 == "main" && !found++ { print $1 }'
}

build() {
  local from proxy settings=(
    --aptopt='Acquire::Retries "3"'
    --dpkgopt=force-unsafe-io
    --dpkgopt='path-exclude=/usr/share/man/*'
    --dpkgopt='path-exclude=/usr/share/doc/*'
    --dpkgopt='path-exclude=/usr/share/locale/*'
  )
  from=${SCIENCEMESH_DEBIAN_MIRROR:-$(mirror)}
  [[ -n $from ]] || missing 'its sources name no mirror of Debian; SCIENCEMESH_DEBIAN_MIRROR may.'
  proxy=$(apt-config shell value Acquire::http::Proxy)
  [[ -z $proxy ]] || settings+=(--aptopt="Acquire::http::Proxy \"$(eval "$proxy" && echo "$value")\"")
  # A release in the making is signed anew each day; a mirror may lag behind.
  [[ $release != forky ]] || settings+=(--aptopt='Acquire::Check-Valid-Until "false"')
  type -P mmdebstrap > /dev/null || "$here/../../scripts/debian-packages.sh" mmdebstrap >&2
  echo "Building Debian $release with its batch systems, which takes some minutes the first time" >&2
  building=$cache/building-batch-$release
  rm -rf --one-file-system "$building"
  mmdebstrap --quiet --variant=minbase --mode=root --include="$packages" "${settings[@]}" \
    --skip=check/qemu "$release" "$building" "$from" >&2
  rm -rf "$building"/var/lib/apt/lists/* "$building"/var/cache/apt/*.bin \
    "$building"/etc/munge/munge.key "$building"/etc/ssh/ssh_host_*
  local name number=2001
  for name in alice bob; do
    # No password, yet not locked: sshd lets nobody into a locked account.
    chroot "$building" useradd --create-home --shell /bin/bash --uid $number --password '*' $name
    number=$((number + 1))
  done
  mv "$building" "$root"
}

if [[ ! -d $root ]]; then
  [[ -z $check ]] || missing 'run peers/batch/install.sh as root.'
  allowed
  mkdir -p "$cache"
  exec 9> "$cache/batch.lock"
  flock 9
  # One that was built while this one waited is there now.
  [[ -d $root ]] || build
fi
allowed
echo "$root"
