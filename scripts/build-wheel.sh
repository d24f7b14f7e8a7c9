#!/usr/bin/env bash
# Builds the wheel from the built extension and companion.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf dist
.venv/bin/python -m build --wheel --no-isolation --outdir dist . > .cache/wheel.log 2>&1 ||
  { cat .cache/wheel.log >&2; exit 1; }
ls dist/*.whl
