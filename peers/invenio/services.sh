#!/usr/bin/env bash
# Runs a command beside PostgreSQL, Redis and OpenSearch, which end with it.
#   services.sh ROOT FOLDER SEARCH_PORT COMMAND...
# ROOT is what install.sh built, FOLDER holds the data. A standard input that is a pipe is
# watched: all end with it, that is with whoever holds its other end, even by `kill -9`.
set -euo pipefail
root=$1 folder=$2 search=$3
shift 3
binaries=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort --version-sort | tail -n 1)
running=()
command=
exec 3<&0

# PostgreSQL does not work as root.
someone=(setpriv --pdeathsig TERM)
if [[ $(id -u) -eq 0 ]]; then
  someone+=(--reuid postgres --regid postgres --clear-groups)
fi

start() {
  local name=$1
  shift
  "$@" < /dev/null 3<&- > "$folder/log/$name" 2>&1 &
  running+=($!)
}

end() {
  trap - EXIT
  # The command first: PostgreSQL waits for those that are connected.
  kill "$command" 2> /dev/null || true
  wait "$command" 2> /dev/null || true
  kill "${running[@]}" 2> /dev/null || true
  wait "${running[@]}" 2> /dev/null || true
}
trap end EXIT
trap 'exit 1' TERM INT

mkdir -p "$folder/log"
start redis setpriv --pdeathsig TERM redis-server --port 0 --unixsocket "$folder/redis.socket" \
  --save '' --dir "$folder"
start database "${someone[@]}" "$binaries/postgres" -D "$folder/database" \
  -c listen_addresses= -c unix_socket_directories="$folder/database" -c shared_buffers=32MB \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60
start search setpriv --pdeathsig TERM java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  ${SCIENCEMESH_JAVA_OPTION:-} -cp "$root/search/classes:$root/search/lib/*" Search "$folder/search" "$search"

export INVENIO_INSTANCE_PATH=$folder PYTHONWARNINGS=ignore
cd "$folder"
setpriv --pdeathsig TERM "$@" < /dev/null 3<&- &
command=$!
if [[ -p /dev/stdin || -S /dev/stdin ]]; then
  { cat <&3 > /dev/null; kill "$command"; } 2> /dev/null &
  running+=($!)
fi
wait "$command"
