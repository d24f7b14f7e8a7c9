#!/usr/bin/env bash
# Writes docs/openapi.json from the schemas of contract/.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/node companion/src/main.ts openapi > .cache/openapi.json
mv .cache/openapi.json docs/openapi.json
