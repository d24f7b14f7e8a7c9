#!/usr/bin/env bash
# Puts jupyter-collaboration beside the working environment, not into it: the
# journeys run with and without it.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.cache/collaboration
list=ui-tests/requirements-collaboration.txt

if cmp --silent "$list" "$folder/installed.txt"; then
  exit 0
fi
rm -rf "$folder"
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps \
  --target "$folder" --requirement "$list"
cp "$list" "$folder/installed.txt"
