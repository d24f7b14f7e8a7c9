#!/usr/bin/env bash
# Runs the journeys; arguments go to Playwright.
#   scripts/test-ui.sh tests/journey.spec.ts
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

port=$(python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
export JUPYTERLAB_URL=http://127.0.0.1:$port
export JUPYTERLAB_TOKEN=${JUPYTERLAB_TOKEN:-$(python -c 'import secrets; print(secrets.token_hex(16))')}
exec playwright test "$@"
