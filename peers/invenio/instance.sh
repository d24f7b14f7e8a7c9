#!/usr/bin/env bash
# Runs InvenioRDM over a copy of what was prepared, until its standard input ends.
#   instance.sh ROOT PREPARED PROFILE PORT SEARCH_PORT
# Prints the folder of the copy, which it removes in the end; what was said last goes to stderr.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$1 prepared=$2 profile=$3 port=$4 search=$5

folder=$(mktemp --directory --tmpdir sciencemesh-invenio-XXXXXX)
trap 'tail -n 20 "$folder"/log/* >&2 || true; rm -rf "$folder"' EXIT
trap 'exit 1' TERM INT
# PostgreSQL comes through here as a user of its own.
chmod 711 "$folder"
cp --archive --reflink=auto "$prepared/data/." "$folder"
mkdir "$folder/log"
echo "$folder"
SCIENCEMESH_JAVA_OPTION=-XX:SharedArchiveFile=$prepared/classes.jsa \
  "$here/services.sh" "$root" "$folder" "$search" \
  "$root/env/bin/python" "$here/site/serve.py" "$profile" "$folder" "$port" "$search" \
  > "$folder/log/server" 2>&1
