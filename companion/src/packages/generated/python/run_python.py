"""Python scripts, run in this kernel so that their plots show."""

import os
import pathlib
import runpy
import sys

from base import CannotGoOn, shown


def run_python(script, arguments=(), environment=None):
    """Does what ``python script arguments`` does; returns the script's names."""
    path = pathlib.Path(script).resolve()
    if not path.is_file():
        raise CannotGoOn(f"{shown(script)} is not here. The preview of the package can fetch it.")
    kept = sys.argv, list(sys.path), dict(os.environ)
    try:
        sys.argv = [str(path), *map(str, arguments)]
        sys.path.insert(0, str(path.parent))
        os.environ.update(environment or {})
        return runpy.run_path(str(path), run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            raise CannotGoOn(f"{shown(script)} ended with status {shown(end.code)}.") from None
        return {}
    finally:
        sys.argv, sys.path[:] = kept[:2]
        os.environ.clear()
        os.environ.update(kept[2])
