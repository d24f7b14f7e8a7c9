#!/usr/bin/env bash
# Puts Python packages beside the working environment, not into it: the journeys
# run with and without them.
#   scripts/setup-beside.sh collaboration
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.cache/$1
list=ui-tests/requirements-$1.txt

if cmp --silent "$list" "$folder/installed.txt"; then
  exit 0
fi
rm -rf "$folder"
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps \
  --target "$folder" --requirement "$list"
cp "$list" "$folder/installed.txt"
