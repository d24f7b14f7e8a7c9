#!/usr/bin/env bash
# Runs the journeys; arguments go to Playwright.
#   scripts/test-ui.sh tests/arrival.spec.ts
set -euo pipefail
cd "$(dirname "$0")/../ui-tests"
export PATH="$PWD/../.venv/bin:$PWD/../node_modules/.bin:$PATH"

if ! missing=$(../scripts/setup-browser.sh 2>&1); then
  echo "The journeys are skipped. $missing"
  if [ -n "${JUNIT_REPORT:-}" ]; then
    printf '<testsuites><testsuite><testcase name="all journeys"><skipped message="%s"/></testcase></testsuite></testsuites>\n' \
      "$missing" > "$JUNIT_REPORT"
  fi
  exit 0
fi

../scripts/setup-beside.sh collaboration
../scripts/setup-beside.sh h5web
exec playwright test "$@"
