#!/usr/bin/env bash
# Makes sure of the Chromium that the journeys of ui-tests/ drive.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${CHROMIUM_PATH:-}" ] || command -v chromium > /dev/null; then
  exit 0
fi
scripts/debian-packages.sh chromium fonts-dejavu-core
