#!/usr/bin/env bash
# Type-checks every TypeScript project, specs included; reports all of them.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"

status=0
for project in tsconfig.json */tsconfig.json; do
  tsc --noEmit --project "$project" || status=1
done
exit $status
