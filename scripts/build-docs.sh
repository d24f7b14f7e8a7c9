#!/usr/bin/env bash
# Writes what the documentation takes from the schemas of contract/: the REST
# API and the configuration file.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"

for document in openapi config-schema; do
  node companion/src/main.ts "$document" > ".cache/$document.json"
  prettier --log-level warn --write ".cache/$document.json" --ignore-path /dev/null
  mv ".cache/$document.json" "docs/$document.json"
done
