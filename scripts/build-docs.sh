#!/usr/bin/env bash
# Writes what the documentation takes from the schemas of contract/, the REST
# API and the configuration file, and from the journeys: their pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"

write() { # write COMMAND FILE
  node companion/src/main.ts "$1" > ".cache/$2"
  prettier --log-level warn --write ".cache/$2" --ignore-path /dev/null
  mv ".cache/$2" "docs/$2"
}

write openapi openapi.json
write config-schema config.schema.json

# Made by `make test-ui`; the documentation keeps the last ones until then.
mkdir -p docs/images
for name in $(grep -oh 'images/[a-z-]*\.png' README.md docs/*.md | sort -u); do
  picture="ui-tests/pictures/${name#images/}"
  [ ! -f "$picture" ] || cp "$picture" docs/images/
done
