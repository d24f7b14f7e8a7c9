"""What the notebook finds to work with."""

import platform
import shutil
from importlib.util import find_spec


def check_environment(libraries=(), programs=()):
    """Tells which of the libraries and programs are here; installs nothing.

    Both are lists of pairs: the name, and what it is used for.
    """
    print(f"Python {platform.python_version()} on {platform.system()}")
    found = [(name, use, find_spec(name) is not None) for name, use in libraries]
    found += [(name, use, shutil.which(name) is not None) for name, use in programs]
    width = max((len(name) for name, _, _ in found), default=0)
    for name, use, here in found:
        print(
            f"  {'✓' if here else '✗'} {name:<{width}}  {use}{'' if here else ' (not installed)'}"
        )
