#!/usr/bin/env bash
# Installs the npm packages that yarn.lock names, for all workspaces.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
# The browser of the tests is Debian's.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! jlpm install --immutable > "$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
touch node_modules/.yarn-state.yml
