#!/usr/bin/env bash
# Writes constraints-dev.txt from a fresh environment with requirements-dev.txt.
# Use Debian 12's Python (PYTHON=/usr/bin/python3), the oldest that is promised.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"${PYTHON:-python3}" -m venv "$environment"
"$environment/bin/pip" install --quiet --requirement requirements-dev.txt
{
  echo '# Every package of a working environment; rewritten by scripts/lock-python.sh.'
  "$environment/bin/pip" freeze
} > constraints-dev.txt
