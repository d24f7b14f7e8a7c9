#!/usr/bin/env bash
# Installs the Python package in development mode: edits of the bridge and a new
# build of the lab extension take effect without another installation.
set -euo pipefail
cd "$(dirname "$0")/.."
link=.venv/share/jupyter/labextensions/jupyterlab-sciencemesh

# First the link, or else pip would remove the built files through it.
rm -rf "$link"
SKIP_JUPYTER_BUILDER=1 .venv/bin/pip install --quiet --disable-pip-version-check \
  --no-deps --no-build-isolation --editable .
rm -rf "$link"
mkdir -p "$(dirname "$link")"
ln -s "$PWD/jupyterlab_sciencemesh/labextension" "$link"

touch .venv/stamps/extension
