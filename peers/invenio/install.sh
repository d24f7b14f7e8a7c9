#!/usr/bin/env bash
# Installs InvenioRDM and fills a database for it once, outside the checkout; prints both folders.
#   peers/invenio/install.sh           does what was not done yet
#   peers/invenio/install.sh --check   only says whether it is there
# Ends with 69 where this machine lacks what only root can install.
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh
PATH=$PATH:/usr/sbin

digest() {
  sha256sum | cut -c1-16
}

root=$cache/invenio-$(cd "$here" && cat install.sh requirements.txt pom.xml Search.java | digest)

missing() {
  echo "InvenioRDM is missing on this machine: $1" >&2
  exit 69
}

packages=()
compgen -G '/usr/lib/postgresql/*/bin/postgres' > /dev/null || packages+=(postgresql)
type -P redis-server > /dev/null || packages+=(redis-server)
type -P javac > /dev/null || packages+=(default-jdk-headless)
type -P mvn > /dev/null || packages+=(maven)
compgen -G '/usr/lib/*/libcairo.so.2' > /dev/null || packages+=(libcairo2)

if [[ ${#packages[@]} -gt 0 ]]; then
  [[ ${1:-} != --check && $(id -u) -eq 0 ]] || missing "sudo apt-get install ${packages[*]}"
  # This runlevel keeps packages from starting their services where there is no systemd.
  RUNLEVEL=1 "$here/../../scripts/debian-packages.sh" "${packages[@]}" >&2
fi

# The files of a database can be read by its own release of PostgreSQL alone.
prepared=$root/prepared-$({ cd "$here" && cat services.sh prepare.sh site/{prepare,configuration}.py site/app_data/* && ls /usr/lib/postgresql; } 2> /dev/null | digest)
[[ ${1:-} != --check || -e $prepared/ready ]] || missing 'run peers/invenio/install.sh.'

# pip takes minutes for so many packages, uv half a minute.
install_python() {
  local index
  rm -rf "$root/env"
  "$here/../../.venv/bin/python" -m venv "$root/env"
  "$root/env/bin/pip" install --quiet --disable-pip-version-check uv==0.13.9
  index=$("$root/env/bin/pip" config get global.index-url 2> /dev/null || true)
  UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index} "$root/env/bin/uv" pip install --quiet --no-deps \
    --compile-bytecode --python "$root/env/bin/python" --requirement "$here/requirements.txt"
}

install_search() {
  rm -rf "$root/search"
  mkdir -p "$root/search/classes"
  mvn --quiet --batch-mode --file "$here/pom.xml" dependency:copy-dependencies \
    -DoutputDirectory="$root/search/lib"
  javac -cp "$root/search/lib/*" -d "$root/search/classes" "$here/Search.java"
}

# Nothing is kept of what was prepared for older files.
prepare() {
  local folder port as=()
  # PostgreSQL works as a user of its own, who cannot see into a home.
  building=$(mktemp --directory --tmpdir sciencemesh-invenio-XXXXXX)
  trap 'rm -rf "$building"' EXIT
  chmod 711 "$building"
  folder=$building/data
  mkdir -p "$folder/database"
  if [[ $(id -u) -eq 0 ]]; then
    chown postgres: "$folder/database"
    as=(setpriv --reuid postgres --regid postgres --clear-groups)
  fi
  (cd / && "${as[@]}" /usr/lib/postgresql/*/bin/initdb --pgdata="$folder/database" --username=invenio \
    --auth=trust --encoding=UTF8 --locale=C.UTF-8 --wal-segsize=1 --no-sync > /dev/null)
  port=$("$root/env/bin/python" -c \
    'import socket; print(socket.create_server(("127.0.0.1", 0)).getsockname()[1])')
  # Where OpenSearch loaded its classes from once, it starts in half the time.
  SCIENCEMESH_JAVA_OPTION="-XX:ArchiveClassesAtExit=$building/classes.jsa" \
    "$here/services.sh" "$root" "$folder" "$port" "$here/prepare.sh" "$root" "$folder" "$port" \
    < /dev/null > "$building/log" 2>&1 || {
    tail -n 40 "$building/log" "$folder"/log/* >&2
    return 1
  }
  rm -rf "$folder/log" "$root"/prepared-*
  cp --archive "$building" "$prepared"
  touch "$prepared/ready"
}

if [[ ! -e $prepared/ready ]]; then
  mkdir -p "$root"
  exec 9> "$cache/invenio.lock"
  flock 9
  if [[ ! -e $root/ready ]]; then
    echo 'Installing InvenioRDM, which takes some minutes the first time' >&2
    install_python >&2 &
    install_search >&2
    wait $!
    touch "$root/ready"
  fi
  [[ -e $prepared/ready ]] || prepare
fi
echo "$root"
echo "$prepared"
