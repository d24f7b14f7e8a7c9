#!/usr/bin/env bash
# Runs a command that starts a real InvenioRDM, which is installed once a machine. Where it cannot be, it says so, and what is
# left out, and is content: nothing of the command can run there.
#   scripts/beside-invenio.sh COMMAND...
set -euo pipefail
cd "$(dirname "$0")/.."

status=0
peers/invenio/install.sh > /dev/null || status=$?
case $status in
  0) ;;
  69)
    echo "Left out: everything beside a real InvenioRDM."
    exit 0
    ;;
  *) exit "$status" ;;
esac
export SCIENCEMESH_INVENIO=true
exec "$@"
