#!/usr/bin/env bash
# Runs jupyter_server's own tests of its Contents API against the companion.
# They are in its source package, which is fetched once into the cache.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

version=$(python -c 'import jupyter_server; print(jupyter_server.__version__)')
cache="${XDG_CACHE_HOME:-$HOME/.cache}/sciencemesh/jupyter-server-$version"
source="$cache/jupyter_server-$version"

if [[ ! -f "$source/tests/services/contents/test_api.py" ]]; then
  mkdir -p "$cache"
  pip download --quiet --disable-pip-version-check --no-deps \
    --no-binary :all: --dest "$cache" "jupyter_server==$version"
  tar --extract --gzip --directory "$cache" \
    --file "$cache/jupyter_server-$version.tar.gz"
fi

tests="$source/tests/services/contents"
ln --symbolic --force "$PWD/tests/contents/jupyter_fixtures.py" "$tests/conftest.py"
# Their settings turn warnings of their own code into errors.
exec pytest --config-file /dev/null --rootdir "$source" -q -rs \
  ${JUNIT_REPORT:+--junitxml="$JUNIT_REPORT"} \
  "$tests/test_api.py" "$@"
