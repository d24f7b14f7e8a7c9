#!/usr/bin/env bash
# Runs a command beside a real HTCondor and a real Slurm, which are built once a machine. Where they cannot be, it says
# so, and what is left out, and is content: nothing of the command can run there.
#   scripts/beside-batch.sh COMMAND...
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PWD/node_modules/.bin:$PATH"

available=()
for release in ${SCIENCEMESH_BATCH_RELEASES:-trixie}; do
  status=0
  peers/batch/install.sh "$release" > /dev/null || status=$?
  case $status in
    0) available+=("$release") ;;
    69) echo "Left out: everything beside the real batch systems of Debian $release." ;;
    *) exit "$status" ;;
  esac
done
# Most of the tests, and who starts the systems, are for the first of them.
[[ " ${available[*]} " == *' trixie '* ]] || exit 0
export SCIENCEMESH_BATCH_RELEASES="${available[*]}"
exec node peers/batch/main.ts "$@"
