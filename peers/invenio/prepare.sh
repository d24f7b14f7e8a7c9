#!/usr/bin/env bash
# Fills the database and the indices that services.sh runs: prepare.sh ROOT FOLDER SEARCH_PORT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$1 folder=$2 search=$3
until (exec 3<> "/dev/tcp/127.0.0.1/$search") 2> /dev/null; do sleep 0.2; done
exec "$root/env/bin/python" "$here/site/prepare.py" "$folder" "$search"
