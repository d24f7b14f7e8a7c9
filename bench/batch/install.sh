#!/usr/bin/env bash
# Installs what jobs are measured beside, once, outside the checkout; prints
# the folder. The batch systems come from peers/batch/install.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/../install-beside.sh" "$here" jupyter-scheduler jupyterlab-slurm
