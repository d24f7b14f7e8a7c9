#!/usr/bin/env bash
# Installs what publishing is measured beside, once, outside the checkout;
# prints the folder. InvenioRDM comes from peers/invenio/install.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/../install-beside.sh" "$here" rocrate-inveniordm dvuploader
